"""What was merged into what, and how to take it back."""

from typing import Any

from django.db import models
from django.db.models import Q


class Merge(models.Model):
    """One merge: the losers of `Loser` became the winner.

    `before` and `after` hold the winner's columns that the merge changed (column → JSON of the row, custom fields under
    `custom`); `counts` how many rows of each place moved; `outcome` what an undo could not take back. Values and moves
    are forgotten when the time for an undo is over.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    winner_id = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    counts: Any = models.JSONField(default=dict)
    undone_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True)
    outcome: Any = models.JSONField(null=True)
    forgotten = models.BooleanField(default=False)
    """Whether the moves and values are gone: the time for an undo is over."""

    class Meta:
        indexes = [
            models.Index(fields=["entity", "winner_id", "-id"], name="merging_merge_winner"),
            models.Index(fields=["entity", "-id"], name="merging_merge_newest"),
            models.Index(fields=["at"], condition=Q(forgotten=False), name="merging_merge_kept"),
        ]


class Loser(models.Model):
    """A record that became another one. While `active`, whoever asks for it is led to the winner.

    `owner`, `pool` and `pool_entered_at` are from before the merge.
    """

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="losers")
    entity = models.CharField(max_length=60)
    loser_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    pool_id = models.BigIntegerField(null=True)
    pool_entered_at = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "loser_id"], condition=Q(active=True), name="merging_loser_active_uniq"
            )
        ]
        indexes = [models.Index(fields=["entity", "loser_id", "-id"], name="merging_loser_record")]


class Move(models.Model):
    """One row that named a loser and what became of it.

    `moved`: names the winner now. `folded`: would have been there twice and lies in the trash. `removed`: would have
    been there twice and is gone; `before` is the whole row. `owned`: a task or the like that follows a loser from hand
    to hand; `before` and `after` say whose it was. `settled`, `judged`: a pair of possible duplicates that the merge
    decided or made. Else `before` and `after` are JSON of the place's value.
    """

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves", db_index=False)
    place = models.CharField(max_length=120)
    row_id = models.BigIntegerField()
    op = models.CharField(max_length=8)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["merge", "place", "op"], name="merging_move_place")]
        constraints = [
            models.CheckConstraint(
                name="merging_move_op", condition=Q(op__in=["moved", "folded", "removed", "owned", "settled", "judged"])
            )
        ]
