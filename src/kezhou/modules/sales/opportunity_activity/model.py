"""What is planned and done on the way to winning (推进计划), as it is stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OpportunityActivity(OpportunityPart):
    """A step of the plan in a stage. `period` says how exactly it is planned: in the course of a year, month or week,
    or on a day; `due_on` is the last day of it. One that came from a template has `template`."""

    stage = m.ForeignKey(
        "sales.SalesStage", verbose_name=_("Stage"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    title = m.CharField(pgettext_lazy("task", "Title"), max_length=200)
    kind = m.CharField(_("Kind"), max_length=20, default="other")
    period = m.CharField(_("Planned for a"), max_length=5, default="day")
    due_on = m.DateField(_("Due"), null=True, blank=True)
    doer = m.ForeignKey(
        "org.User", verbose_name=_("Who does it"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    state = m.CharField(_("State"), max_length=10, default="planned")
    done_on = m.DateField(_("Done on"), null=True, blank=True)
    result = m.TextField(_("Result"), max_length=4_000, blank=True, default="")
    required = m.BooleanField(_("Must be done before the next stage"), default=False, editable=False)
    template = m.ForeignKey(
        "sales.StageActivity", verbose_name=_("Made from"), null=True, blank=True, on_delete=m.SET_NULL,
        related_name="+", editable=False, db_index=False,
    )  # fmt: skip

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Sales activity")
        verbose_name_plural = _("Sales activities")
        indexes = [
            *OpportunityPart.Meta.indexes,
            m.Index(fields=["opportunity", "due_on", "id"], name="opp_activity_due_idx", condition=m.LIVE),
            m.Index(
                fields=["doer", "due_on", "id"], name="opp_activity_doer_idx",
                condition=m.LIVE & m.Q(state="planned"),
            ),
        ]  # fmt: skip
        constraints = [
            m.CheckConstraint(condition=m.Q(state__in=["planned", "done", "dropped"]), name="opp_activity_state"),
            m.CheckConstraint(condition=m.Q(period__in=["day", "week", "month", "year"]), name="opp_activity_period"),
        ]
