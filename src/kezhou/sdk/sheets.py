"""A module's own table as a spreadsheet that its asker fetches when the job is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit import Entry, write
from kezhou.platform.exchange.sheet import xlsx
from kezhou.platform.files.store import add_result
from kezhou.platform.jobs.records import ctx_of, start_job


def keep_sheet(
    ctx: Ctx,
    name: str,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[tuple[str, str]],
    *,
    entity: str,
) -> dict[str, Any]:
    """Store the table for the actor, note the export in the audit, and answer what the job's result shows."""
    listed = list(rows)
    stored = add_result(ctx, name, [xlsx(title, headers, listed, notes)])
    write(ctx, [Entry(entity, None, "export", meta={"rows": len(listed), "table": title})])
    return {"file": stored.id, "rows": len(listed), "name": stored.name}


__all__ = ["ctx_of", "keep_sheet", "start_job"]
