"""CPU seconds of groups of processes. Walls of a shared machine say little; CPU says what a request costs."""

from collections.abc import Sequence
from pathlib import Path

import psutil
import psycopg


def of_processes(processes: Sequence[psutil.Process]) -> float:
    """User and system time so far, their ended children included."""
    total = 0.0
    for process in processes:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


class Database:
    """CPU time of PostgreSQL: all its processes, but not the backends that serve the instance's background worker."""

    def __init__(self, first: psutil.Process, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._first = first
        self._connection = connection
        self._others: list[psutil.Process] = []
        self.find_others()

    def find_others(self) -> None:
        """Looks again for backends that do not count: those of the worker, of `up`, and this watching one."""
        rows = self._connection.execute(
            "select pid from pg_stat_activity where application_name not in ('kezhou-web', 'bench-bare')"
            " and backend_type = 'client backend'"
        ).fetchall()
        self._others = [psutil.Process(int(str(pid))) for (pid,) in rows if psutil.pid_exists(int(str(pid)))]

    def everything(self) -> float:
        """All of it, the backends of the background worker too."""
        return of_processes([self._first, *self._first.children(recursive=True)])

    def seconds(self) -> float:
        return of_processes([self._first, *self._first.children(recursive=True)]) - of_processes(self._others)


def pss_mb(processes: Sequence[psutil.Process]) -> float:
    """Memory that the processes hold, shared pages counted once over all of them (PSS), in MB."""
    total = 0
    for process in processes:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += int(next(line.split()[1] for line in lines if line.startswith("Pss:")))
    return total / 1024
