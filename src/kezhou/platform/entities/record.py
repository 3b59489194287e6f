"""The abstract base of every business record."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Collate, Left

from kezhou.platform.base.models import Versioned

LIVE = Q(deleted_at__isnull=True)


class Record(Versioned):
    """A row that belongs to somebody.

    `owner` is the responsible person and `dept` the owner's main department, kept in step by the platform; the two
    decide who
    sees the row. `search_text` and `sort_key` are derived from the fields that the entity names as searchable and
    as title.
    """

    owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    dept = models.ForeignKey("org.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    search_text = models.TextField(blank=True, default="", editable=False)
    sort_key = models.CharField(max_length=255, blank=True, default="", editable=False, db_collation="C")

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"], name="%(class)s_owner_idx", condition=LIVE),
            models.Index(fields=["dept", "-updated_at", "-id"], name="%(class)s_dept_idx", condition=LIVE),
            models.Index(fields=["-updated_at", "-id"], name="%(class)s_newest_idx", condition=LIVE),
            models.Index(fields=["sort_key", "id"], name="%(class)s_title_idx", condition=LIVE),
            models.Index(Collate(Left("search_text", 64), "C"), name="%(class)s_prefix_idx"),
            GinIndex(Func(F("search_text"), function="kezhou_grams"), name="%(class)s_gram_idx"),
        ]


class Line(Versioned):
    """A line of a document: owner and department are those of the document, so that a statement over lines keeps to its
    reader's scope by the line's own columns. Each model has an index on its document and `position`.
    """

    owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    dept = models.ForeignKey("org.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.IntegerField(default=1)

    class Meta:
        abstract = True


class Pooled(Record):
    """A record that may lie in a pool (公海) instead of belonging to a person: exactly one of the two is set."""

    pool = models.ForeignKey(
        "pools.Pool", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    pool_entered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_owner_or_pool",
                condition=Q(owner__isnull=False, pool__isnull=True) | Q(owner__isnull=True, pool__isnull=False),
            )
        ]
