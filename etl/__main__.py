"""The command line for clerks and operators: ``python -m etl …``.

Exit codes: 0 all well, 1 some file refused (or a build that failed), 2 wrong use.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commandline.chinese import ChineseCommands
from etl.command import Command
from etl.failures import sentence
from etl.loading import Found, Outcome, find_files, load_file, put_away_archives
from etl.new_site import make_site
from etl.publishing.making import BuildFailed, publish
from etl.publishing.switching import builds, current_manifest, switch
from etl.reading.model import Refused
from etl.reading.opening import open_file
from etl.reloading import NotReloaded, reload_all
from etl.site import Site, SiteError
from etl.sources.model import discover
from etl.sources.proposing import propose as propose_aliases
from etl.warehouse import Busy, Warehouse

app = typer.Typer(
    cls=ChineseCommands,
    help="长风:把每月报来的文件装入仓库,计算指标,发布看板。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # they would hold personal data
)
out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

SiteOption = Annotated[Path, typer.Option("--site", metavar="目录", help="区县目录,默认 data。")]
SourcesOption = Annotated[list[Path], typer.Option("--sources", metavar="目录", help="另外的来源目录,可重复。")]
DEFAULT_SITE = Path("data")
MARKS = {"loaded": "✓", "known": "=", "refused": "✗"}


@app.command(cls=Command)
def load(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[文件或目录…]", help="默认装载收件箱 inbox。")] = None,
    site: SiteOption = DEFAULT_SITE,
    sources: SourcesOption = [],  # noqa: B006  (typer reads the default, nothing changes it)
    build: Annotated[bool, typer.Option(help="装载后发布新版次。")] = True,
) -> None:
    """装载文件(xlsx、xls、csv、zip 或目录),核对每一行,发布新版次。"""
    here = _site(site, sources)
    given = paths or [here.inbox]
    for path in given:
        if not path.exists() and path != here.inbox:
            _wrong_use(f"找不到 {path}。")
    here.inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _warehouse(here) as warehouse:
        files = find_files(given, here.work)
        if not files:
            out.print("收件箱里没有文件。把文件放进 " + str(here.inbox) + " 再运行一次。")
        outcomes = _load_all(warehouse, files)
        refused = sum(outcome.state == "refused" for outcome in outcomes)
        _tell_totals(outcomes, refused)
        if build:
            _publish(warehouse)
    raise typer.Exit(1 if refused else 0)


@app.command(cls=Command)
def build(site: SiteOption = DEFAULT_SITE, sources: SourcesOption = []) -> None:  # noqa: B006
    """按仓库现有数据和指标定义发布新版次。"""
    with _warehouse(_site(site, sources)) as warehouse:
        _publish(warehouse)


@app.command(cls=Command)
def reload(site: SiteOption = DEFAULT_SITE, sources: SourcesOption = []) -> None:  # noqa: B006
    """改过参照表或来源定义之后:按原来的次序从 raw 重新读入全部文件,发布新版次;有一个文件读不成,就全部不变。"""
    with _warehouse(_site(site, sources)) as warehouse:
        try:
            with _told("重新装载") as tell:
                outcomes = reload_all(warehouse, tell)
        except NotReloaded as failed:
            err.print(f"没有重新装载,数据仍是原来的。{failed}")
            raise typer.Exit(1) from None
        for outcome in outcomes:
            if outcome.rows_quarantined:
                _tell(outcome)
        _tell_totals(outcomes, refused=0)
        _publish(warehouse)


@app.command(cls=Command)
def status(
    site: SiteOption = DEFAULT_SITE,
    as_json: Annotated[bool, typer.Option("--json", help="以JSON输出。")] = False,
) -> None:
    """看板当前版次、各来源最近月份、待补正的行。"""
    from etl.status import read_status  # brings pandas: only who asks for it waits for it

    found = read_status(_site(site, []))
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))  # noqa: T201  (for programs: no wrapping)
    else:
        for line in found.lines():
            out.print(line)


@app.command(cls=Command)
def rollback(
    build_id: Annotated[str | None, typer.Argument(metavar="[版次]", help="默认退回上一版次。")] = None,
    site: SiteOption = DEFAULT_SITE,
) -> None:
    """退回到以前的版次;仓库里的数据不变。"""
    here = _site(site, [])
    with _warehouse(here):
        there = builds(here)
        now = current_manifest(here)
        current = now["build_id"] if now else None
        earlier = [name for name in there if current is None or name < current]
        target = build_id or (earlier[-1] if earlier else None)
        if target is None:
            _wrong_use("没有更早的版次可退回。")
        if target not in there:
            _wrong_use(f"没有版次 {target}。现有:{'、'.join(there) or '无'}")
        switch(here, target)
    out.print(f"已退回到版次 {target}(原为 {current})。下一次装载或 build 会按仓库数据发布新版次。")


@app.command(cls=Command)
def demo(
    directory: Annotated[Path, typer.Option("--out", metavar="目录", help="写到哪里。")],
    site: SiteOption = DEFAULT_SITE,
    rows: Annotated[int | None, typer.Option(metavar="行数", min=100, help="总行数,约数。")] = None,
    years: Annotated[str, typer.Option(metavar="年份", help="如 2021,2022,2023;最后一年到6月。")] = "2021,2022,2023",
    seed: Annotated[int, typer.Option(metavar="整数", help="随机种子:相同种子得到相同文件。")] = 20230630,
    mess: Annotated[bool, typer.Option("--mess", help="加入常见的不规范之处,供练习。")] = False,
) -> None:
    """生成虚构的演示台账(每个来源每月一个文件,标题行注明“演示数据”)。"""
    try:
        wanted = tuple(sorted({int(year) for year in years.replace(",", ",").split(",")}))
    except ValueError:
        _wrong_use(f"年份“{years}”应写作 2021,2022,2023。")
    here = _site(site, [])
    files = _write_demo(here, directory, rows=rows, years=wanted, seed=seed, mess=mess)
    out.print(f"已在 {directory} 写入 {len(files)} 个文件(虚构数据,仅供演示)。")


@app.command("first-run", cls=Command)
def first_run(site: SiteOption = DEFAULT_SITE) -> None:
    """装载公开数据;还没有任何台账时,生成并装载演示台账。"""
    here = _site(site, [])
    here.inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = here.inbox / "演示台账"  # what a killed first run left there is loaded by the next
    with _warehouse(here) as warehouse:
        ledgers = {source.id for source in discover(here.source_dirs) if source.kind == "ledger"}
        if not waiting.exists() and not any(here.inbox.iterdir()) and not ledgers & set(warehouse.part_versions()):
            _write_demo(here, here.work / "demo", join_past_years=True, with_faults=True)
            (here.work / "demo").rename(waiting)
        folders = [folder for folder in (here.public, waiting) if folder.exists()]
        if current_manifest(here) is None:
            out.print("正在装载公开数据和演示台账,约一分钟…")
        outcomes = _load_all(warehouse, find_files(folders, here.work), quiet=True)
        if waiting.exists() and not any(waiting.iterdir()):
            waiting.rmdir()
        _publish(warehouse)
    raise typer.Exit(1 if any(outcome.state == "refused" for outcome in outcomes) else 0)


@app.command(cls=Command)
def propose(
    file: Annotated[Path, typer.Argument(metavar="文件", help="不认识的文件。")],
    site: SiteOption = DEFAULT_SITE,
    sources: SourcesOption = [],  # noqa: B006
) -> None:
    """对不认识的表头:给出最接近的来源和应添加的别名行。"""
    here = _site(site, sources)
    known = discover(here.source_dirs)
    here.work.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        book = open_file(file, here.work)
    except Refused as refused:
        out.print(f"✗ {file.name}:{refused}")
        raise typer.Exit(1) from None
    for sheet in book.sheets:
        if len(book.sheets) > 1:
            out.print(f"# 工作表 {sheet.name}")
        out.print(propose_aliases(sheet, known, file.name))


@app.command("new-site", cls=Command)
def new_site(
    directory: Annotated[Path, typer.Argument(metavar="目录", help="新建在哪里;须不存在或为空。")],
    name: Annotated[str, typer.Option(metavar="名称", help="区县全称,如 西安市新城区。")],
    adcode: Annotated[str, typer.Option(metavar="代码", help="6位行政区划代码,如 610102。")],
) -> None:
    """建立一个新区县的目录,填好即可装载。"""
    try:
        written = make_site(directory, name, adcode)
    except ValueError as error:
        _wrong_use(str(error))
    out.print(f"已建立 {directory}({len(written)} 个文件)。")
    out.print(f"下一步:在 {directory / 'reference' / 'areas.csv'} 补街道,在 {directory / 'targets'} 填年度目标,然后:")
    out.print(f"  python -m etl load --site {directory} {directory / 'public'} 文件…    # 全国月度数据和本区台账")


# -- how it is told -----------------------------------------------------------------------------------------------


def _site(path: Path, sources: list[Path]) -> Site:
    site = Site(path, tuple(sources))
    try:
        site.district  # noqa: B018  (a wrong district.toml is told before anything is done)
    except SiteError as error:
        hint = "" if (path / "district.toml").exists() else f"\n{path} 不是区县目录;新建请用 python -m etl new-site。"
        _wrong_use(f"{error}{hint}")
    return site


@contextmanager
def _warehouse(site: Site) -> Iterator[Warehouse]:
    os.umask(0o077)  # what a site keeps is its owner's alone: the dashboard runs as the same user
    try:
        with Warehouse(site) as warehouse:
            yield warehouse
    except (Busy, SiteError, BuildFailed) as error:
        err.print(str(error))
        raise typer.Exit(2 if isinstance(error, SiteError) else 1) from None


def _wrong_use(message: str) -> NoReturn:
    err.print(message)
    raise typer.Exit(2)


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not sys.stderr.isatty(),
    )


@contextmanager
def _told(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar and the function that moves it."""
    with _progress() as bar:
        task = bar.add_task(what, total=None)

        def tell(step: str, done: int, of: int) -> None:
            bar.update(task, description=step, completed=done, total=of)

        yield tell


