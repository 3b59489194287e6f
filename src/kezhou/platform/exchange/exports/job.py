"""The export as a job, with the rights that its starter has when it runs."""

from __future__ import annotations

import re

from django.utils import translation

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.errors import KezhouError
from kezhou.platform.entities import registry
from kezhou.platform.files import store
from kezhou.platform.jobs import records
from kezhou.platform.jobs.registry import job

from .. import spool
from ..models import ExportCall
from . import call as calls
from . import files


@job("export_rows", timeout=3600, retries=2)
def export_rows(record_id: int, call_id: int) -> None:
    """Write the file, note it in the audit, and hand it to the starter. A killed try leaves nothing and begins anew."""
    ctx = records.ctx_of(record_id)
    call = ExportCall.objects.get(id=call_id)
    with translation.override(ctx.locale):
        try:
            with spool.folder() as place:
                path = place / f"export.{call.format}"
                rows = files.write(ctx, call, path, lambda done, total: records.progress(record_id, done))
                entity = registry.entity(ctx, call.entity)
                day = ctx.clock.now().astimezone(COMPANY_ZONE).strftime("%Y%m%d-%H%M")
                name = re.sub(r'[\\/:*?"<>|]', "_", f"{entity.plural}-{day}.{call.format}")
                calls.leave_trace(ctx, call, rows)
                stored = store.add_result(ctx, name, spool.pieces(path))
        except KezhouError as problem:
            reasons = "; ".join(str(error.message) for error in problem.errors)
            records.fail(record_id, reasons or str(problem.message) or problem.code)
            return
    records.finish(record_id, {"file": stored.id, "rows": rows, "name": stored.name})
