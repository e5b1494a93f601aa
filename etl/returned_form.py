"""By what a 退回单 is known again after a clerk's program has saved it: the columns added to it, and its file name."""

REASON, ORIGINAL_ROW = "退回原因", "原行号"
RETURNED_NAME = r"(?:_第(\d+)次)?_退回(?:\s*\(\d+\)| - 副本)?$"  # the end of its stem; copies are numbered or named so
