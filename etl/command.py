"""What all commands share: help in Chinese, and an end in words where nobody foresaw the error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from etl.failures import sentence
from etl.site import SiteError

IN_CHINESE = {  # typer's own words in a help text, in the order in which they are replaced
    r"^Usage: ": "用法: ",
    r"\[OPTIONS\]": "[选项]",
    r"COMMAND \[ARGS\]\.\.\.": "命令 [参数]…",
    r"^Options:": "选项:",
    r"^Arguments:": "参数:",
    r"^Commands:": "命令:",
    r"Show this message and exit\.": "显示这份说明。",
    r" *<(?:list\[)?[A-Za-z ]+\]?>": "",  # the type, which the words beside it already say
    r"\[default: ([^\]]*)\]": r"[默认:\1]",
    r"\[required\]": "[必填]",
}


def in_chinese(help_text: str) -> str:
    """A help text with typer's own words in Chinese."""
    for pattern, words in IN_CHINESE.items():
        help_text = re.sub(pattern, words, help_text, flags=re.MULTILINE)
    return help_text


class Commands(TyperGroup):
    """The program: the list of its commands."""

    def get_help(self, ctx: Any) -> str:
        """What ``--help`` prints."""
        return in_chinese(super().get_help(ctx))


class Command(TyperCommand):
    """One command."""

    def get_help(self, ctx: Any) -> str:
        """What ``--help`` prints."""
        return in_chinese(super().get_help(ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run it; a traceback would hold personal data, and tells a clerk nothing."""
        try:
            return super().invoke(ctx)
        except (TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except SiteError as error:  # the district's own files: the message says which and what
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None
        except Exception as error:  # noqa: BLE001  (whatever it is, the clerk is told in words)
            site = ctx.params.get("site") or Path()
            typer.echo(sentence(error, site, ctx.info_name or ""), err=True)
            raise typer.Exit(1) from None
