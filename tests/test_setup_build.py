"""What is built only when its sources changed, what keeps children alive, and which checks an operator runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from kezhou.config import cli, supervisor, webbuild
from kezhou.platform.base import checks


def test_digest_follows_sources_only(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    first = webbuild.digest(tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.js").write_text("x")
    assert webbuild.digest(tmp_path) == first
    (tmp_path / "src" / "a.ts").write_text("2")
    assert webbuild.digest(tmp_path) != first


def test_catalogue_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Customer"\nmsgstr "客户"\n'
    )
    monkeypatch.setattr(webbuild, "PACKAGE", tmp_path)
    assert (webbuild.build_catalogues(), webbuild.build_catalogues()) == (1, 0)
    assert "客户".encode() in (folder / "django.mo").read_bytes()


def test_an_unchanged_web_app_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, dist = tmp_path / "web", tmp_path / "web_dist"
    web.mkdir()
    (web / "package.json").write_text("{}")
    calls: list[tuple[str, ...]] = []

    def npm(*words: str) -> None:
        calls.append(words)
        (web / "node_modules").mkdir(exist_ok=True)
        (web / "dist" / "assets").mkdir(parents=True, exist_ok=True)
        (web / "dist" / "assets" / "a.js").write_text("x" * 2000)

    monkeypatch.setattr(webbuild, "WEB", web)
    monkeypatch.setattr(webbuild, "DIST", dist)
    monkeypatch.setattr(webbuild, "npm", npm)
    assert (webbuild.build_web(), webbuild.build_web()) == (True, False)
    assert [words[:2] for words in calls] == [("install", "--no-save"), ("run", "build")]
    assert (dist / "assets" / "a.js.gz").stat().st_size < 2000


def test_a_child_that_ends_starts_again_after_a_growing_pause(capsys: pytest.CaptureFixture[str]) -> None:
    child = supervisor.Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], {})
    child.start()
    assert isinstance(child.process, subprocess.Popen)
    assert child.process.wait(30) == 3
    child.tend()
    assert (child.process, child.pause, child.restarts) == (None, 1.0, 1)
    assert "worker ended with code 3; it starts again in 0.5 s." in capsys.readouterr().err
    child.not_before = 0.0
    child.tend()
    assert isinstance(child.process, subprocess.Popen)
    supervisor.stop([child])
    assert child.process.returncode is not None


def test_a_child_is_stopped() -> None:
    child = supervisor.Child("web", [sys.executable, "-c", "import signal; signal.pause()"], {})
    child.start()
    supervisor.stop([child])
    assert child.process is not None
    assert child.process.returncode == -15


def test_two_checks_of_one_name_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_checks", {})
    checks.integrity_check("ledger: sums are zero")(list)
    with pytest.raises(ValueError, match="two integrity checks named 'ledger: sums are zero'"):
        checks.integrity_check("ledger: sums are zero")(list)
    assert [name for name, _ in checks.all_checks()] == ["ledger: sums are zero"]


def test_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["upp"])
    assert stopped.value.code == 2
    assert "invalid choice: 'upp'" in capsys.readouterr().err
