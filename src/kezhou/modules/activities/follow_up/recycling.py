"""What the pools' recycle rules ask of follow-ups: each time that one counted."""

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities.follow_up.subjects import SUBJECTS
from kezhou.sdk import pools
from kezhou.sdk.query import CompiledEntity, Sql, ident


def times(ctx: Ctx, entity: CompiledEntity) -> Sql | None:
    """SQL of `(record, when)` of every effective follow-up; None where records have none."""
    if entity.key not in {subject.link for subject in SUBJECTS}:
        return None
    link = ident(f"{entity.key}_id")
    return Sql(
        f"SELECT {link}, at FROM activities_followup "  # noqa: S608 — one of two columns
        f"WHERE effective AND deleted_at IS NULL AND {link} IS NOT NULL"
    )


def register() -> None:
    """Called once at start-up."""
    pools.fact_times("follow_up", times)
