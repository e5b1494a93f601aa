"""What the bureau is sent: one folder a source, and the matching of a sheet to a source."""
