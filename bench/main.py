"""`make bench`: fill the base once, start the instance, measure case by case, print figures beside their limits.

Environment: `BENCH_ROWS` (1,000,000), `BENCH_HOME` (.kezhou/bench), `BENCH_ONLY` (a part of the names of cases),
`BENCH_ROUNDS` (5), `BENCH_JSON` (a file for the figures).
"""

import os
from pathlib import Path

from . import build, cpu, place
from .report import IDLE_MB, LIST_QUERIES, Report

ROWS = 1_000_000


def main() -> None:
    folder = place.prepare()
    from kezhou.config.instance import running_database

    rows = int(os.environ.get("BENCH_ROWS", str(ROWS)))
    only = os.environ.get("BENCH_ONLY", "")
    report = Report()
    with running_database():
        people = build.ready(rows)
        with place.running() as instance:
            _measure(instance, folder, people, only, report)
    report.close()


def _measure(instance: place.Instance, folder: Path, people: "build.company.People", only: str, report: Report) -> None:
    import django

    from kezhou.config import embedded

    django.setup()
    from django.db import connections

    from . import boards, crowd, days, exchange, handing, plans, recycling, selling, statements, story, whole
    from .cases import Cases
    from .measure import ROUNDS, Bench
    from .people import sign_in
    from .terms import choose

    cluster = embedded.known()
    assert cluster is not None
    url = cluster.url(embedded.APP)
    with cluster.connect(embedded.SUPERUSER, autocommit=True) as admin:
        print("Whole instance:")
        if not only:
            report.add("cold_start", instance.cold_start, "s")
            report.add("memory_idle", cpu.pss_mb(instance.everything()), "MB", IDLE_MB)
        askers = sign_in(people, instance.port)
        terms = choose(admin)
        print(
            f"Terms: rare {' '.join(terms.rare)}; common {' '.join(terms.common)}; initials {' '.join(terms.initials)}"
        )
        (before,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
        every = list(Cases(url, askers, terms, int(before) + 1).all())
        chosen = [case for case in every if only in case.name]
        plans.write(admin, chosen, folder / "plans.txt")
        print(f"Plans of the bare statements: {folder / 'plans.txt'}")
        if not only:
            most = max(statements.count(case) for case in every if case.kind == "list")
            report.add("queries_per_list_page", most, "", LIST_QUERIES)
        connections.close_all()
        bench = Bench(instance.port, url, instance.web(), cpu.Database(place.database_process(), admin))
        rounds = int(os.environ.get("BENCH_ROUNDS", str(ROUNDS)))
        try:
            for case in chosen:
                report.add_case(case, bench.run(case, rounds))
        finally:
            # What was created goes again, so that the next run finds the same base.
            for table, column in (
                ("parties_customer", "id"),
                ("audit_entry", "record_id"),
                ("events_event", "record_id"),
            ):
                admin.execute(f"DELETE FROM {table} WHERE {column} > %s", [before])
            admin.execute("VACUUM ANALYZE parties_customer")
        if not only:
            report.add("memory_after_load", cpu.pss_mb(instance.everything()), "MB")
        if not only or only == "exchange":
            print("Import and export:")
            exchange.measure(report, admin, url, bench.database, cpu.pss_mb(instance.worker()))
        for name, measure in {
            "claim_contention": lambda: crowd.claims(report, admin, instance.port),
            "recycle_100k": lambda: recycling.measure(report, admin, bench.database),
            "handover_50000": lambda: handing.measure(report, admin, askers["ceo"], people.sales),
            "timeline_10000": lambda: story.measure(report, admin, bench, askers["ceo"]),
            "duplicate_query": lambda: crowd.duplicates(report, admin, instance.port, instance.web(), bench.database),
        }.items():
            if only in name:
                print(f"{name}:")
                measure()
                connections.close_all()
        if not only or only in ("today", "manager"):
            print("A salesperson's day, a manager's view:")
            days.measure(report, admin, bench, askers["ceo"])
        if not only or only == "dashboard":
            print("A director's dashboard:")
            boards.measure(report, admin, bench, askers["ceo"])
        if not only or only in selling.SECTIONS:
            print("From opportunity to order:")
            selling.measure(report, admin, bench, url, askers, only, lambda: cpu.of_processes(instance.worker()))
        if not only or only == "streams":
            print("Open event streams:")
            for name, value, unit in whole.streams(instance):
                report.add(name, value, unit)
