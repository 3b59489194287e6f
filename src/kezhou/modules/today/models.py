"""What is reckoned from activities and kept: closeness and rhythm, sums per day; and what somebody put aside."""

from kezhou.sdk import model as m


class Closeness(m.Model):
    """How close a customer or contact is, and in which rhythm they were spoken to; as of the night of `reckoned_on`.

    Scores are 0 to 100 (see `closeness.py`). `median_days` and `spread_days` describe the gaps between the days of
    contact, `quiet_days` is the gap from which silence is unusual for this one; all three are null below
    `rhythm.MIN_GAPS` gaps. Rows name (entity, record_id) and are reached only after `visible()` on the record.
    """

    id: int
    entity = m.CharField(max_length=10)
    record_id = m.BigIntegerField()
    score = m.IntegerField()
    recency = m.IntegerField()
    frequency = m.IntegerField()
    depth = m.IntegerField()
    score_before = m.IntegerField()
    loyalty = m.IntegerField()
    last_on = m.DateField()
    median_days = m.IntegerField(null=True)
    spread_days = m.IntegerField(null=True)
    quiet_days = m.IntegerField(null=True)
    reckoned_on = m.DateField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["entity", "record_id"], name="today_closeness_uniq")]


class PutAside(m.Model):
    """A line of the today page that its reader put aside until a day: a birthday that was wished, a silence that is
    all right."""

    id: int
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    kind = m.CharField(max_length=20)
    record_id = m.BigIntegerField()
    until = m.DateField()
    at = m.DateTimeField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["user", "kind", "record_id"], name="today_putaside_uniq")]


class ActivitySum(m.Model):
    """How much a person did on a day (`grain` d) or in a month (m, its first day), for the manager's view.

    Kept by triggers in the transaction of each change; `kezhou check` recomputes. Nobody writes here otherwise.
    """

    id: int
    person = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    grain = m.CharField(max_length=1)
    day = m.DateField()
    calls = m.IntegerField(default=0)
    visits = m.IntegerField(default=0)
    follow_ups = m.IntegerField(default=0)
    effective = m.IntegerField(default=0)
    tasks = m.IntegerField(default=0)
    journals = m.IntegerField(default=0)
    new_customers = m.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [m.UniqueConstraint(fields=["person", "grain", "day"], name="today_sum_uniq")]
        indexes = [m.Index(fields=["grain", "day"], name="today_sum_day_idx")]
