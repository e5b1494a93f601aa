"""What stands around every page: header, filters, appearance."""
