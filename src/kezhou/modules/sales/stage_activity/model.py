"""What is usually done in a stage (销售活动), as it is stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class StageActivity(m.Versioned):
    """A template: an opportunity that comes to the stage gets an activity like it, due so many days later."""

    stage = m.ForeignKey(
        "sales.SalesStage", verbose_name=_("Sales stage"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    title = m.CharField(pgettext_lazy("task", "Title"), max_length=120)
    kind = m.CharField(_("Kind"), max_length=20, default="other")
    days = m.IntegerField(_("Due after days"), default=7)
    required = m.BooleanField(_("Must be done before the next stage"), default=False)
    order = m.IntegerField(_("Order"), default=100)

    class Meta:
        verbose_name = _("Activity of a stage")
        verbose_name_plural = _("Activities of stages")
        indexes = [m.Index(fields=["stage", "order", "id"], name="stage_activity_idx", condition=m.LIVE)]
        constraints = [m.CheckConstraint(condition=m.Q(days__gte=0), name="stage_activity_days")]
