"""Runs everything that proves the project, or one part of it: `run_tests.py [lint|types|e2e]`.

Two lanes run side by side, one for each core; each takes the next part as soon as it is free. The browser tests follow
the build of the web app that they look at. Each linter and type checker counts as one. The last line is
`N passed, N failed`.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kezhou.config import webbuild

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
WEB = ROOT / "web"
E2E = ROOT / "tests" / "e2e"
TEST_APPS = {"KEZHOU_EXTRA_APPS": "tests.fakes.odd", "DJANGO_SETTINGS_MODULE": "kezhou.config.settings",
             "PYTHONPATH": str(ROOT)}  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")
LONGEST_SECONDS = 35 * 60
MATRICES = ("tests/trust/test_matrix.py", "tests/trust/test_pool_matrix.py")
PARTS = {
    "contract": ("tests/contract",),
    "matrices": MATRICES,
    "rooms": tuple(f"tests/{room}" for room in ("approvals", "exchange", "faults", "identity", "perf", "printing")),
    "trust": ("tests/trust", *(f"--ignore={file}" for file in MATRICES)),
}
"""The tests that need no browser, in parts of a few minutes; what stands in none of them is a part of its own."""

_print_lock = threading.Lock()
_template_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Result:
    passed: int
    failed: int


def report(name: str, started: float, result: Result, output: str) -> Result:
    """Shows what a step said when it failed, and one line when it did not."""
    with _print_lock:
        verdict = "FAILED" if result.failed else "ok"
        print(f"── {name}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
        lines = output.strip().splitlines()
        print("\n".join(lines if result.failed else lines[-2:]), flush=True)
    return result


def run(command: list[str], cwd: Path = ROOT, **extra: str) -> tuple[int, str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", **extra}
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, errors="replace", timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return 1, f"{command[0]} did not end within {LONGEST_SECONDS} s."
    return done.returncode, done.stdout + done.stderr


def step(name: str, *command: str, cwd: Path = ROOT) -> Result:
    """A tool whose exit code is its verdict; counts as one."""
    started = time.monotonic()
    code, output = run(list(command), cwd)
    return report(name, started, Result(int(code == 0), int(code != 0)), output)


def lint() -> list[Result]:
    results = [
        step("ruff check", "ruff", "check", "."),
        step("ruff format", "ruff", "format", "--check", "."),
        step("import rules", "lint-imports"),
        step("translations", sys.executable, "tools/check_translations.py"),
    ]
    return [*results, step("web lint", *npm("run", "lint"), cwd=WEB)] if web_is_installed() else results


def types() -> list[Result]:
    results = [step("mypy", "mypy")]
    return [*results, step("web types", *npm("run", "types"), cwd=WEB)] if web_is_installed() else results


def web_tests() -> list[Result]:
    """Vitest, counted test by test, and the build of the web app."""
    if not web_is_installed():
        return []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "vitest.json"
        reporters = ("--reporter=default", "--reporter=json", f"--outputFile.json={file}")
        code, output = run([*npm("run", "test"), "--", *reporters], WEB)
        figures = json.loads(file.read_text()) if file.exists() else {}
    passed, failed = int(figures.get("numPassedTests", 0)), int(figures.get("numFailedTests", 0))
    tests = report("vitest", started, Result(passed, max(failed, int(code != 0))), output)
    return [tests, step("web build", sys.executable, "-m", "kezhou.config.webbuild")]


def database() -> Path:
    """The migrated database that every part starts with a copy of; made by the first part that asks."""
    folder = Path(_scratch()) / "database"
    with _template_lock:
        if not folder.exists():
            started = time.monotonic()
            folder.mkdir()
            code, output = run([sys.executable, "-m", "kezhou.config.testing.template", str(folder)], **TEST_APPS)
            if code:
                shutil.rmtree(folder)
                raise RuntimeError(f"The database for the tests could not be made:\n{output}")
            print(f"── database: made ({time.monotonic() - started:.1f} s)", flush=True)
    return folder


@cache
def _scratch() -> str:
    folder = tempfile.mkdtemp(prefix="kezhou-tests-")
    os.chmod(folder, 0o711)  # noqa: S103 - the server's own user passes through
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def pytest(name: str, *arguments: str) -> Result:
    """Pytest, counted test by test; an error while collecting counts as a failure."""
    template = str(database())
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "junit.xml"
        code, output = run(
            [sys.executable, "-m", "pytest", f"--junitxml={file}", *arguments], KEZHOU_TEST_TEMPLATE=template
        )
        suites = list(ElementTree.parse(file).getroot().iter("testsuite")) if file.exists() else []  # noqa: S314 - ours
    figures = {
        key: sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    }
    failed = figures["failures"] + figures["errors"]
    passed = max(0, figures["tests"] - failed - figures["skipped"])
    if code not in (0, 5) or (code == 5 and name != "browser tests"):
        failed = max(failed, 1)
    return report(name, started, Result(passed, failed), output)


def browser_tests() -> list[Result]:
    """Playwright on the system's Chromium; without one they count as failed, for they prove nothing."""
    if not E2E.exists():
        return []
    if not find_browser():
        started = time.monotonic()
        words = f"No Chromium. As root: apt-get install {' '.join(BROWSER_PACKAGES)}"
        return [report("browser tests", started, Result(0, 1), words)]
    return [pytest("browser tests", str(E2E))]


def find_browser() -> bool:
    """Whether there is a Chromium; on a system of Debian's kind root gets it, with Chinese letters, from the
    packages."""
    if any(map(shutil.which, BROWSERS)):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium from the system's packages …", flush=True)
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], **quiet)
        code, output = run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *BROWSER_PACKAGES], **quiet)
        if code:
            print(output, flush=True)
    return any(map(shutil.which, BROWSERS))


def npm(*arguments: str) -> list[str]:
    command, environment = webbuild.npm_command()
    os.environ["PATH"] = environment["PATH"]
    return [*command, "--no-update-notifier", *arguments]


def web_is_installed() -> bool:
    """Whether there is a web app; its packages are installed on the way."""
    if not (WEB / "package.json").exists():
        return False
    with _print_lock:
        webbuild.install_packages()
    return True


def everything() -> list[Result]:
    """The longest parts begin first, so that both lanes end at about the same time."""
    named = [words for part in PARTS.values() for words in part if not words.startswith("--")]
    rest = [f"--ignore={path}" for path in ("tests/e2e", *named)]
    parts: list[Callable[[], list[Result]]] = [
        lambda: [*lint(), *types(), *web_tests(), *browser_tests()],
        lambda: [pytest("pytest, contract", *PARTS["contract"])],
        lambda: [pytest("pytest, matrices", *PARTS["matrices"])],
        lambda: [pytest("pytest, the rest", *rest)],
        lambda: [pytest("pytest, rooms", *PARTS["rooms"])],
        lambda: [pytest("pytest, trust", *PARTS["trust"])],
    ]
    with ThreadPoolExecutor(2) as lanes:
        results = [lane.result() for lane in [lanes.submit(part) for part in parts]]
    return [result for part in results for result in part]


def main(part: str) -> int:
    parts = {"all": everything, "lint": lint, "types": types, "e2e": lambda: [*web_tests()[1:], *browser_tests()]}
    webbuild.build_catalogues()
    results = parts[part]()
    passed, failed = sum(each.passed for each in results), sum(each.failed for each in results)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["all"])))
