"""A first parse of an old or rare workbook in a process of its own.

A damaged .xls can name a cell in a column that no sheet has; calamine then asks for more memory than there is and the
whole process ends. A load of many files must outlive one of them, so another process tries first. (.xlsx and .xlsm
need none: `etl.reading.sheet_xml` looks at how far they reach.)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from etl.reading.kinds import BROKEN_WORKBOOK, PASSWORD
from etl.reading.model import Refused

MOST_MEMORY = 8 << 30
SECONDS = 300
PROTECTED = 3
PROGRAM = f"""
import resource, sys
import python_calamine
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    with open(sys.argv[1], "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            book.get_sheet_by_name(name)
except python_calamine.PasswordError:
    sys.exit({PROTECTED})
"""


def try_apart(path: Path) -> None:
    """Raise `Refused` if the workbook cannot be parsed; otherwise it is safe to parse it here."""
    try:
        done = subprocess.run(  # noqa: S603  (our own program; the path is an argument, not code)
            [sys.executable, "-c", PROGRAM, str(path.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(*BROKEN_WORKBOOK) from None
    if done.returncode == PROTECTED:
        raise Refused(*PASSWORD)
    if done.returncode != 0:
        raise Refused(*BROKEN_WORKBOOK)
