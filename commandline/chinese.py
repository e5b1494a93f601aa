"""Commands that speak Chinese: their help, and what they say to wrong use (exit code 2).

typer has no catalogue of its words that another language could replace, so its finished sentences are put into
Chinese; one that is not known here is told as it is, behind 用法不对.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

HELP = {  # typer's own words in a help text, in the order in which they are replaced
    r"^Usage: ": "用法: ",
    r"\[OPTIONS\]": "[选项]",
    r"COMMAND \[ARGS\]\.\.\.": "命令 [参数]…",
    r"\[\[(.+?)\]\](?:\.\.\.)?": r"[\1]",
    r"\{(.+?)\}": r"\1",
    r"^Options:": "选项:",
    r"^Arguments:": "参数:",
    r"^Commands:": "命令:",
    r"Show this message and exit\.": "显示这份说明。",
    r" *<(?:list\[)?[A-Za-z ]+\]?>": "",  # the type, which the words beside it already say
    r"(\d+)<=x<=(\d+)": r"\1至\2",
    r"x>=(\d+)": r"至少\1",
    r"\[default: ([^\]]*)\]": r"[默认:\1]",
    r"; required\]|\[required\]": "[必填]",
}
WRONG_USE = {  # typer's sentences about wrong use
    r"^No such command '(.*?)'\. Did you mean (.+)\?$": r"没有命令“\1”。是不是 \2?",
    r"^No such command '(.*)'\.$": r"没有命令“\1”。",
    r"^Missing command\.$": "缺少命令。",
    r"^No such option: (\S+) \(Possible options: (.+)\)$": r"没有选项 \1。是不是 \2?",
    r"^No such option: (\S+)(?: Did you mean (.+)\?)?$": r"没有选项 \1。",
    r"^Missing argument '(.*?)'\.$": r"缺少“\1”。",
    r"^Missing option '(.*?)'\.$": r"缺少必填的选项 \1。",
    r"^Option '(.*?)' requires .*arguments?\.$": r"选项 \1 后面缺少值。",
    r"^Option '(.*?)' does not take a value\.$": r"选项 \1 后面不应有值。",
    r"^Got unexpected extra arguments?(?:\(s\))? \((.*)\)$": r"多了“\1”。",
    r"^Invalid value for '(.*?)': .*valid integer.*$": r"选项 \1 应为整数。",
    r"^Invalid value for '(.*?)': .*greater than or equal to (\S+)$": r"选项 \1 不能小于\2。",
    r"^Invalid value for '(.*?)': .*less than or equal to (\S+)$": r"选项 \1 不能大于\2。",
    r"^Invalid value for '(.*?)': .*$": r"选项 \1 的值不对。",
}


def in_chinese(help_text: str) -> str:
    """A help text with typer's own words in Chinese."""
    for pattern, words in HELP.items():
        help_text = re.sub(pattern, words, help_text, flags=re.MULTILINE)
    return help_text


def wrong_use(message: str) -> str:
    """What to tell of wrong use, from typer's sentence."""
    for pattern, words in WRONG_USE.items():
        if re.match(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, count=1, flags=re.DOTALL)
    return f"用法不对:{message}"


class ChineseCommand(TyperCommand):
    """One command."""

    def get_help(self, ctx: Any) -> str:
        """What ``--help`` prints."""
        return in_chinese(super().get_help(ctx))


class ChineseCommands(TyperGroup):
    """The program: the list of its commands."""

    def get_help(self, ctx: Any) -> str:
        """What ``--help`` prints."""
        return in_chinese(super().get_help(ctx))

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command given in the arguments and end the process with its exit code."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except TyperException as error:
            _tell(error)
            sys.exit(error.exit_code)
        except typer.Abort:
            typer.echo("已取消。", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _tell(error: TyperException) -> None:
    ctx = getattr(error, "ctx", None)
    message = error.format_message()
    if ctx is not None and message == ctx.get_help():  # the program without any argument
        typer.echo(message, err=True)
        return
    if ctx is not None:
        usage = in_chinese(ctx.get_usage())
        typer.echo(f"{usage}\n说明: {ctx.command_path} --help\n", err=True)
    typer.echo(wrong_use(message), err=True)
