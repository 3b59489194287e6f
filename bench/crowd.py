"""Two hundred salespeople at once: reaching for a hundred customers of a pool, and asking for duplicates.

What is made for it — customers, a pool, tokens — is removed at the end; the base stays as it was.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psutil

from . import cpu
from .clients import Http, Request
from .report import DUPLICATE_P95_MS, Report

if TYPE_CHECKING:
    import psycopg

    Admin = psycopg.Connection[tuple[Any, ...]]

CLIENTS, CUSTOMERS, QUOTA = 200, 100, 1
BUSY_SECONDS = 0.1
"""Wait of a client that was told 503: the server has room for fewer than two hundred at the same moment."""
PATIENCE_SECONDS = 120
QUERIES = 400
POOL = "bench crowd"


def tokens(count: int) -> list[str]:
    """Proofs of so many salespeople, each of a person of their own."""
    from kezhou.kernel.clock import SystemClock
    from kezhou.platform.identity import tokens as issued
    from kezhou.platform.org.models import User

    people = User.objects.filter(status="active").order_by("-id")[:count]
    found = [issued.issue(person, "bench crowd", ["write"], 1, SystemClock())[1] for person in people]
    return [f"Authorization: Bearer {plain}\r\n" for plain in found]


def forget_tokens() -> None:
    from kezhou.platform.identity.models import ApiToken

    ApiToken.objects.filter(name="bench crowd").delete()


# -- claims -----------------------------------------------------------------------------------------------------------


@contextmanager
def pooled(admin: "Admin") -> Iterator[list[int]]:
    """A pool of which everybody is a member, and customers that lie in it, until the end of the block."""
    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.entities import registry
    from kezhou.platform.org.models import Department
    from kezhou.platform.pools import settings
    from kezhou.platform.records import write

    ctx = Ctx.system("bench")
    root = Department.objects.get(parent__isnull=True).id
    (before,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
    pool = settings.create(
        ctx, {"entity": "customer", "name": POOL, "claims_per_day": QUOTA, "members": [{"department": root}]}
    ).id
    entity, options = registry.entity(ctx, "customer"), write.Options(internal=True)
    rows = [{"name": f"公海竞领客户{number}", "pool": pool} for number in range(CUSTOMERS)]
    try:
        yield [int(draft.id or 0) for draft in write.create_many(ctx, entity, rows, options)]
    finally:
        clear(admin, int(before), [pool])


def clear(admin: "Admin", before: int, pools: Sequence[int]) -> None:
    """Takes out the customers above an id with their contacts and traces, and these pools with theirs.

    Nothing else points to them, so no foreign key is looked up row by row.
    """
    admin.execute("SET session_replication_role = replica")
    for table in ("pools_move", "pools_poolhold", "pools_poolwarning", "pools_poolview"):
        admin.execute(f"DELETE FROM {table} WHERE record_id > %s", [before])
    for table in ("pools_poolmember", "pools_poolrule"):
        admin.execute(f"DELETE FROM {table} WHERE pool_id = ANY(%s)", [list(pools)])
    admin.execute("DELETE FROM audit_entry WHERE entity = 'pool' AND record_id = ANY(%s)", [list(pools)])
    entries = "SELECT id FROM audit_entry WHERE record_id > %s AND entity = 'customer'"
    admin.execute(f"DELETE FROM audit_personal WHERE entry_id IN ({entries})", [before])
    for table in ("audit_entry", "audit_history", "events_event", "search_contactpoint"):
        admin.execute(f"DELETE FROM {table} WHERE record_id > %s AND entity = 'customer'", [before])
    watched = "SELECT id FROM duplicates_watched WHERE entity = 'customer'"
    admin.execute(f"DELETE FROM duplicates_key WHERE entity IN ({watched}) AND record_id > %s", [before])
    admin.execute("DELETE FROM parties_contact WHERE customer_id > %s", [before])
    admin.execute("DELETE FROM parties_customer WHERE id > %s", [before])
    admin.execute("DELETE FROM pools_pool WHERE id = ANY(%s)", [list(pools)])
    admin.execute("RESET session_replication_role")


def claims(report: Report, admin: "Admin", port: int) -> None:
    """Each client reaches for one customer, which another wants too, and then for the next one."""
    proofs = tokens(CLIENTS)
    try:
        with pooled(admin) as records:
            _claims(report, admin, port, proofs, records)
    finally:
        forget_tokens()


def _claims(report: Report, admin: "Admin", port: int, proofs: Sequence[str], records: Sequence[int]) -> None:
    answers: list[tuple[int, str]] = []
    waited = [0]
    taken: list[float] = []

    def work(number: int) -> None:
        client = Http(port, proofs[number])
        for step in range(2):
            request = Request("POST", f"/api/v1/customer/{records[(number + step) % CUSTOMERS]}/claim", {})
            began = time.perf_counter()
            status, body, busy = _patiently(client, request)
            taken.append(time.perf_counter() - began)
            waited[0] += busy
            answers.append((status, json.loads(body).get("code", "")))
        client.close()

    began = time.perf_counter()
    together(CLIENTS, work)
    wall = time.perf_counter() - began
    told = Counter(answers)
    won = told[(200, "")]
    lines = "SELECT to_owner_id, count(*) FROM pools_move WHERE kind = 'claim' AND record_id = ANY(%s) GROUP BY 1"
    per_person = [int(row[1]) for row in admin.execute(lines, [list(records)])]
    owned = "SELECT count(*) FROM parties_customer WHERE id = ANY(%s) AND owner_id IS NOT NULL AND pool_id IS NULL"
    (held,) = admin.execute(owned, [list(records)]).fetchone() or (0,)
    unforeseen = sum(n for (s, code), n in told.items() if s != 200 and code not in ("already_claimed", "quota_day"))
    report.add("claim_contention.winners", won, "", CUSTOMERS, least=CUSTOMERS)
    report.add("claim_contention.ledger_lines", sum(per_person), "", CUSTOMERS, least=CUSTOMERS)
    report.add("claim_contention.owned", int(held), "", CUSTOMERS, least=CUSTOMERS)
    report.add("claim_contention.most_per_person", max(per_person, default=0), "", QUOTA)
    report.add("claim_contention.other_answers", unforeseen, "", 0)
    report.add("claim_contention.wall", wall, "s")
    report.add("claim_contention.p95", percentile(taken, 95) * 1000, "ms")
    report.add("claim_contention.told_to_wait", waited[0], "")


def _patiently(client: Http, request: Request) -> tuple[int, bytes, int]:
    """Status and body of the answer, and how often the server said that it is busy."""
    until, busy = time.monotonic() + PATIENCE_SECONDS, 0
    while True:
        status, _head, body = client.ask(request)
        if status != 503 or time.monotonic() > until:
            return status, body, busy
        busy += 1
        time.sleep(BUSY_SECONDS * (1 + random.random()))


def together(count: int, work: Callable[[int], None]) -> None:
    """The same work in so many threads, all let go at the same moment. Raises the first failure."""
    ready, failures = threading.Barrier(count), []

    def one(number: int) -> None:
        try:
            ready.wait()
            work(number)
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that waits
            failures.append(failure)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


# -- duplicates -------------------------------------------------------------------------------------------------------


def duplicates(
    report: Report, admin: "Admin", port: int, web: Sequence[psutil.Process], database: cpu.Database
) -> None:
    """Names of the base with one character left out, asked over HTTP by many people, one after the other."""
    (keyed,) = admin.execute(
        "SELECT keyed_to IS NULL AND counted_at IS NOT NULL FROM duplicates_watched WHERE entity = 'customer'"
    ).fetchone() or (False,)
    if not keyed:
        print("Duplicate queries are left out: the keys of this base are not made yet (the worker makes them).")
        return
    draw = random.Random(20261122)
    (low, high) = admin.execute("SELECT min(id), max(id) FROM parties_customer").fetchone() or (0, 0)
    wanted = [draw.randint(int(low), int(high)) for _query in range(QUERIES)]
    rows = admin.execute("SELECT id, name FROM parties_customer WHERE id = ANY(%s) AND deleted_at IS NULL", [wanted])
    names = [(int(id_), str(name)) for id_, name in rows.fetchall()]
    proofs = tokens(20)
    clients = [Http(port, proof) for proof in proofs]
    taken, right = [], 0
    try:
        for warm in names[:40]:
            clients[0].ask(_question(draw, warm[1]))
        database.find_others()
        used = cpu.of_processes(web) + database.seconds()
        for at, (_id, name) in enumerate(names):
            began = time.perf_counter()
            status, _head, body = clients[at % len(clients)].ask(_question(draw, name))
            taken.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"duplicate/check: {status} {body[:300].decode()}")
            right += any(item["verdict"] in ("likely", "certain") for item in json.loads(body)["items"])
        used = cpu.of_processes(web) + database.seconds() - used
    finally:
        for client in clients:
            client.close()
        forget_tokens()
    report.add("duplicate_query.p50", percentile(taken, 50) * 1000, "ms")
    report.add("duplicate_query.p95", percentile(taken, 95) * 1000, "ms", DUPLICATE_P95_MS)
    report.add("duplicate_query.cpu", used * 1000 / max(len(names), 1), "ms")
    report.add("duplicate_query.found", 100 * right / max(len(names), 1), "%")


def _question(draw: random.Random, name: str) -> Request:
    at = draw.randrange(1, max(2, len(name) - 4))
    return Request("POST", "/api/v1/duplicate/check", {"name": name[:at] + name[at + 1 :]})


def percentile(taken: Sequence[float], percent: int) -> float:
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
