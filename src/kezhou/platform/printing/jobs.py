"""A PDF takes seconds and a program of its own, so no request waits for it."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from kezhou.kernel.errors import KezhouError
from kezhou.platform.entities import registry
from kezhou.platform.files import store
from kezhou.platform.jobs import records
from kezhou.platform.jobs.registry import job

from . import log, pdf, render


@job("print_pdf", timeout=180, retries=1)
def print_pdf(record_id: int, entity: str, subject: int, template: int, copies: int) -> None:
    """One record as PDF, with the rights that its starter has now."""
    ctx = records.ctx_of(record_id)
    with translation.override(ctx.locale):
        try:
            what = render.job_for(ctx, registry.entity(ctx, entity), template)
            made = render.printed(ctx, entity, subject, what, copies)
            content = pdf.render(made.page)
            stored = store.add_result(ctx, made.file_name("pdf"), [content])
        except KezhouError as problem:
            reasons = "; ".join(str(error.message) for error in problem.errors)
            records.fail(record_id, reasons or str(problem.message) or problem.code)
            return
        with transaction.atomic():
            log.note(ctx, entity, subject, what, "pdf", copies)
            records.finish(record_id, {"file": stored.id, "name": stored.name})
