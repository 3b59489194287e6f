from datetime import time
from typing import Any

from django.db import models

ONLY = 1
"""The id of the one row of `ReminderState`."""


class Reminder(models.Model):
    """That one person is, or was, reminded of one cause: a record and the moment that it is about.

    The unique key is what makes a reminder go out at most once. `deliver_at` is when the person may be told,
    `told_at` when that happened; `mail` asks for an e-mail as well, `mailed_at` is when it was handed over.
    """

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    moment = models.DateTimeField()
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=8)
    deliver_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reminders_sent"
        constraints = [
            models.UniqueConstraint(fields=["kind", "entity", "record_id", "moment", "user"], name="reminders_once"),
            models.CheckConstraint(condition=models.Q(way__in=["inbox", "digest"]), name="reminders_way"),
        ]
        indexes = [
            models.Index(
                fields=["way", "deliver_at", "id"], condition=models.Q(told_at__isnull=True), name="reminders_waiting"
            ),
            models.Index(
                fields=["user", "id"],
                condition=models.Q(mail=True, told_at__isnull=False, mailed_at__isnull=True),
                name="reminders_to_mail",
            ),
            models.Index(fields=["moment"], name="reminders_moment"),
        ]


class ReminderChoice(models.Model):
    """How one person wants to be reminded. Without a row the defaults of `preferences.py` hold.

    `ways` maps a kind to off, inbox, mail or digest; kinds that are missing have their default. Times of day are in
    the person's own zone. `digested_on` is the day of the last digest there.
    """

    user = models.OneToOneField("org.User", on_delete=models.CASCADE, related_name="+", primary_key=True)
    ways: Any = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    working_days_only = models.BooleanField(default=False)
    digest_at = models.TimeField(default=time(8, 30))
    digest_mail = models.BooleanField(default=False)
    digested_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "reminders_choice"


class ReminderState(models.Model):
    """Up to which moment reminders were looked for, and what the company decided. One row.

    `escalation_days` after a task or follow-up was due, its owner's superior is told; 0 is never.
    """

    id = models.IntegerField(primary_key=True)
    ran_to = models.DateTimeField(null=True)
    escalation_days = models.IntegerField(default=3)
    escalated_on = models.DateField(null=True)
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "reminders_state"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=ONLY, escalation_days__gte=0, escalation_days__lte=60), name="reminders_numbers"
            )
        ]
