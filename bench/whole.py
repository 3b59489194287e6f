"""Measurements of the instance that are no calls: a thousand open event streams."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from .place import ROOT, Instance

STREAMS = 1_000
UNITS = {"seconds": "s", "ms_each": "ms", "percent": "%", "kb_each": "kB"}


def streams(instance: Instance) -> Iterator[tuple[str, float, str]]:
    """Name, value and unit of what `bench/streams.py` finds on the busier web worker."""
    worker = max(instance.web(), key=lambda process: sum(process.cpu_times()[:2]))
    url = f"http://127.0.0.1:{instance.port}"
    command = [sys.executable, str(ROOT / "bench" / "streams.py"), "--url", url, "--pid", str(worker.pid)]
    done = subprocess.run(
        [*command, "--count", str(STREAMS)], capture_output=True, text=True, env=dict(os.environ), cwd=ROOT, check=False
    )
    if done.returncode != 0:
        print(f"  not measured: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
        return
    for name, value in json.loads(done.stdout.strip().splitlines()[-1]).items():
        unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
        yield f"streams.{name}", float(value), unit
