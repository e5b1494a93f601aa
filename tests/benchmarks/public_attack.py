"""The attack on a whole public edition of a site: which counts under the threshold can be computed from all it prints.

Takes minutes, so that it is no test. Run: python -m tests.benchmarks.public_attack SITE 2023-06 [AREA]
"""

from __future__ import annotations

import sys
from pathlib import Path

from dashboard.app import create_app
from dashboard.briefing.composing import Request, compose
from etl.store import open_current
from tests.dashboard.briefing.attacking import attack


def main(site: Path, month: str, area: str = "") -> int:
    """Print what can be found out; 1 where anything can."""
    build, shell = open_current(site), create_app(site).shell
    whole = compose(Request(build.id, month, area), shell).content
    edition = compose(Request(build.id, month, area, edition="public"), shell).content
    tried, found = attack(build, whole, edition, build.meta.public_threshold)
    print(*found, f"{tried} counts under {build.meta.public_threshold}, {len(found)} of them found out", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
