"""The command that opens the dashboard: loopback only, clear sentences, exit codes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import cli

ROOT = Path(__file__).parents[2]


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
    command = [sys.executable, "-m", "dashboard", "serve", "--site", str(site), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "看板已就绪" in line)
            address = line.strip().partition(":")[2]
            with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
                assert "城镇新增就业" in answer.read().decode("utf-8")
            foreign = urllib.request.Request(address, headers={"Host": "attacker.example"})  # noqa: S310
            with pytest.raises(urllib.error.HTTPError, match="400"):
                urllib.request.urlopen(foreign, timeout=20)  # noqa: S310
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=20) == 0
