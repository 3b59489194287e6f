"""What the columns of people are called: a position is a job here, and a number only in the lines of documents."""

from django.utils.translation import override

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry


def _label(ctx: Ctx, entity: str, field: str) -> str:
    with override("zh-hans"):
        return str(registry.entity(ctx, entity).fields[field].label)


def test_a_position_is_a_job_an_order_or_a_line(ctx: Ctx) -> None:
    assert _label(ctx, "user", "position") == "岗位"
    assert _label(ctx, "product_category", "position") == "排序"
    assert _label(ctx, "quote_line", "position") == "行号"
