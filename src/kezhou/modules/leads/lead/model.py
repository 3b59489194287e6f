"""Leads: somebody who may become a customer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m

STATES = ("new", "working", "qualified", "converted", "dropped")


class Lead(m.Pooled):
    """A sign that somebody may buy: a card from a fair, a call, a form. Nobody's customer yet.

    `name` is the company's name, or the person's where there is no company. `score` is 0 to 100 and follows from the
    company's rules (`score_rules` are the ids of those that fit), `grade` from the score. A converted lead says which
    customer, contact and opportunity it became, and changes no more.
    """

    name = m.CharField(_("Company or person"), max_length=200)
    contact_name = m.CharField(_("Contact"), max_length=60, blank=True, default="")
    title = m.CharField(_("Title"), max_length=60, blank=True, default="")
    mobile = m.CharField(_("Mobile"), max_length=30, blank=True, default="")
    phone = m.CharField(_("Phone"), max_length=30, blank=True, default="")
    email = m.EmailField(_("E-mail"), blank=True, default="")
    wechat = m.CharField(_("WeChat"), max_length=60, blank=True, default="")
    website = m.CharField(_("Website"), max_length=300, blank=True, default="")
    region = m.CharField(_("Region"), max_length=6, blank=True, default="")
    address = m.CharField(_("Address"), max_length=300, blank=True, default="")
    industry = m.CharField(_("Industry"), max_length=40, blank=True, default="")
    source = m.CharField(_("Source"), max_length=40, blank=True, default="")
    campaign = m.CharField(_("Campaign"), max_length=120, blank=True, default="")
    requirement = m.TextField(_("What they need"), max_length=5_000, blank=True, default="")
    budget = m.MoneyField(_("Budget"))
    expected_on = m.DateField(_("Expected to buy on"), null=True, blank=True)
    state = m.CharField(_("State"), max_length=20, default="new")
    score = m.IntegerField(_("Score"), default=0, editable=False)
    grade = m.CharField(_("Grade"), max_length=1, default="D", editable=False)
    score_rules: Any = m.ArrayField(m.BigIntegerField(), default=list, editable=False)
    next_follow_up_at = m.DateTimeField(_("Next follow-up"), null=True, blank=True)
    last_follow_up_at = m.DateTimeField(_("Last follow-up"), null=True, blank=True, editable=False)
    drop_reason = m.CharField(_("Why dropped"), max_length=40, blank=True, default="")
    drop_note = m.CharField(_("Remark on dropping"), max_length=300, blank=True, default="")
    dropped_at = m.DateTimeField(_("Dropped at"), null=True, editable=False)
    converted_at = m.DateTimeField(_("Converted at"), null=True, editable=False)
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Became customer"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Became contact"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Became opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False, editable=False,
    )  # fmt: skip
    remarks = m.TextField(_("Remarks"), max_length=5_000, blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Lead")
        verbose_name_plural = _("Leads")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["owner", "next_follow_up_at", "id"], name="lead_owner_due_idx", condition=m.LIVE),
            m.Index(fields=["next_follow_up_at", "id"], name="lead_follow_idx", condition=m.LIVE),
            m.Index(fields=["-score", "-id"], name="lead_score_idx", condition=m.LIVE),
            m.Index(fields=["state", "-updated_at", "-id"], name="lead_state_idx", condition=m.LIVE),
            m.Index(fields=["owner", "state"], name="lead_load_idx", condition=m.LIVE),
            m.Index(fields=["created_at", "id"], name="lead_created_idx", condition=m.LIVE),
            m.Index(fields=["customer", "-id"], name="lead_customer_idx", condition=m.Q(customer__isnull=False)),
            m.Index(fields=["contact", "-id"], name="lead_contact_idx", condition=m.Q(contact__isnull=False)),
        ]
        constraints = [
            *m.Pooled.Meta.constraints,
            m.CheckConstraint(condition=m.Q(state__in=STATES), name="lead_state"),
            m.CheckConstraint(condition=m.Q(score__gte=0, score__lte=100), name="lead_score"),
            m.CheckConstraint(condition=m.Q(grade__in=["A", "B", "C", "D"]), name="lead_grade"),
            m.CheckConstraint(
                condition=~m.Q(state="converted") | m.Q(customer__isnull=False), name="lead_converted_to_somebody"
            ),
            m.CheckConstraint(condition=~m.Q(state="dropped") | ~m.Q(drop_reason=""), name="lead_dropped_for_a_reason"),
        ]
