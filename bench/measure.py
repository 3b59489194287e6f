"""Interleaved rounds of calls and bare statements: CPU of each, and how long they take alone and eight at once."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from . import cpu
from .cases import Case
from .clients import Bare, Http, Request, at_once, one_by_one

CLIENTS = 8
CALLS = 60
"""Calls of one round by one client; eight clients make twice as many together."""
ROUNDS = 5
TRIES = 16
"""Statements from which the faster way of planning is seen, after as many that do not count."""


@dataclass(slots=True)
class Samples:
    """What one case took: per round, milliseconds per call."""

    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    wall: dict[tuple[str, int, int], list[float]] = field(default_factory=dict)
    """(http or bare, clients, percentile) → milliseconds."""

    def median(self, name: str) -> float:
        return statistics.median(getattr(self, name))

    @property
    def cpu(self) -> float:
        """Web and database."""
        return statistics.median(a + b for a, b in zip(self.web, self.database, strict=True))

    @property
    def over(self) -> float:
        """CPU beyond the bare statement's."""
        return self.cpu - self.median("bare")

    def percentile(self, way: str, clients: int, percent: int) -> float:
        return statistics.median(self.wall[way, clients, percent])

    @property
    def ratio(self) -> float:
        """p95 at eight clients against the bare statement's."""
        return self.percentile("http", CLIENTS, 95) / self.percentile("bare", CLIENTS, 95)


class Bench:
    """The connections and processes that all cases share."""

    def __init__(self, port: int, url: str, web: Sequence[psutil.Process], database: cpu.Database) -> None:
        self._port, self._url, self._web, self.database = port, url, web, database

    def run(self, case: Case, rounds: int) -> Samples:
        proof = case.asker.cookie if case.cookie else case.asker.bearer
        https = [Http(self._port, proof) for _ in range(CLIENTS)]
        plans = self._faster_plans(case)
        bares = [Bare(self._url, plans) for _ in range(CLIENTS)]
        samples = Samples()
        alone = max(2, round(CALLS * case.share))
        together = max(CLIENTS, 2 * alone)
        try:
            at_once(https, [call for call, _ in case.calls(together)])
            at_once(bares, [bare for _, bare in case.calls(together)])
            for _ in range(rounds):
                self._alone(samples, case, alone, https[0], bares[0])
                calls = case.calls(together)
                _note(samples, "http", CLIENTS, at_once(https, [call for call, _ in calls]))
                _note(samples, "bare", CLIENTS, at_once(bares, [bare for _, bare in calls]))
        finally:
            for each in (*https, *bares):
                each.close()
        return samples

    def web_seconds(self) -> float:
        """CPU of the web processes so far."""
        return cpu.of_processes(self._web)

    @property
    def port(self) -> int:
        return self._port

    def cpu_per_call(self, proof: str, request: Request, count: int) -> float:
        """Milliseconds of web and database per call, asked one after the other; the first calls do not count."""
        http = Http(self._port, proof)
        try:
            for warm in range(4 + count):
                if warm == 4:
                    self.database.find_others()
                    began = cpu.of_processes(self._web) + self.database.seconds()
                status, _head, body = http.ask(request)
                if status != 200:
                    raise SystemExit(f"{request.path}: {status} {body[:400].decode()}")
            return (cpu.of_processes(self._web) + self.database.seconds() - began) * 1000 / count
        finally:
            http.close()

    def _faster_plans(self, case: Case) -> str:
        taken = {}
        for plans in ("auto", "force_custom_plan"):
            bare = Bare(self._url, plans)
            calls = [statement for _, statement in case.calls(max(2, round(2 * TRIES * case.share)))]
            taken[plans] = statistics.median(one_by_one(bare, calls)[len(calls) // 2 :])
            bare.close()
        return min(taken, key=lambda plans: taken[plans])

    def _alone(self, samples: Samples, case: Case, count: int, http: Http, bare: Bare) -> None:
        calls = case.calls(count)
        self.database.find_others()
        web, database = cpu.of_processes(self._web), self.database.seconds()
        _note(samples, "http", 1, one_by_one(http, [call for call, _ in calls]))
        samples.web.append((cpu.of_processes(self._web) - web) * 1000 / count)
        samples.database.append((self.database.seconds() - database) * 1000 / count)
        database = self.database.seconds()
        _note(samples, "bare", 1, one_by_one(bare, [statement for _, statement in calls]))
        samples.bare.append((self.database.seconds() - database) * 1000 / count)


def _note(samples: Samples, way: str, clients: int, taken: Sequence[float]) -> None:
    ordered = sorted(taken)
    for percent in (50, 95):
        at = min(len(ordered) - 1, len(ordered) * percent // 100)
        samples.wall.setdefault((way, clients, percent), []).append(ordered[at] * 1000)
