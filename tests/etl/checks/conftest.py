"""One small site for all tests of the checks."""

from __future__ import annotations

import pytest

from etl.site import Site
from tests.etl.checks.sheets import LEDGER, ORDERS, REPORT, Run, make_site, make_source


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("checks") / "site")


@pytest.fixture
def ledger(site: Site) -> Run:
    source = make_source(LEDGER)
    return Run(site, source, [column.title for column in source.columns.values()])


@pytest.fixture
def report(site: Site) -> Run:
    source = make_source(REPORT)
    return Run(site, source, [column.title for column in source.columns.values()])


@pytest.fixture
def orders(site: Site) -> Run:
    source = make_source(ORDERS)
    return Run(site, source, [column.title for column in source.columns.values()])
