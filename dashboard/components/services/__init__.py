"""What the page 就业服务 is put together from."""
