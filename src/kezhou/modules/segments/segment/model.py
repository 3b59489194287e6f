"""Segments as they are stored, and how large they were each day."""

from typing import Any

from kezhou.sdk import model as m


class Segment(m.Model):
    """A saved condition over one entity under a name that others use: lists, views, rules, later campaigns (S80).

    Who it holds is reckoned at the moment of asking, with the rights of whoever asks. A segment that was put away keeps
    its meaning for the rules that name it, and is offered to nobody any more.
    """

    id = m.BigAutoField(primary_key=True)
    entity = m.CharField(max_length=60)
    name = m.CharField(max_length=60)
    description = m.CharField(max_length=300, blank=True, default="")
    condition: Any = m.JSONField()
    owner = m.ForeignKey("org.User", on_delete=m.PROTECT, related_name="+", db_index=False)
    shared = m.BooleanField(default=False)
    size = m.BigIntegerField(null=True)
    """As counted for the owner, with the owner's rights; null before the first count."""
    counted_at = m.DateTimeField(null=True)
    problem = m.CharField(max_length=60, blank=True, default="")
    """Why it could not be counted: `unknown_field` after a field was removed, `inactive_account` of the owner."""
    version = m.IntegerField(default=1)
    created_at = m.DateTimeField()
    updated_at = m.DateTimeField()
    deleted_at = m.DateTimeField(null=True)

    class Meta:
        indexes = [m.Index(fields=["entity", "owner"], name="segments_owner_idx", condition=m.LIVE)]
        constraints = [
            m.UniqueConstraint(fields=["entity", "owner", "name"], condition=m.LIVE, name="segments_name_uniq"),
        ]


class SegmentSize(m.Model):
    """How many records a segment held on a day of the company."""

    id = m.BigAutoField(primary_key=True)
    segment = m.ForeignKey(Segment, on_delete=m.CASCADE, related_name="+", db_index=False)
    on = m.DateField()
    size = m.BigIntegerField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["segment", "on"], name="segments_size_day_uniq")]
