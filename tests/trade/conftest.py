from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.world import Api, World, forget


class Shop:
    """A company that sells, with one customer and two products; calls go through the API and must succeed."""

    def __init__(self, world: World) -> None:
        self.world, self.api = world, world.admin
        self.customer = self.made("customer", name="上海某某机械有限公司")
        self.pump = self.made("product", code="P1", name="水泵", list_price={"amount": "1130", "currency": "CNY"})
        self.hose = self.made("product", code="H1", name="软管", list_price={"amount": "12.5", "currency": "CNY"})

    def made(self, entity: str, api: Api | None = None, **values: Any) -> int:
        answer = (api or self.api).post(entity, values)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def get(self, entity: str, record_id: int) -> dict[str, Any]:
        answer = self.api.get(f"{entity}/{record_id}")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def act(self, entity: str, record_id: int, action: str, **values: Any) -> dict[str, Any]:
        answer = self.tried(entity, record_id, action, **values)
        assert answer.status_code == 200, (action, answer.content)
        return dict(answer.json())

    def tried(self, entity: str, record_id: int, action: str, **values: Any) -> Any:
        version = self.get(entity, record_id)["version"]
        return self.api.post(f"{entity}/{record_id}/actions/{action}", values, If_Match=f'"{version}"')

    def make(self, entity: str, record_id: int, target: str, mode: str = "") -> dict[str, Any]:
        answer = self.api.post("trade/make", {"entity": entity, "id": record_id, "target": target, "mode": mode})
        assert answer.status_code == 200, answer.content
        return self.get(target, answer.json()["id"])

    def lines(self, *pairs: tuple[int, str, str]) -> list[dict[str, Any]]:
        """Lines as (product, quantity, unit price)."""
        names = {self.pump: "水泵", self.hose: "软管"}
        return [{"product": p, "name": names[p], "quantity": q, "unit_price": price} for p, q, price in pairs]

    def order(self, *pairs: tuple[int, str, str], **values: Any) -> dict[str, Any]:
        """An approved order."""
        record = self.made("order", name="泵站备件", customer=self.customer, lines=self.lines(*pairs), **values)
        return self.act("order", record, "submit")


@pytest.fixture
def shop(db: None) -> Iterator[Shop]:
    forget()
    yield Shop(World())
    forget()
