"""``python -m dashboard``: ``serve`` the dashboard of a site, ``brief`` its month, ``verify`` an edited briefing."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from gunicorn.app.base import BaseApplication

from commandline.chinese import ChineseCommand, ChineseCommands
from dashboard.app import create_app
from dashboard.briefing.briefed.verify_command import verify_document
from dashboard.briefing.composing import Request
from dashboard.briefing.faults import Fault, NotThere
from dashboard.briefing.making import make
from dashboard.briefing.steps import reason_of
from dashboard.briefing.telling import Telling, told
from dashboard.delivery.shared_answers import SharedAnswers
from etl.store import current_id

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WRONG_USE = 2
WORKERS = min(4, 2 * (os.cpu_count() or 1))  # a hundred readers on two cores: tests/benchmarks/readers.py
COLLECTED = (20_000, 20, 1_000)  # what a worker keeps has no cycles: looking through all of it holds up a reader

cli = typer.Typer(
    cls=ChineseCommands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="长风看板。",
)


@cli.callback()
def main() -> None:
    """长风看板:打开已发布的数据。"""


@cli.command(cls=ChineseCommand)
def serve(
    site: Annotated[Path, typer.Option(metavar="目录", help="区县数据目录,默认 data。")] = Path("data"),
    host: Annotated[str, typer.Option(metavar="地址", help="监听地址,目前只能是本机。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="端口", help="端口。", min=0, max=65535)] = 8050,
    workers: Annotated[int, typer.Option(metavar="个数", help="服务进程数,默认至多 4。", min=1, max=32)] = WORKERS,
) -> None:
    """打开看板,按 Ctrl+C 结束。"""
    if host not in LOOPBACK:
        _refuse(f"不能在 {host} 上开放:目前还没有访问控制,看板只能在本机打开(127.0.0.1)。")
    if not site.is_dir():
        _refuse(f"没有数据目录 {site}。请检查 --site。")
    listener = _listen(host, port)
    address = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"正在打开看板(数据目录 {site})…")
    _Server(site.resolve(), listener, workers, f"看板已就绪:http://{shown}:{address}").run()


@cli.command(cls=ChineseCommand)
def brief(
    month: Annotated[str, typer.Option(metavar="年-月", help="月份,如 2023-06。")],
    area: Annotated[str, typer.Option(metavar="地区", help="街道的代码或名称,默认全区。")] = "",
    pages: Annotated[str, typer.Option(metavar="页面", help="页面的路径或名称,逗号分隔,默认导航中的各页。")] = "",
    edition: Annotated[str, typer.Option(metavar="版本", help="internal(内部)或 public(公开)。")] = "internal",
    as_of: Annotated[str, typer.Option(metavar="版次", help="按以前的版次重制,默认当前版次。")] = "",
    out: Annotated[Path | None, typer.Option(metavar="目录", help="写到哪里,默认 数据目录/briefs/月份。")] = None,
    site: Annotated[Path, typer.Option(metavar="目录", help="区县数据目录,默认 data。")] = Path("data"),
) -> None:
    """生成一个月的简报:各项文件和 manifest.json。退出码:0 全部完成,1 有未完成的,2 用法不对。"""
    if not site.is_dir():
        _refuse(f"没有数据目录 {site}。请检查 --site。")
    if out and out.exists() and not out.is_dir():
        _refuse(f"{out} 不是目录。请检查 --out。")
    build = as_of.strip() or current_id(site)
    if build is None:
        _refuse("还没有发布过数据。请先装载文件:python -m etl load")
    asked = tuple(filter(None, (page.strip() for page in pages.replace(",", ",").split(","))))
    request = Request(build, month.strip(), area.strip(), asked, edition.strip(), bool(as_of.strip()))
    app = create_app(site.resolve(), build)
    try:
        with Telling() as telling:
            outcome = make(request, app, out.resolve() if out else None, telling)
    except NotThere as nothing:
        _refuse(str(nothing))
    except (Fault, OSError) as error:
        typer.echo(str(error if isinstance(error, Fault) else reason_of(error, site, "交付")), err=True)
        raise typer.Exit(1) from None
    for line in told(outcome):
        typer.echo(line)
    raise typer.Exit(1 if outcome.failed else 0)


cli.command("verify", cls=ChineseCommand)(verify_document)


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before the server starts: a taken port is one clear sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            _refuse(f"端口 {port} 已被占用。请先关闭占用它的程序,或换一个端口:--port {port + 1}")
        if error.errno == errno.EACCES:
            _refuse(f"没有使用端口 {port} 的权限。请换一个 1024 以上的端口。")
        raise
    listener.set_inheritable(True)
    return listener


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn on a socket that is already open."""

    def __init__(self, site: Path, listener: socket.socket, workers: int, ready: str) -> None:
        self._site, self._listener, self._workers, self._ready = site, listener, workers, ready
        self._pages = Path(tempfile.mkdtemp(prefix="changfeng-"))  # not under the site: it ends with the server
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self._listener.fileno()}",
            "worker_class": "gthread",
            "workers": self._workers,
            "threads": 8,
            "preload_app": True,  # the program stands in memory once; builds are opened by each worker, after the fork
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: typer.echo(self._ready),
            "on_exit": lambda _server: shutil.rmtree(self._pages, ignore_errors=True),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Once, before the workers: no build is opened here, for a DuckDB connection is not carried over a fork."""
        app = create_app(self._site)
        app.shell.share(SharedAnswers(self._pages))
        server = app.server
        server.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", "[::1]"]  # no foreign name that resolves to here
        gc.collect()
        gc.freeze()  # the program lasts as long as its workers: no collection looks through it, nor copies its memory
        gc.set_threshold(*COLLECTED)
        return server


if __name__ == "__main__":
    cli(prog_name="python -m dashboard")
