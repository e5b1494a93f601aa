"""What the page 劳动维权 is put together from."""
