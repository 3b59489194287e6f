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


class Standing(m.Model):
    """Counts and amounts of opportunities by whose they are, where they stand and when they were opened.

    Statement-level triggers add a line for what each change adds and takes away, in its transaction and without ever
    waiting for another writer; a job puts the lines of one key together (`folded`). The sum over all lines of a key is
    right at every moment; `kezhou check` counts again. Nobody writes here otherwise.

    `begins` is the first day of the month of opening (`grain` m) or of its year (y); everything stands under both, and
    once more under each without its owner (M and Y), which is shorter for who asks about whole departments. 0 stands
    for no person, department, process or stage, the first of January of year 1 for no day of opening. `currency` is the
    base currency where a base amount is known, else the opportunity's own; `amounts` and `weighteds` say how many have
    such an amount at all.
    """

    id: int
    owner_id = m.BigIntegerField()
    dept_id = m.BigIntegerField()
    process_id = m.BigIntegerField()
    stage_id = m.BigIntegerField()
    state = m.CharField(max_length=10)
    grain = m.CharField(max_length=1)
    begins = m.DateField()
    currency = m.CharField(max_length=3)
    n = m.IntegerField()
    amounts = m.IntegerField()
    amount = m.DecimalField(max_digits=24, decimal_places=2)
    weighteds = m.IntegerField()
    weighted = m.DecimalField(max_digits=24, decimal_places=2)
    folded = m.BooleanField(default=False)

    class Meta:
        indexes = [
            m.Index(fields=["process_id", "grain", "begins"], name="funnel_standing_way_idx"),
            m.Index(fields=["owner_id", "process_id", "grain"], name="funnel_standing_owner_idx"),
            m.Index(fields=["id"], name="funnel_standing_fresh_idx", condition=m.Q(folded=False)),
        ]


class Cycle(m.Model):
    """How many opportunities of a department that were won took how many days from opening to the win, by the year of
    opening (`begins`, its first day). Kept as `Standing` is; who asks for a person counts the rows.

    Without a day of opening or closing nobody knows the days: such a win stands nowhere here.
    """

    id: int
    process_id = m.BigIntegerField()
    begins = m.DateField()
    dept_id = m.BigIntegerField()
    days = m.IntegerField()
    n = m.IntegerField()
    folded = m.BooleanField(default=False)

    class Meta:
        indexes = [
            m.Index(fields=["process_id", "begins", "dept_id", "days"], include=["n"], name="funnel_cycle_way_idx"),
            m.Index(fields=["id"], name="funnel_cycle_fresh_idx", condition=m.Q(folded=False)),
        ]
