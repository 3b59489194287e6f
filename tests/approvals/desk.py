"""A salesperson, a head of department, and everything that a company sells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.modules.sales import defaults as sales_defaults
from kezhou.platform.approvals import flows
from kezhou.platform.entities.definition import STANDARD_ACTIONS
from kezhou.platform.org.models import Department, User
from tests.approvals.conftest import step
from tests.contract.world import Api, World
from tests.finance.conftest import Till

HEAD = {"type": "head", "level": 1}
MOVES = ("version", "updated_at", "updated_by", "_can", "approval_state", "registration_state", "project_state")
"""What a request that was refused leaves behind on a record."""


class Desk(Till):
    """ann sells everything and decides nothing; hedy leads her department and sees nothing that is not hers."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        sales_defaults.ensure(world.system)
        ann, self.hedy = world.person("ann", world.east), world.person("hedy", world.east)
        Department.objects.filter(id=world.east.id).update(leader=self.hedy)
        world.give(self.hedy, {"*": {"view": "own"}})
        world.give(world.person("boss", world.head), {}, admin=["settings"])
        verbs = {action.key for key in ("quote", "order", "contract", "invoice", "opportunity", "sample_request")
                 for action in world.entity(key).definition.actions}  # fmt: skip
        world.give(ann, {"*": dict.fromkeys([*STANDARD_ACTIONS, *sorted(verbs)], "all")})
        User.objects.update(locale="en")
        self.api = world.api(ann)
        self.customer = self.made("customer", name="苏州某某泵业有限公司")

    def publish(self, subject: str, *nodes: Mapping[str, Any]) -> None:
        flow = flows.get(subject)
        saved = flows.save(self.world.system, subject, {"nodes": list(nodes or (step("head", HEAD),))}, flow.version)
        flows.publish(self.world.system, subject, saved.version)

    @property
    def chief(self) -> Api:
        return self.world.api(self.hedy)

    def decide(self, verb: str, comment: str = "") -> Any:
        """hedy's only task, decided."""
        (waiting,) = self.chief.get("approval", box="todo").json()["items"]
        answer = self.chief.post(f"approval/{waiting['id']}/{verb}", {"comment": comment})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def seen(self, entity: str, record: int) -> dict[str, Any]:
        """The record without what any request moves."""
        return {name: value for name, value in self.get(entity, record).items() if name not in MOVES}

    def signed_contract(self) -> int:
        contract = self.made("contract", name="年度", customer=self.customer, lines=self.lines((self.pump, "5", "100")))
        self.act("contract", contract, "submit")
        self.act("contract", contract, "sign")
        return contract
