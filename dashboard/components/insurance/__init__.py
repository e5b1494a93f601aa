"""What the page 社会保险 is put together from."""
