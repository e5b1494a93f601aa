"""The analysts' notebooks as they are stored: without outputs, with no more metadata than Jupyter needs.

So a diff shows what a person changed. After working in JupyterLab: python -m tests.notebook_files
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def code_cells(path: Path) -> list[str]:
    """The source of each cell of code."""
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"] if is_code(cell)]


def is_code(cell: dict[str, Any]) -> bool:
    return bool(cell["cell_type"] == "code")


def stored(text: str) -> str:
    """A notebook file as it has to stand in the repository."""
    cells = [_plain(cell) for cell in json.loads(text)["cells"]]
    whole = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"  # as Jupyter writes it


def _plain(cell: dict[str, Any]) -> dict[str, Any]:
    plain = {"cell_type": cell["cell_type"], "id": cell["id"], "metadata": {}}
    source = {"source": "".join(cell["source"]).splitlines(keepends=True)}
    return plain | ({"execution_count": None, "outputs": []} if is_code(cell) else {}) | source


if __name__ == "__main__":
    for path in notebooks():
        path.write_text(stored(path.read_text("utf-8")), "utf-8")
