"""Files as bureaus send them -> tables of text with the row numbers that Excel shows."""
