"""What the page of rows is put together from."""
