"""C25: packed files that would fill the memory are refused in under a second, and without filling it."""

import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from kezhou.kernel.errors import Invalid
from kezhou.platform.exchange.reading.csvfile import unzipped
from kezhou.platform.exchange.reading.zipcheck import check_workbook

WORKBOOK = "<workbook/>"
MB = 1024 * 1024


def package(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", WORKBOOK)
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Invalid) as refused:
        check_workbook(path)
    return refused.value.errors[0].code


def sheet(cells: str) -> dict[str, bytes]:
    return {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()}


def test_c25_a_bomb_of_a_gigabyte_is_refused_in_under_a_second(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", WORKBOOK)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _mb in range(951):
                part.write(b"0" * MB)
    assert path.stat().st_size < 2 * MB
    before = time.process_time()
    assert refusal(path) == "unpacks_too_large"
    assert time.process_time() - before < 1.0


def test_c25_a_bomb_that_lies_about_its_size_is_stopped_when_it_has_grown(tmp_path: Path) -> None:
    path = package(tmp_path / "liar.xlsx", {"xl/worksheets/sheet1.xml": b"0" * (300 * MB)})
    content = bytearray(path.read_bytes())
    true, false = (300 * MB).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(bytes(content).replace(true, false))
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from kezhou.platform.exchange.reading import zipcheck\n"
        "start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    zipcheck.check_workbook(Path(sys.argv[1]))\n"
        "except zipcheck.Invalid as refused:\n    print(refused.errors[0].code)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=30)
    code, grown = done.stdout.split()
    assert code in ("not_a_workbook", "unpacks_too_large")
    assert int(grown) < 50 * 1024  # kilobytes


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<row r="1"><c r="A1"/><c r="XFD1048576"/></row>', "too_many_columns"),
        ("<row r='1'><c r = 'XFD1048576'/></row>", "too_many_columns"),
        ('<row r="1"><c r="KN1"/></row><row r="1048576"><c r="A1048576"/></row>', "sheet_too_large"),
    ],
)
def test_c25_a_lone_cell_far_out_does_not_span_a_giant_sheet(tmp_path: Path, cells: str, code: str) -> None:
    assert refusal(package(tmp_path / "far.xlsx", sheet(cells))) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'}, "xml_entities"),
        ({"xl/embeddings/inner.xlsx": b"PK"}, "nested_archive"),
        ({"xl/media/picture.bin": b"PK\x03\x04more"}, "nested_archive"),
        ({f"xl/worksheets/sheet{n}.xml": b"<worksheet/>" for n in range(101)}, "too_many_sheets"),
        ({f"xl/part{n}.xml": b"<x/>" for n in range(2_001)}, "too_many_parts"),
    ],
)
def test_c25_structures_that_no_office_writes_are_refused(tmp_path: Path, parts: dict[str, bytes], code: str) -> None:
    assert refusal(package(tmp_path / "odd.xlsx", parts)) == code


def test_c25_a_zip_without_a_workbook_is_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refusal(path) == "not_a_workbook"


def test_c25_a_gzip_bomb_ends_at_the_limit() -> None:
    import gzip

    packed = gzip.compress(b"0" * (200 * MB))
    start, sizes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    with pytest.raises(Invalid):
        sizes.extend(len(piece) for piece in unzipped([packed], 50 * MB))
    assert sum(sizes) <= 50 * MB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start < 50 * 1024
