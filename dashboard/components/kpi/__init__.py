"""A KPI on a page: its card, trend, definition, place in the matrix, and the way to its rows."""
