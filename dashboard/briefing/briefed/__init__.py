"""What briefings have printed: kept, compared with later builds, looked up in edited documents."""
