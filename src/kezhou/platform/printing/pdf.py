"""PDF by a headless Chromium on this machine: no network, a time limit and a memory limit (C30).

The page that it gets was made by this room: harmless markup, pictures as part of the page, and a policy that loads
nothing. What the
renderer is forbidden besides is a second wall, not the first.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Unavailable

from .limits import PDF_BYTES, PDF_MEMORY, PDF_SECONDS

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LOOK = 0.1
"""Seconds between two looks at the renderer."""
FLAGS = (
    *("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check"),
    *("--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update"),
    *(
        "--disable-domain-reliability",
        "--disable-client-side-phishing-detection",
        "--disable-default-apps",
        "--metrics-recording-only",
    ),
    *(
        "--disable-quic",
        "--disable-breakpad",
        "--disable-translate",
        "--mute-audio",
        "--hide-scrollbars",
        "--incognito",
    ),
    # No address has a machine behind it, and whatever would still go out goes to a closed port of this one.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"),
    *("--disable-features=Translate,OptimizationHints,MediaRouter",),
    *("--no-pdf-header-footer", "--print-to-pdf-no-header", "--run-all-compositor-stages-before-draw"),
)
MISSING = _(
    "PDF needs Chromium on the server: install the package “chromium”, or name the program in KEZHOU_CHROMIUM. Until"
    " then, print from the browser and choose “Save as PDF”, or download the Word file."
)


def program() -> str | None:
    """The renderer that the environment names, else one on the path; None where there is none."""
    named = getattr(settings, "KEZHOU_CHROMIUM", "")
    if named:
        return named if named != "off" and shutil.which(named) else None
    return next(filter(None, map(shutil.which, NAMES)), None)


def render(page: str) -> bytes:
    """The page as PDF. Raises `Unavailable` without a renderer, and when it takes too long or too much."""
    found = program()
    if found is None:
        raise Unavailable(MISSING, code="no_pdf")
    with tempfile.TemporaryDirectory(prefix="kezhou-pdf-") as folder:
        place = Path(folder)
        (place / "page.html").write_text(page, encoding="utf-8")
        out = place / "page.pdf"
        sandbox = () if os.geteuid() else ("--no-sandbox",)  # Chromium refuses its own sandbox to root
        command = [
            found,
            *FLAGS,
            *sandbox,
            f"--user-data-dir={place / 'profile'}",
            f"--print-to-pdf={out}",
            (place / "page.html").as_uri(),
        ]
        environment = {"HOME": folder, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
        # Its own session, so that its children end with it.
        with subprocess.Popen(  # noqa: S603 — a fixed program and fixed flags; no word of a person is among them
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as renderer:  # fmt: skip
            try:
                _watch(renderer)
            finally:
                _end(renderer)
        if renderer.returncode != 0 or not out.exists() or not 0 < out.stat().st_size <= PDF_BYTES:
            raise Unavailable(_("The PDF could not be made. Try again, or print from the browser."), code="pdf_failed")
        return out.read_bytes()


def _watch(renderer: subprocess.Popen[bytes]) -> None:
    """Until it is done. Raises `Unavailable` past the limits."""
    until = time.monotonic() + PDF_SECONDS
    while renderer.poll() is None:
        if time.monotonic() > until:
            raise Unavailable(_("The PDF took too long. Take a simpler template or fewer rows."), code="pdf_too_slow")
        if memory(renderer.pid) > PDF_MEMORY:
            raise Unavailable(
                _("The PDF took too much memory. Take a simpler template or fewer rows."), code="pdf_too_large"
            )
        time.sleep(LOOK)


def memory(session: int) -> int:
    """Bytes that the processes of a session hold; 0 where the system does not tell."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total


def _end(renderer: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(renderer.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        renderer.wait()
