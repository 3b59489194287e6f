"""Tasks: something to be done by somebody until some time."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class Task(m.Pooled):
    """A thing to do, with a customer, with a lead or without either. While it is open it changes hands with them.

    `all_day`: only the day of `due_at` counts. `source` names the rule or module that made it, in words of its own.
    `plan` is the step of an opportunity's plan that it carries out: one is done with the other.
    """

    title = m.CharField(pgettext_lazy("task", "Title"), max_length=200)
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    lead = m.ForeignKey(
        "leads.Lead", verbose_name=_("Lead"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    plan = m.ForeignKey(
        "sales.OpportunityActivity", verbose_name=_("Step of the sales plan"), null=True, blank=True,
        on_delete=m.SET_NULL, related_name="+", editable=False, db_index=False,
    )  # fmt: skip
    due_at = m.DateTimeField(_("Due"), null=True, blank=True)
    all_day = m.BooleanField(_("All day"), default=False)
    priority = m.CharField(_("Priority"), max_length=10, default="normal")
    state = m.CharField(_("State"), max_length=20, default="open")
    remind_minutes = m.IntegerField(_("Remind before, minutes"), null=True, blank=True)
    description = m.TextField(pgettext_lazy("task", "Description"), max_length=10_000, blank=True, default="")
    done_at = m.DateTimeField(_("Done at"), null=True, blank=True, editable=False)
    source = m.CharField(_("Made by"), max_length=60, blank=True, default="", editable=False)

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Task")
        verbose_name_plural = _("Tasks")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["owner", "state", "due_at", "id"], name="task_owner_due_idx", condition=m.LIVE),
            m.Index(fields=["dept", "state", "due_at"], name="task_dept_due_idx", condition=m.LIVE),
            m.Index(fields=["-state", "due_at", "id"], name="task_due_idx", condition=m.LIVE),
            m.Index(fields=["customer", "-created_at", "-id"], name="task_customer_idx", condition=m.LIVE),
            m.Index(fields=["lead", "-created_at", "-id"], name="task_lead_idx", condition=m.Q(lead__isnull=False)),
            m.Index(fields=["contact"], name="task_contact_idx", condition=m.LIVE),
            m.Index(
                fields=["opportunity", "-created_at", "-id"],
                name="task_opportunity_idx",
                condition=m.Q(opportunity__isnull=False),
            ),
        ]
        constraints = [
            *m.Pooled.Meta.constraints,
            m.UniqueConstraint(fields=["plan"], condition=m.LIVE, name="task_plan_uniq"),
            m.CheckConstraint(condition=m.Q(state__in=["open", "done", "cancelled"]), name="task_state"),
            m.CheckConstraint(
                condition=m.Q(customer__isnull=True) | m.Q(lead__isnull=True), name="task_customer_or_lead"
            ),
            m.CheckConstraint(
                condition=m.Q(remind_minutes__isnull=True) | m.Q(remind_minutes__gte=0), name="task_remind"
            ),
        ]
