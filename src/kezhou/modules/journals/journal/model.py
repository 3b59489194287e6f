"""Work logs as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class Journal(m.Record):
    """What a person (`owner`) did in a day, week or month, met with, and plans next. One per person, kind and period;
    `on` is the period's first day. A superior rates it once it is submitted; then its text stays as it is."""

    on = m.DateField(_("First day of the period"))
    kind = m.CharField(pgettext_lazy("work log", "Kind"), max_length=5, default="day")
    title = m.CharField(_("Period"), max_length=10, blank=True, default="", editable=False)
    done = m.TextField(pgettext_lazy("work log", "Done"), blank=True, default="")
    plan = m.TextField(pgettext_lazy("work log", "Plan"), blank=True, default="")
    problems = m.TextField(pgettext_lazy("work log", "Problems and help needed"), blank=True, default="")
    state = m.CharField(pgettext_lazy("work log", "State"), max_length=9, default="draft")
    submitted_on = m.DateField(_("Submitted on"), null=True, blank=True, editable=False)
    rating = m.IntegerField(_("Rating"), null=True, blank=True)
    review = m.TextField(_("Superior's guidance"), blank=True, default="")
    reviewed_by = m.ForeignKey(
        "org.User",
        verbose_name=_("Reviewed by"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
    )
    reviewed_on = m.DateField(_("Reviewed on"), null=True, blank=True, editable=False)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Work log")
        verbose_name_plural = _("Work logs")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["kind", "-on", "-id"], name="journal_period_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(fields=["owner", "kind", "on"], condition=m.LIVE, name="journal_period_uniq"),
            m.CheckConstraint(
                name="journal_rating_ck", condition=m.Q(rating__isnull=True) | m.Q(rating__gte=1, rating__lte=5)
            ),
        ]


class JournalRead(m.Model):
    """Somebody other than its author opened a submitted work log: the read receipt."""

    id: int
    journal = m.ForeignKey(Journal, on_delete=m.CASCADE, related_name="+", db_index=False)
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+")
    at = m.DateTimeField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["journal", "user"], name="journals_read_uniq")]


class JournalReminder(m.Model):
    """A person was reminded to write the log of one period; at most once, whoever asks."""

    id: int
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    kind = m.CharField(max_length=5)
    on = m.DateField()
    by = m.ForeignKey("org.User", null=True, on_delete=m.SET_NULL, related_name="+")
    at = m.DateTimeField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["user", "kind", "on"], name="journals_reminder_uniq")]
