"""What the page 12345热线 is put together from."""
