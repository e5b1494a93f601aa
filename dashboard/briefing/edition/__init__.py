"""The public edition: nothing in it tells of a few people."""
