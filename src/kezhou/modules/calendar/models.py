"""What belongs to the calendar and is no entity: answers to invitations, the addresses of feeds, and what the last
changes did."""

from typing import Any

from kezhou.sdk import model as m


class MeetingAnswer(m.Model):
    """Whether an invited person comes: `yes`, `no` or `maybe`."""

    id = m.BigAutoField(primary_key=True)
    meeting = m.ForeignKey("calendar.Meeting", on_delete=m.CASCADE, related_name="+", db_index=False)
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    answer = m.CharField(max_length=5)
    at = m.DateTimeField()

    class Meta:
        constraints = [
            m.UniqueConstraint(fields=["meeting", "user"], name="calendar_answer_once"),
            m.CheckConstraint(condition=m.Q(answer__in=["yes", "no", "maybe"]), name="calendar_answer_word"),
        ]


class CalendarFeed(m.Model):
    """An address under which a person's calendar is read by other programs. Only a hash of its secret is kept."""

    id = m.BigAutoField(primary_key=True)
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+")
    name = m.CharField(max_length=60)
    digest = m.CharField(max_length=64, unique=True)
    details = m.BooleanField(default=False)
    created_at = m.DateTimeField()
    last_read_at = m.DateTimeField(null=True)
    revoked_at = m.DateTimeField(null=True)


class MeetingUndo(m.Model):
    """What one change of a meeting did, so that its author can take it back as one: kept for a day, read once.

    `made` and `gone` are meetings that it made or put into the trash; `changed` lists `{id, version, values}` with the
    version that the change left behind and the values from before.
    """

    id = m.BigAutoField(primary_key=True)
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+")
    at = m.DateTimeField(db_index=True)
    made: Any = m.ArrayField(m.BigIntegerField(), default=list)
    gone: Any = m.ArrayField(m.BigIntegerField(), default=list)
    changed: Any = m.JSONField(default=list)
