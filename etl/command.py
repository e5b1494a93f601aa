"""What all commands share: an end in words where nobody foresaw the error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

from commandline.chinese import ChineseCommand
from etl.failures import sentence
from etl.site import SiteError


class Command(ChineseCommand):
    """One command."""

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
