"""`kezhou check` finds what cannot be; and a step of an approval costs the same however much there is."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.platform.approvals import integrity
from kezhou.platform.approvals.decide import decide
from kezhou.platform.approvals.models import ApprovalTask
from tests.approvals.conftest import Company, step

MAX_STATEMENTS = 60
"""Of an approval that ends a run: rights, locks, the record through the pipeline, audit, events, messages."""


def test_requests_and_documents_that_disagree_are_found(company: Company) -> None:
    company.publish(step("one", company.who("boss")))
    first, second = company.deal(), company.deal()
    asked = company.submit(first)
    assert integrity.somebody_is_asked() + integrity.documents_agree() == []

    company.world.entity("deal").model.objects.filter(id=second).update(approval_state="pending")
    ApprovalTask.objects.filter(request=asked).update(state="cancelled")
    assert integrity.somebody_is_asked() == [f"request {asked.id} is pending and asks nobody"]
    assert integrity.documents_agree() == [f"deal {second} is pending, its requests say otherwise"]


def test_an_approval_takes_as_many_statements_in_a_full_house(company: Company) -> None:
    company.publish(step("one", company.who("boss")))

    def cost() -> int:
        asked = company.submit(company.deal())
        ctx: Any = company.ctx("boss")
        with CaptureQueriesContext(connection) as captured:
            decide(ctx, asked.id, approve=True)
        return len(captured.captured_queries)

    cost()
    few = cost()
    for _number in range(8):
        company.submit(company.deal())
    assert cost() == few
    assert few <= MAX_STATEMENTS, few
