"""Reckoning a forecast takes seconds and memory: a job does it."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from kezhou.kernel.errors import KezhouError
from kezhou.sdk.jobs import begin, ctx_of, fail, finish, job

from . import folding, forecast

RECKON = "reckon_forecast"


@job("fold_standing", every="*/10 * * * *", timeout=600)
def fold_standing() -> None:
    """What changes left behind is put together, so that sums stay short to read."""
    for kept in folding.ALL:
        folded = folding.AT_ONCE
        while folded == folding.AT_ONCE:
            with transaction.atomic():
                folded = folding.fold(kept)


@job(RECKON, timeout=300)
def reckon_forecast(record_id: int, pipeline: str | None, department: int | None, person: int | None) -> None:
    """With the rights of who asked, at this moment."""
    begin(record_id)
    ctx = ctx_of(record_id)
    with translation.override(ctx.locale):
        try:
            made = forecast.reckon(ctx, {"pipeline": pipeline, "department": department, "person": person})
        except KezhouError as problem:
            fail(record_id, str(problem.message) or problem.code)
            return
    finish(record_id, {"forecast": made.id})
