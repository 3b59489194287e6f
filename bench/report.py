"""Figures with their limits: printed as a table, written as JSON where `BENCH_JSON` says."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from .cases import Case
from .measure import Samples

LIST_CPU_MS, OVER_BARE_MS, TIMES_BARE_P95, CREATE_CPU_MS = 7.0, 6.0, 12.0, 12.0
LIST_QUERIES = 6
DUPLICATE_P95_MS = 50.0
HANDOVER_SECONDS, TIMELINE_CPU_MS = 60.0, 30.0
IMPORT_TIMES_COPY, EXPORT_SECONDS, EXPORT_MB, IDLE_MB = 8.0, 15.0, 150.0, 260.0


@dataclass(frozen=True, slots=True)
class Figure:
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None
    """Where less is as wrong as more."""

    @property
    def ok(self) -> bool:
        return (self.limit is None or self.value <= self.limit) and (self.least is None or self.value >= self.least)


class Report:
    """Collects figures by name and prints each as it comes."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}

    def add(
        self, name: str, value: float, unit: str, limit: float | None = None, *, least: float | None = None
    ) -> None:
        figure = self.figures[name] = Figure(round(value, 2), unit, limit, least)
        sign = "≤" if least is None else "="
        bound = "" if limit is None else f"  {sign} {limit:g}  {'ok' if figure.ok else 'MISS'}"
        print(f"  {name:44} {figure.value:10,.2f} {unit:8}{bound}", flush=True)

    def add_case(self, case: Case, samples: Samples) -> None:
        strict = case.kind in ("list", "read")
        cpu_limit = {"list": LIST_CPU_MS, "create": CREATE_CPU_MS}.get(case.kind)
        print(
            f"{case.name}: CPU ms web {samples.median('web'):.2f} + database {samples.median('database'):.2f}, bare "
            f"{samples.median('bare'):.2f}; wall ms p50/p95 alone {_pair(samples, 'http', 1)}, bare "
            f"{_pair(samples, 'bare', 1)}; 8 clients {_pair(samples, 'http', 8)}, bare {_pair(samples, 'bare', 8)}"
        )
        self.add(f"{case.name}.cpu", samples.cpu, "ms", cpu_limit)
        self.add(f"{case.name}.cpu_over_bare", samples.over, "ms", OVER_BARE_MS if strict else None)
        self.add(f"{case.name}.p95_times_bare", samples.ratio, "×", TIMES_BARE_P95 if strict else None)

    def close(self) -> int:
        """Writes the file and names what missed; the number of misses."""
        if target := os.environ.get("BENCH_JSON"):
            figures = {name: {"value": f.value, "unit": f.unit, "limit": f.limit} for name, f in self.figures.items()}
            Path(target).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        limited = [figure for figure in self.figures.values() if figure.limit is not None]
        missed = {name: figure for name, figure in self.figures.items() if not figure.ok}
        print(f"\n{len(limited) - len(missed)} of {len(limited)} limits are kept.")
        for name, figure in missed.items():
            print(f"  MISS {name}: {figure.value:g} {figure.unit}, limit {figure.limit:g}")
        return len(missed)


def _pair(samples: Samples, way: str, clients: int) -> str:
    return f"{samples.percentile(way, clients, 50):.1f}/{samples.percentile(way, clients, 95):.1f}"
