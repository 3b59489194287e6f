"""Follow-ups: what was done with a customer or a lead, one row per contact."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m

MAX_CONTENT = 10_000


class FollowUp(m.Pooled):
    """A call, a message, a meeting, with a customer or with a lead, never both. Owner, department and pool are the
    customer's (the lead's), so whoever takes it over reads all of it; `author` is who did it and stays.

    `at` is when it happened, `next_at` when the customer is due again. `effective` says whether it counts (see
    `effective.py`); `duration` is seconds.
    """

    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    lead = m.ForeignKey(
        "leads.Lead", verbose_name=_("Lead"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    visit = m.ForeignKey(
        "activities.Visit", verbose_name=_("Visit"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    subject = m.CharField(_("Subject"), max_length=80, blank=True, default="", editable=False)
    kind = m.CharField(_("Way"), max_length=40, default="call")
    direction = m.CharField(pgettext_lazy("call", "Direction"), max_length=10, blank=True, default="")
    duration = m.IntegerField(_("Duration"), null=True, blank=True)
    content = m.TextField(pgettext_lazy("activity", "Content"), max_length=MAX_CONTENT)
    result = m.CharField(_("Result"), max_length=40, blank=True, default="")
    at = m.DateTimeField(_("Happened at"), blank=True)
    next_at = m.DateTimeField(_("Next follow-up"), null=True, blank=True)
    next_content = m.CharField(_("Next step"), max_length=300, blank=True, default="")
    status_to = m.CharField(_("Customer becomes"), max_length=40, blank=True, default="")
    attachments: Any = m.ArrayField(m.BigIntegerField(), verbose_name=_("Pictures and files"), default=list, blank=True)
    effective = m.BooleanField(_("Effective"), default=False, editable=False)
    content_length = m.IntegerField(_("Characters"), default=0, editable=False)
    file_count = m.IntegerField(pgettext_lazy("number of", "Files"), default=0, editable=False)
    author = m.ForeignKey(
        "org.User", verbose_name=_("Done by"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    author_dept = m.ForeignKey(
        "org.Department", verbose_name=_("Their department"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = pgettext_lazy("activity", "Follow-up")
        verbose_name_plural = pgettext_lazy("activity", "Follow-ups")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(
                fields=["customer", "-at", "-id"],
                name="followup_customer_idx",
                condition=m.LIVE,
                include=["effective"],
            ),
            m.Index(
                fields=["lead", "-at", "-id"],
                name="followup_lead_idx",
                condition=m.Q(lead__isnull=False),
                include=["effective"],
            ),
            m.Index(
                fields=["opportunity", "-at", "-id"],
                name="followup_opportunity_idx",
                condition=m.Q(opportunity__isnull=False),
            ),
            m.Index(fields=["contact", "-at", "-id"], name="followup_contact_idx", condition=m.LIVE),
            m.Index(
                fields=["author", "-at", "-id"],
                name="followup_author_idx",
                condition=m.LIVE,
                include=["kind", "effective"],
            ),
            m.Index(
                fields=["author_dept", "at"],
                name="followup_author_dept_idx",
                condition=m.LIVE,
                include=["kind", "effective", "author"],
            ),
            m.Index(
                fields=["-at", "-id"],
                name="followup_at_idx",
                condition=m.LIVE,
                include=["kind", "effective", "author", "author_dept"],
            ),
            m.Index(fields=["owner", "-at", "-id"], name="followup_owner_at_idx", condition=m.LIVE),
        ]
        constraints = [
            *m.Pooled.Meta.constraints,
            m.UniqueConstraint(fields=["visit"], condition=m.LIVE, name="followup_visit_uniq"),
            m.CheckConstraint(
                condition=m.Q(customer__isnull=False, lead__isnull=True)
                | m.Q(customer__isnull=True, lead__isnull=False),
                name="followup_customer_or_lead",
            ),
        ]
