"""What the two programs' command lines share, and nothing else: neither may import the other."""
