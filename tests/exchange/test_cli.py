"""`kezhou import` and `kezhou export` in the foreground."""

import gzip
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kezhou.kernel.errors import Forbidden, KezhouError
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.exchange import cli
from kezhou.platform.exchange.models import ImportRun

from .conftest import World

HEAD = "企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址\n"
GOOD = "甲公司,N/A,2012-12-28,N/A,150(万),x,福建,福州,福州市\n"
SHIFTED = "乙公司,N/A,2007-03-21,5,000(万美元),x,陕西省宝鸡市5号楼,N/A,宝鸡\n"


def test_import_prints_sums_that_agree_and_keeps_every_row(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "register.csv.gz"
    path.write_bytes(gzip.compress((HEAD + GOOD + SHIFTED + GOOD).encode()))
    out = io.StringIO()
    assert cli.import_file("customer", path, "cn-registry", "head", "skip", out) == 0
    assert "3 rows = 1 created + 0 updated + 1 skipped + 1 errors." in out.getvalue()
    assert "unknown_legal_form" in out.getvalue()
    rows = CalamineWorkbook.from_path(str(tmp_path / "register.errors.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[1][:9] == SHIFTED.strip().split(",")
    assert Customer.objects.get().owner_id == world.head.id
    assert ImportRun.objects.get().state == "done"


def test_import_asks_for_a_name_and_its_rights(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n甲公司\n".encode())
    for name, refusal in ((None, KezhouError), ("nobody", KezhouError), ("reader", Forbidden)):
        with pytest.raises(refusal):
            cli.import_file("customer", path, None, name, "skip", io.StringIO())
    assert (Customer.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_export_writes_the_file_and_its_trace(world: World, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes("名称\n甲公司\n".encode())
    cli.import_file("customer", source, None, "head", "skip", io.StringIO())
    for ending in ("csv", "xlsx"):
        out = io.StringIO()
        assert cli.export_file("customer", tmp_path / f"all.{ending}", "head", out) == 0
        assert "1 rows." in out.getvalue()
        assert (tmp_path / f"all.{ending}").stat().st_size > 100
    assert AuditEntry.objects.filter(action="export", actor_id=world.head.id).count() == 2
