"""What the page 街道 is put together from."""
