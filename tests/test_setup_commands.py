"""The commands say in a sentence what is wrong and never show a trace."""

import subprocess
import sys
from pathlib import Path

import pytest

from kezhou.config import environment
from kezhou.config.cli import failures, main
from kezhou.config.database import parse_url
from kezhou.kernel.errors import NotFound


def run(words: list[str], **variables: str) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, without an instance."""
    command = [sys.executable, "-m", "kezhou.config.cli", *words]
    base = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "KEZHOU_HOME": "/dev/null/none"}
    return subprocess.run(command, env={**base, **variables}, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        (["up"], {"KEZHOU_PORT": "abc"}, "KEZHOU_PORT is 'abc'; it may be a whole number from 1 to 65535."),
        (["check"], {"KEZHOU_SMTP_TLS": "tls"}, "KEZHOU_SMTP_TLS is 'tls'; it may be one of starttls, ssl, none."),
        (["up"], {}, "a part of this path is no folder"),
        (["token", "x"], {"DATABASE_URL": "mysql://a/b", "KEZHOU_SECRET_KEY": "x"}, "starts with postgresql://"),
        (
            ["token", "x"],
            {"DATABASE_URL": "postgresql://u:p@127.0.0.1:1/none", "KEZHOU_SECRET_KEY": "x"},
            "the database cannot be reached. DATABASE_URL was tried",
        ),
        (["admin", "a b"], {}, "a sign-in name has 1 to 64 characters"),
    ],
)
def test_a_command_that_cannot_says_why(words: list[str], variables: dict[str, str], said: str) -> None:
    done = run(words, **variables)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.startswith(f"kezhou {words[0]}: ")
    assert "Traceback" not in done.stderr


def test_whatever_it_is_becomes_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.tell("check", KeyError("x")) == 1
    assert "this was not foreseen: KeyError: 'x'" in capsys.readouterr().err
    assert failures.tell("check", KeyboardInterrupt()) == failures.INTERRUPTED
    assert "interrupted" in capsys.readouterr().err
    assert failures.tell("import", IsADirectoryError(21, "x", "folder.csv")) == 1
    assert capsys.readouterr().err == "kezhou import: folder.csv: this is a folder, a file is expected.\n"
    assert failures.sentence(NotFound(code="no_such_entity"))


def test_a_reader_that_has_enough_ends_the_command_quietly() -> None:
    """As in `kezhou check | head -1`."""
    program = (
        "import sys, os; from kezhou.config.cli import failures\n"
        "os.close(sys.stdout.fileno()); r, w = os.pipe(); os.close(r); os.dup2(w, 1)\n"
        "try:\n print('x' * 100000, flush=True)\n"
        "except BrokenPipeError as error:\n sys.exit(failures.tell('check', error))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("url", ["postgresql://u:p@h:abc/n", "postgresql://u:p@[::1/n", "postgresql://u:p@h:99999/n"])
def test_an_address_that_cannot_be_read_shows_one_that_can(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host:5432/NAME"):
        parse_url(url)


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEZHOU_PORT", "")
    monkeypatch.setenv("KEZHOU_DEMO", "")
    environment.check()
    monkeypatch.setenv("KEZHOU_WORKERS", "0")
    with pytest.raises(ValueError, match="KEZHOU_WORKERS is '0'"):
        environment.check()


def test_an_archive_is_a_file_in_a_folder_that_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/none")
    for target in (tmp_path, tmp_path / "none" / "x.tar"):
        assert main(["backup", str(target)]) == 1
        assert "name a file in a folder that exists" in capsys.readouterr().err
    assert main(["restore", str(tmp_path)]) == 1
    assert "is a folder, not an archive" in capsys.readouterr().err
