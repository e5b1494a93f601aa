"""The parameters of an address, as anyone may have typed them: one value a name, no signs that cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 200  # characters of a value; what is longer names nothing here
LONGEST_ECHO = 20  # characters of a wrong value repeated in the notice


def repeated(query: Mapping[str, object]) -> list[str]:
    """The parameters that an address gives more than one value, in their order."""
    return [key for key, given in query.items() if isinstance(given, list) and len(set(map(str, given))) > 1]


def text(query: Mapping[str, object], key: str) -> str:
    """The last value of a parameter, an address may repeat it; control characters are left out."""
    given = query.get(key)
    if isinstance(given, list):
        given = given[-1] if given else ""
    return "".join(sign for sign in str(given or "")[:LONGEST] if sign.isprintable()).strip()
