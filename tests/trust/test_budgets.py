"""C34, C35, C36: nobody gets more time, rows or calls than there is room for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from kezhou.config import database
from kezhou.http import throttle
from kezhou.http.given import MAX_BODY
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.query import where
from kezhou.platform.query.words import MAX_LIMIT, MAX_PAGED_ROWS
from kezhou.platform.records import reveal

from .fingerprint import fingerprint
from .routes import Route, api_routes
from .world import ACTIONS, Caller, World


@pytest.fixture
def reader(world: World) -> Caller:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    return world.caller("asker")


def test_c34_every_kind_of_process_that_faces_people_has_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, longest in (("web", 15_000), ("worker", 600_000)):
        monkeypatch.setenv("KEZHOU_PROCESS", kind)
        options = database.django_database("postgresql://a:b@/kezhou?host=/nowhere")["OPTIONS"]["options"]
        limits = dict(word.split("=") for word in options.replace("-c ", "").split())
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert 0 < int(limits[name]) <= longest * 2, (kind, name)


def test_c34_a_statement_that_runs_too_long_ends_and_says_so(
    reader: Caller, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    """With a limit of a twentieth of a second a slow list is a 503 with Retry-After, and the next one works."""
    from kezhou.http import entity_reading

    real = entity_reading.read_page

    def slow(*arguments: Any) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '50ms'")
            cursor.execute("SELECT count(*) FROM generate_series(1, 100000000)")
        return real(*arguments)

    monkeypatch.setattr(entity_reading, "read_page", slow)
    answer = reader.get("customer")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    assert int(answer["Retry-After"]) >= 1
    monkeypatch.undo()
    assert reader.get("customer").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_c34_f16_a_save_does_not_wait_for_a_forgotten_lock_for_ever(database_server: Any) -> None:
    from kezhou.config import embedded

    from .world import build

    world = build()
    id_ = world.record("asker")
    with database_server.connect(embedded.APP) as other:
        other.execute("SELECT 1 FROM parties_customer WHERE id = %s FOR UPDATE", [id_])
        with transaction.atomic(), connection.cursor() as cursor, pytest.raises(OperationalError):
            cursor.execute(
                "SET LOCAL lock_timeout = '100ms'; UPDATE parties_customer SET remarks = 'x' WHERE id = %s", [id_]
            )


@pytest.mark.parametrize(
    "words",
    [f"limit={MAX_LIMIT + 1}", "limit=0", "limit=-1", "limit=1e9", f"page={MAX_PAGED_ROWS}&limit=200", "page=0"],
)
def test_c34_a_page_has_a_greatest_length_and_depth(reader: Caller, words: str) -> None:
    for path in ("customer", "contact", "user"):
        assert reader.get(f"{path}?{words}").status_code == 400


def test_c34_no_question_is_too_large_for_a_refusal(reader: Caller) -> None:
    """Deep, wide and long input is refused before it reaches the database."""
    leaf = {"field": "name", "op": "eq", "value": "x"}
    deep: Any = leaf
    for _each in range(200):
        deep = {"not": deep}
    cases: list[tuple[str, Any, int]] = [
        ("customer/search", {"filter": deep}, 400),
        ("customer/search", {"filter": {"and": [leaf] * 101}}, 400),
        ("customer/search", {"filter": {"field": "id", "op": "in", "value": list(range(100_000))}}, 400),
        ("customer/search", {"q": "华" * 201}, 400),
        ("customer/search", {"sort": "name," * 500}, 400),
        ("customer/search", {"sort": "name,owner,level,status"}, 400),
        ("customer/count", {"filters": {str(n): leaf for n in range(31)}}, 400),
        ("customer/aggregate", {"group_by": ["level"] * 4}, 400),
        ("customer/aggregate", {"measures": [{"fn": "count"}] * 9}, 400),
        ("customer/bulk", {"op": "delete", "ids": list(range(1, 200_002))}, 422),
        ("customer", {"name": "x" * 201}, 422),
        ("customer", {"name": "x", "remarks": "x" * 1_000_001}, 422),
        ("customer", {"name": "x", "tags": [str(n) for n in range(10_000)]}, 422),
        ("customer", b'{"name": "' + b"x" * MAX_BODY + b'"}', 400),
    ]
    before = fingerprint()
    for path, body, status in cases:
        answer = reader.post(path, body)
        assert answer.status_code == status, (path, str(body)[:80], answer.status_code, answer.content[:200])
    assert fingerprint() == before


def test_c34_a_list_asks_the_same_number_of_statements_for_one_row_and_for_many(reader: Caller, world: World) -> None:
    from django.test.utils import CaptureQueriesContext

    numbers = []
    for rows in (1, 20):
        for _each in range(rows):
            world.record("asker", "contact")
        reader.get("contact?limit=200")  # whatever is remembered is remembered now
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert reader.get("contact?limit=200&total=capped").status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 6


def test_c35_one_persons_flood_is_answered_with_429(
    reader: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "CALLS_PER_MINUTE", 20)
    monkeypatch.setattr(throttle.time, "monotonic", lambda: 6_000.0)  # one minute that does not end
    codes = [reader.get("customer").status_code for _each in range(25)]
    assert codes == [200] * 20 + [429] * 5
    refused = reader.get("customer")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"
    world.give("colleague", world.role("other", {"view": "own"}))
    assert world.caller("colleague").get("customer").status_code == 200  # nobody else is held up


def test_c36_whoever_reads_the_whole_list_is_reported_and_then_stopped(
    reader: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PORTION", 10)
    monkeypatch.setattr(throttle, "PORTIONS_REPORTED", 2)
    monkeypatch.setattr(throttle, "PORTIONS_PER_HOUR", 4)
    for _each in range(10):
        world.record("asker")
    answers = [reader.get("customer?limit=200").status_code for _each in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    reports = AuditEntry.objects.filter(action="bulk_read").values_list("entity", "record_id", "actor_id")
    me = world.people["asker"].id
    assert list(reports) == [("user", me, me)]
    world.clock.moment += timedelta(hours=1)
    assert reader.get("customer").status_code == 200


def test_c36_protected_values_are_looked_at_one_by_one_and_not_for_ever(
    reader: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveal, "PER_HOUR", 3)
    id_ = world.record("asker", phone="13800001234")
    codes = [reader.post(f"customer/{id_}/reveal", {"field": "phone"}).status_code for _each in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    world.clock.moment += timedelta(hours=1)
    assert reader.post(f"customer/{id_}/reveal", {"field": "phone"}).status_code == 200


def test_c35_c38_guessing_complete_numbers_is_slowed_down(
    reader: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A masked number can be asked about as a whole; who asks about thousands is guessing the hidden digits."""
    monkeypatch.setattr(where, "MASKED_PER_HOUR", 5)
    world.record("asker", phone="13800001234")
    body = {"filter": {"field": "phone", "op": "eq", "value": "13800001234"}}
    codes = [reader.post("customer/count", body).status_code for _each in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert reader.get("customer?q=13800001234").status_code == 429
    assert reader.get("search?q=13800001234").status_code == 429
    assert reader.get("customer?q=kezhou").status_code == 200
    world.clock.moment += timedelta(hours=1)
    assert reader.get("customer?q=13800001234").json()["items"][0]["_masked"] != []


def test_c35_c38_a_list_of_numbers_counts_as_many_guesses_as_it_holds(reader: Caller, world: World) -> None:
    """Otherwise one question with all ten thousand endings, cut in half thirteen times, would unmask a number."""
    world.record("asker", phone="13800001234")
    endings = [f"1380000{number:04d}" for number in range(1000)]
    body = {"filters": {str(n): {"field": "phone", "op": "in", "value": endings} for n in range(10)}}
    assert reader.post("customer/count", body).status_code == 429
    several = {"or": [{"field": "phone", "op": "eq", "value": number} for number in endings[:90]]}
    codes = {reader.post("customer/count", {"filter": several}).status_code for _each in range(3)}
    assert codes == {429}


def test_c34_no_call_reads_a_table_without_a_bound(reader: Caller, world: World) -> None:
    """Every reading route of the API ends its statements with a limit, or reads by keys, or reads a small table."""
    from django.test.utils import CaptureQueriesContext

    id_ = world.record("asker")
    unbounded = []
    for route in api_routes():
        if route.method != "GET":
            continue
        path = Route("GET", route.path).filled(entity="customer", key="customer", entity_key="customer", record_id=id_)
        with CaptureQueriesContext(connection) as seen:
            reader.get(path)
        for query in seen.captured_queries:
            text = query["sql"].lower()
            big = any(
                f"from {quote}{name}" in text
                for quote in ('"', "")
                for name in ("parties_", "audit_entry", "notify_", "files_", "jobs_record")
            )
            if big and " limit " not in text and "where" not in text:
                unbounded.append((str(route), query["sql"][:200]))
    assert unbounded == []
