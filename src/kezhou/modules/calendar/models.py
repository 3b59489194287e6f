"""What belongs to the calendar and is no entity: answers to invitations and the addresses of feeds."""

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
