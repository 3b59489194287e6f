"""What is measured: each case makes HTTP calls and the bare statements that do the same work, any number of them."""

import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from .clients import Request, Statement
from .people import Asker
from .terms import Terms

SQL = Path(__file__).parent / "sql"
LEVELS_AND_STATUSES = [
    (level, status) for level in ("A", "B", "C", "D") for status in ("trading", "potential", "silent", "lost")
]
ORDER = "-updated_at"
BULK_ROWS = 200


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of call of one person. `kind` decides which limits hold: list, read, create or write."""

    name: str
    kind: str
    asker: Asker
    sql: str
    calls: Callable[[int], list[tuple[Request, Statement]]]
    """So many calls, each with its bare statement; new ones every time where a call changes something."""
    share: float = 1.0
    """Part of the usual number of calls, for long ones."""
    cookie: bool = False


class Cases:
    """All cases on one base. `number` makes names and keys differ between runs."""

    def __init__(self, url: str, askers: Mapping[str, Asker], terms: Terms, number: int) -> None:
        self._url, self._askers, self._terms = url, askers, terms
        self._counter = itertools.count(number)
        self._draw = random.Random(7)

    def all(self) -> Iterator[Case]:
        for asker in self._askers.values():
            yield Case(f"list_{asker.name}", "list", asker, "list", self._list(asker))
            if asker.name == "sales":
                yield Case("list_sales_cookie", "list", asker, "list", self._list(asker), cookie=True)
            else:
                yield Case(f"list_next_{asker.name}", "list", asker, "list_next", self._list_next(asker))
        for asker in self._askers.values():
            terms = self._terms
            for name, sql, words in (
                ("rare", "search_indexed", terms.rare),
                ("single", "search_indexed", terms.single),
                ("common", terms.common_sql, terms.common),
                ("commonest", "search_walked", ("有限",)),
                ("initials_rare", "initials_indexed", terms.initials),
                ("initials_yx", "initials_walked", ("yx",)),
            ):
                yield Case(f"search_{name}_{asker.name}", "read", asker, sql, self._search(asker, sql, words))
        for name in ("sales", "director"):
            asker = self._askers[name]
            yield Case(f"record_{name}", "read", asker, "record", self._record(asker))
            yield Case(f"related_{name}", "other", asker, "related", self._related(asker))
            yield Case(f"count_{name}", "other", asker, "count", self._count(asker), 0.5)
            yield Case(f"group_region_{name}", "other", asker, "group_region", self._group(asker), 0.1)
            yield Case(f"create_{name}", "create", asker, "create", self._create(asker), 0.5)
            yield Case(f"update_{name}", "other", asker, "update", self._update(asker, 1), 0.5)
        director = self._askers["director"]
        yield Case("bulk_200_director", "other", director, "update", self._update(director, BULK_ROWS), 0.05)

    # Each of these gives a function that makes calls.

    def _list(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement("list", asker)

        def calls(count: int) -> list[tuple[Request, Statement]]:
            made = []
            for level, status in itertools.islice(itertools.cycle(LEVELS_AND_STATUSES), count):
                words = {"limit": 50, "level": level, "status": status, "sort": ORDER}
                params = {**asker.params, "level": level, "status": status}
                made.append((_get("customer", words), Statement(text, params)))
            return made

        return calls

    def _list_next(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement("list_next", asker)
        first = statement("list", asker)
        pages = []
        for level, status in LEVELS_AND_STATUSES:
            params = {**asker.params, "level": level, "status": status}
            cursor = asker.ask(_get("customer", {"limit": 50, "level": level, "status": status, "sort": ORDER}))["next"]
            rows = self._rows(first, params)
            if cursor:
                words = {"limit": 50, "level": level, "status": status, "sort": ORDER, "cursor": cursor}
                after = {**params, "updated_at": rows[49]["updated_at"], "id": rows[49]["id"]}
                pages.append((_get("customer", words), Statement(text, after)))
        return lambda count: list(itertools.islice(itertools.cycle(pages), count))

    def _search(self, asker: Asker, sql: str, words: Sequence[str]) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement(sql, asker)
        made = []
        for word in words:
            params = {**asker.params, **self._terms.parameters(word)}
            made.append((_get("customer", {"limit": 50, "q": word, "sort": ORDER}), Statement(text, params)))
        return lambda count: list(itertools.islice(itertools.cycle(made), count))

    def _record(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        text, ids = statement("record", asker), self._own_ids(asker, 200)
        made = [(Request("GET", f"/api/v1/customer/{i}"), Statement(text, {**asker.params, "id": i})) for i in ids]
        return lambda count: list(itertools.islice(itertools.cycle(made), count))

    def _related(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement("related", asker)
        made = [
            (Request("GET", f"/api/v1/customer/{i}/related/contacts"), Statement(text, {**asker.params, "id": i}))
            for i in self._own_ids(asker, 200)
        ]
        return lambda count: list(itertools.islice(itertools.cycle(made), count))

    def _count(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement("count", asker)

        def one(level: str, status: str) -> tuple[Request, Statement]:
            parts = [{"field": "level", "op": "eq", "value": level}, {"field": "status", "op": "eq", "value": status}]
            params = {**asker.params, "level": level, "status": status}
            return Request("POST", "/api/v1/customer/count", {"filter": {"and": parts}}), Statement(text, params)

        made = [one(*pair) for pair in LEVELS_AND_STATUSES]
        return lambda count: list(itertools.islice(itertools.cycle(made), count))

    def _group(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        body = {"group_by": ["region"], "measures": [{"fn": "count"}]}
        call = (
            Request("POST", "/api/v1/customer/aggregate", body),
            Statement(statement("group_region", asker), dict(asker.params)),
        )
        return lambda count: [call] * count

    def _create(self, asker: Asker) -> Callable[[int], list[tuple[Request, Statement]]]:
        from kezhou.kernel.text.grams import search_text
        from kezhou.kernel.text.pinyin import sort_key

        text = statement("create", asker)

        def one() -> tuple[Request, Statement]:
            name = f"测量新客户{next(self._counter)}号有限公司"
            body = {"name": name, "level": "B", "industry": "A", "region": "440305", "source": "web", "mobile": ""}
            params = {
                "name": name,
                "search_text": search_text([name]),
                "sort_key": sort_key(name),
                "code": "",
                "level": "B",
                "industry": "A",
                "region": "440305",
                "owner": asker.user_id,
                "dept": asker.dept_id,
                "changes": json.dumps({"name": {"from": None, "to": name}, "level": {"from": None, "to": "B"}}),
            }
            return Request("POST", "/api/v1/customer", body), Statement(text, params)

        return lambda count: [one() for _ in range(count)]

    def _update(self, asker: Asker, rows: int) -> Callable[[int], list[tuple[Request, Statement]]]:
        text = statement("update", asker)
        ids = self._own_ids(asker, 400 if rows == 1 else 8 * rows)
        groups = itertools.cycle([ids[at : at + rows] for at in range(0, len(ids) - rows + 1, rows)])

        def calls(count: int) -> list[tuple[Request, Statement]]:
            chosen = list(itertools.islice(groups, count))
            versions = {
                row["id"]: row["version"]
                for row in self._rows("SELECT id, version FROM parties_customer WHERE id = ANY(%(ids)s)", {"ids": ids})
            }
            made = []
            for group in chosen:
                remarks = f"bench {next(self._counter)}"
                if rows == 1:
                    seen = (("If-Match", f'"{versions[group[0]]}"'),)
                    call = Request("PATCH", f"/api/v1/customer/{group[0]}", {"remarks": remarks}, seen)
                    versions[group[0]] += 1
                else:
                    body = {"op": "update", "ids": group, "values": {"remarks": remarks}}
                    call = Request("POST", "/api/v1/customer/bulk", body)
                params = {**asker.params, "ids": group, "remarks": f"{remarks} bare", "actor": asker.user_id}
                made.append((call, Statement(text, params)))
            return made

        return calls

    def _own_ids(self, asker: Asker, count: int) -> list[int]:
        text = (
            f"SELECT t.id FROM parties_customer t WHERE t.deleted_at IS NULL AND {asker.scope} ORDER BY t.id LIMIT 4000"
        )
        found = [row["id"] for row in self._rows(text, asker.params)]
        return self._draw.sample(found, min(count, len(found)))

    def _rows(self, text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        from psycopg.rows import dict_row

        with psycopg.connect(self._url, row_factory=dict_row) as connection:
            return connection.execute(text, params).fetchall()


def statement(name: str, asker: Asker) -> str:
    """A committed statement with the scope of a person put in."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").replace("{scope}", asker.scope)


def _get(entity: str, words: Mapping[str, Any]) -> Request:
    return Request("GET", f"/api/v1/{entity}?{urlencode(words)}")