def _write_demo(site: Site, directory: Path, **options: Any) -> list[Path]:
    from etl.demo import write_demo  # brings openpyxl and numpy's generators: a third of the time a command starts in

    with _told("生成演示台账") as tell:
        return write_demo(site, directory, progress=tell, **options)


def _load_all(warehouse: Warehouse, files: list[Found], quiet: bool = False) -> list[Outcome]:
    """Load the files one by one; ``quiet`` tells only what a person must look at."""
    outcomes = []
    with _progress() as bar:
        task = bar.add_task("装载", total=len(files))
        for file in files:
            outcome = load_file(
                warehouse,
                file,
                datetime.now(),
                lambda step, name=file.path.name: bar.update(task, description=f"{step} {name}"),  # type: ignore[misc]
            )
            bar.advance(task)
            outcomes.append(outcome)
            if not quiet or outcome.state == "refused" or outcome.rows_quarantined:
                _tell(outcome)
    put_away_archives(warehouse.site, files, outcomes)
    return outcomes


def _tell(outcome: Outcome) -> None:
    if outcome.state != "loaded":
        out.print(f"{MARKS[outcome.state]} {outcome.name}:{outcome.message}")
        return
    line = (
        f"✓ {outcome.name} → {'、'.join(outcome.source_names)}{'(演示)' if outcome.is_demo else ''}:"
        f"读入 {outcome.rows_read} 行 = 装载 {outcome.rows_accepted} + 退回 {outcome.rows_quarantined}"
        f" + 标题合计等 {outcome.rows_skipped}"
    )
    if outcome.warnings:
        line += f";提示 {outcome.warnings} 条"
    out.print(line)
    if outcome.returned:
        out.print(f"  退回单:{outcome.returned}")
    for told in outcome.beside:
        out.print(f"  注意:{told}")
    if outcome.passed_over:
        out.print(f"  未识别的工作表:{'、'.join(outcome.passed_over)}")
    if outcome.hidden:
        out.print(f"  隐藏的工作表不装载:{'、'.join(outcome.hidden)};如应装载,请取消隐藏后重新报送。")


def _tell_totals(outcomes: list[Outcome], refused: int) -> None:
    if not outcomes:
        return
    loaded = [outcome for outcome in outcomes if outcome.state == "loaded"]
    known = sum(outcome.state == "known" for outcome in outcomes)
    out.print(
        f"共 {len(outcomes)} 个文件:装载 {len(loaded)},已装载过 {known},拒收 {refused};"
        f"新装载 {sum(o.rows_accepted for o in loaded)} 行,退回 {sum(o.rows_quarantined for o in loaded)} 行。"
    )


def _publish(warehouse: Warehouse) -> None:
    try:
        with _told("发布") as tell:
            build_id = publish(warehouse, datetime.now(), tell)
    except (SiteError, BuildFailed):
        raise
    except Exception as error:  # noqa: BLE001  (the clerk is told in words what is in and what is not)
        told = sentence(error, warehouse.site.path, "发布")
        err.print(f"发布未完成:{told}已装载的数据不受影响,看板仍是原来的版次。")
        raise typer.Exit(1) from None
    out.print(f"已发布版次 {build_id}。" if build_id else "看板已是最新,无需发布。")


if __name__ == "__main__":
    app()
