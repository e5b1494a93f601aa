"""The monthly briefing of one build: pictures, documents and the list of every number in them."""
