"""What the page 再就业与帮扶 is put together from."""
