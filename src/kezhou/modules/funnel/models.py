"""Forecasts that were reckoned."""

from typing import Any

from kezhou.sdk import model as m


class FunnelForecast(m.Model):
    """What open opportunities of one scope may bring, as simulated on a day.

    `scope` is a digest of exactly which rows were seen (see `reach.py`): a reader is answered only from a row whose
    scope is the reader's own. `result` holds ids of opportunities and figures, no names.
    """

    append_only = True

    id: int
    scope = m.CharField(max_length=64)
    on = m.DateField()
    made_at = m.DateTimeField()
    made_by = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    result: Any = m.JSONField()

    class Meta:
        indexes = [m.Index(fields=["scope", "-id"], name="funnel_forecast_scope_idx")]
