"""Makes the environment `.venv` with exactly the versions of `constraints.txt`. Standard library only.

    python tools/setup.py         environment, packages, compiled translations
    python tools/setup.py lock    constraints.txt anew from pyproject.toml

`uv` does the work; where it is missing it comes as a Python package into `.venv-tools`, which works for root, for
ordinary users and for a Python whose packages are managed by the system.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
STAMP = VENV / ".kezhou-setup"
MINIMUM = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Runs a command in the repository's root; says whether it worked."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(), stdout=output, stderr=output)
    return done.returncode == 0


def must(*command: str | Path) -> None:
    if not run(*command):
        sys.exit(f"Setting up failed at: {' '.join(map(str, command))}")


def environment() -> dict[str, str]:
    """uv does not read pip's settings; what a machine says about its package index there holds for uv too."""
    result = dict(os.environ)
    pairs = (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX"), ("PIP_CERT", "SSL_CERT_FILE"))
    for theirs, ours in pairs:
        if result.get(theirs):
            result.setdefault(ours, result[theirs])
    result.setdefault("UV_NO_PROGRESS", "1")
    return result


def find_uv() -> str | None:
    places = (shutil.which("uv"), TOOLS / "bin" / "uv", Path.home() / ".local" / "bin" / "uv")
    for place in places:
        if place and Path(place).exists() and run(place, "--version", quiet=True):
            return str(place)
    return None


def install_uv() -> str:
    """Into a private environment; where Python came without the means for one, as a package of the user."""
    print("Installing uv …", flush=True)
    attempts = (
        lambda: (
            run(sys.executable, "-m", "venv", TOOLS, quiet=True)
            and run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
        ),
        lambda: run(sys.executable, "-m", "pip", "install", "--quiet", "--user", "uv", quiet=True),
        lambda: run(sys.executable, "-m", "pip", "install", "--quiet", "--user", "--break-system-packages", "uv"),
        lambda: (
            os.geteuid() == 0
            and run("apt-get", "install", "-y", "-qq", "python3-venv", quiet=True)
            and run(sys.executable, "-m", "venv", "--clear", TOOLS)
            and run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
        ),
    )
    for attempt in attempts:
        attempt()
        found = find_uv()
        if found is not None:
            return found
    sys.exit("uv could not be installed. Install it (or python3-venv) and run `make setup` again.")


def setup(uv: str) -> None:
    python = VENV / "bin" / "python"
    if not run(python, "-c", "pass", quiet=True) if python.exists() else True:
        must(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
    print("Installing packages …", flush=True)
    must(uv, "pip", "install", "--quiet", "--python", python, "-r", "constraints.txt")
    must(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", ".")
    must(python, "-c", "from kezhou.config.webbuild import build_catalogues; build_catalogues()")
    STAMP.touch()


def lock(uv: str) -> None:
    """Versions only: no hashes and no addresses, so that it holds behind any package index."""
    groups = ("--group", "pyproject.toml:dev", "--group", "pyproject.toml:build")
    silent = ("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet")
    versions = ("--universal", "--python-version", "3.11", "--upgrade")
    must(uv, "pip", "compile", *versions, *silent, "pyproject.toml", *groups, "-o", "constraints.txt")


def newer_python() -> None:
    """Starts again under a newer Python where the machine has one."""
    for name in NEWER:
        path = shutil.which(name)
        if path is not None and subprocess.run([path, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            os.execv(path, [path, *sys.argv])  # noqa: S606 - the same program again
    sys.exit("Kezhou needs Python 3.11 or newer. `make PYTHON=/path/to/python3.12 …` names one.")


if __name__ == "__main__":
    if sys.version_info < MINIMUM:
        newer_python()
    command = find_uv() or install_uv()
    if sys.argv[1:] == ["lock"]:
        lock(command)
    else:
        setup(command)
