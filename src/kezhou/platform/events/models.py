from typing import Any

from django.db import models


class Event(models.Model):
    """Something that happened to a record, in the past tense (`customer.created`). Written by `emit` only, never
    changed.

    `diff` is `{field: [old, new]}`. `depth` counts the automatic steps between a person's act and this event.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    diff: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64)
    depth = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "events_event"
        indexes = [models.Index(fields=["entity", "record_id", "id"], name="events_event_record")]


class Subscription(models.Model):
    """How far one subscriber has read the log: everything up to `last_id` is done or parked."""

    name = models.CharField(max_length=100, primary_key=True)
    last_id = models.BigIntegerField()

    class Meta:
        db_table = "events_subscription"


class Parked(models.Model):
    """An event that one subscriber could not take yet (`waiting`), or gave up on (`dead`, until somebody runs it
    again).

    While one waits, later events of the same record wait behind it, so that the subscriber sees them in order.
    """

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    subscription = models.CharField(max_length=100)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "events_parked"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="events_parked_once"),
            models.CheckConstraint(name="events_parked_state", condition=models.Q(state__in=("waiting", "dead"))),
        ]
        indexes = [
            models.Index(
                fields=["subscription", "entity", "record_id", "event"],
                condition=models.Q(state="waiting"),
                name="events_parked_waiting",
            ),
        ]
