"""What the page 人才 is put together from."""
