"""What all elements share: an element is its properties."""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component


class Element(Component):
    """Stands before a class of Dash in the bases of an element, and takes its kind from it."""

    _valid_wildcard_attributes: ClassVar[list[str]] = ["data-", "aria-"]  # type: ignore[misc]

    def __init__(self, children: Any = None, **properties: Any) -> None:
        self.__dict__.update(children=children, **properties)

    @property
    def _prop_names(self) -> list[str]:  # type: ignore[override]
        return list(self.__dict__)

    def to_plotly_json(self) -> dict[str, Any]:
        """As Dash's own elements."""
        return {"props": self.__dict__.copy(), "type": self._type, "namespace": self._namespace}
