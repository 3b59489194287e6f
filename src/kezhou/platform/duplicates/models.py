"""Keys, statistics, weights, rules and the queue of pairs."""

from typing import Any

from django.db import models
from django.db.models import F, Q

MOMENTS = ("check", "save", "import", "convert")
ACTIONS = ("allow", "warn", "block")
LEVELS = ("possible", "likely", "certain")
STATES = ("open", "same", "different")


class Watched(models.Model):
    """An entity whose records are compared. Its small number stands in the keys.

    `keyed_to` and `scanned_to` are bookmarks (record ids) of the jobs that key what existed before and compare
    everything with everything; None means that the job is through.
    """

    id = models.SmallAutoField(primary_key=True)
    entity = models.CharField(max_length=60, unique=True)
    keyed_to = models.BigIntegerField(null=True, default=0)
    scanned_to = models.BigIntegerField(null=True)
    names = models.IntegerField(default=0)
    """How many names the statistics were made from."""
    records = models.IntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    tell_owner = models.BooleanField(default=True)
    """Whether the answer about a record that the asker cannot see names its owner; likewise the next two."""
    tell_pool = models.BooleanField(default=True)
    tell_last_follow_up = models.BooleanField(default=True)


class Key(models.Model):
    """One thing by which one record is looked up; the primary key is the index that the look-up reads."""

    pk = models.CompositePrimaryKey("entity", "key", "record_id")
    entity = models.SmallIntegerField()
    key = models.IntegerField()
    record_id = models.BigIntegerField()


class Frequency(models.Model):
    """How often a character, a pair of characters (names) or a common key (`k:` and its number) occurs."""

    pk = models.CompositePrimaryKey("entity", "gram")
    entity = models.SmallIntegerField()
    gram = models.CharField(max_length=16, db_collation="C")
    count = models.IntegerField()


class Weight(models.Model):
    """A weight that differs from the one the product brings; `learned` came from people's verdicts."""

    name = models.CharField(primary_key=True, max_length=60)
    value = models.FloatField()
    learned = models.BooleanField(default=False)


class DuplicateRule(models.Model):
    """What happens at one moment when a record reaches the level."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    moment = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    action = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "moment"], name="duplicates_rule_uniq"),
            models.CheckConstraint(condition=Q(moment__in=MOMENTS), name="duplicates_rule_moment"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="duplicates_rule_level"),
            models.CheckConstraint(condition=Q(action__in=ACTIONS), name="duplicates_rule_action"),
        ]


class DuplicatePair(models.Model):
    """Two records of one entity that may be one; `a` is the older. Decided ones stay, so that they never come back."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    a = models.BigIntegerField()
    b = models.BigIntegerField()
    log_odds = models.FloatField()
    verdict = models.CharField(max_length=10)
    reasons: Any = models.JSONField(default=list)
    features: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "a", "b"], name="duplicates_pair_uniq"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="duplicates_pair_order"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="duplicates_pair_state"),
        ]
        indexes = [
            models.Index(fields=["entity", "state", "-log_odds", "-id"], name="duplicates_pair_queue_idx"),
            models.Index(fields=["entity", "b"], name="duplicates_pair_b_idx"),
        ]
