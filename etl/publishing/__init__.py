"""Builds: made, verified, switched to in one step, and rolled back."""
