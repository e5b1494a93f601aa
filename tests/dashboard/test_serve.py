"""The command that opens the dashboard: loopback only, clear sentences, exit codes."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import cli
from tests.dashboard.serving import serving


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "localhost.example"])  # noqa: S104
def test_any_other_address_is_refused(host: str, site: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", "--site", str(site), "--host", host])
    assert result.exit_code == 2
    assert "还没有访问控制" in result.output


def test_a_missing_site_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", "--site", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "没有数据目录" in result.output


def test_a_taken_port_is_told(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli, ["serve", "--site", str(site), "--port", str(port)])
    assert result.exit_code == 2
    assert f"端口 {port} 已被占用" in result.output


def test_it_serves_the_page_and_stops(site: Path) -> None:
    with serving(site) as address:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
            assert "城镇新增就业" in answer.read().decode("utf-8")
        foreign = urllib.request.Request(address, headers={"Host": "attacker.example"})  # noqa: S310
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(foreign, timeout=20)  # noqa: S310
