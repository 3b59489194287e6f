"""Opportunities (商机) as they are stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m

STATES = ("open", "won", "lost", "invalid")


class Opportunity(m.Pooled):
    """A clear need of a customer that somebody wants to win. While it is open it changes hands with the customer.

    `state` is the kind of the present stage. `weighted_amount` is amount × probability of an open one, all of a won
    one, nothing of the others. `stage_since` is when it came to the stage, `stale_on` the day from which it has been
    there too long, all its stays together. `origin` public: given by the company, to be assigned; personal: the
    finder's. `stage_note` and `stage_files` are the proof for the present stage; earlier ones stand in the history and
    come back with the stage.
    """

    number = m.CharField(_("Number"), max_length=40, blank=True, default="", editable=False)
    name = m.CharField(_("Name"), max_length=200)
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    product = m.ForeignKey(
        "catalog.Product", verbose_name=_("Product of interest"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip
    kind = m.CharField(_("Kind"), max_length=10, default="normal")
    origin = m.CharField(_("Found by"), max_length=10, default="personal")
    process = m.ForeignKey(
        "sales.SalesProcess", verbose_name=_("Sales process"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    stage = m.ForeignKey(
        "sales.SalesStage", verbose_name=_("Stage"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    state = m.CharField(_("State"), max_length=10, default="open", editable=False)
    stage_since = m.DateTimeField(_("In this stage since"), null=True, blank=True, editable=False)
    stale_on = m.DateField(_("Stale from"), null=True, blank=True, editable=False)
    stage_note = m.TextField(_("Proof for the stage"), max_length=4_000, blank=True, default="")
    stage_files: Any = m.ArrayField(m.BigIntegerField(), verbose_name=_("Files as proof"), default=list, blank=True)
    amount = m.MoneyField(_("Amount"))
    probability = m.DecimalField(_("Probability"), max_digits=5, decimal_places=2, null=True, blank=True)
    weighted_amount = m.MoneyField(_("Weighted amount"), editable=False)
    expected_on = m.DateField(_("Expected close"), null=True, blank=True)
    opened_on = m.DateField(_("Opened on"), null=True, blank=True)
    closed_on = m.DateField(_("Closed on"), null=True, blank=True)
    source = m.CharField(pgettext_lazy("opportunity", "Source"), max_length=40, blank=True, default="")
    requirement = m.TextField(_("What the customer needs"), max_length=10_000, blank=True, default="")
    next_step = m.CharField(pgettext_lazy("opportunity", "Next step"), max_length=200, blank=True, default="")
    next_step_on = m.DateField(_("Next step on"), null=True, blank=True)
    lost_reason = m.CharField(_("Reason"), max_length=40, blank=True, default="")
    competitor = m.ForeignKey(
        "sales.Competitor", verbose_name=_("Lost to"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    summary = m.TextField(_("Win or loss summary"), max_length=10_000, blank=True, default="")
    registration_state = m.CharField(
        pgettext_lazy("opportunity", "Registration"), max_length=10, default="none", editable=False
    )
    registered_until = m.DateField(_("Registered until"), null=True, blank=True, editable=False)
    finder = m.ForeignKey(
        "org.User", verbose_name=_("Finder"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        editable=False, db_index=False,
    )  # fmt: skip
    project_state = m.CharField(_("Project approval"), max_length=10, default="none", editable=False)
    budget = m.MoneyField(_("Expense budget"))
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Opportunity")
        verbose_name_plural = _("Opportunities")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["customer", "-updated_at", "-id"], name="opp_customer_idx"),
            m.Index(fields=["stage", "-updated_at", "-id"], name="opp_stage_idx", condition=m.LIVE),
            m.Index(fields=["owner", "stage", "-updated_at", "-id"], name="opp_owner_stage_idx", condition=m.LIVE),
            m.Index(fields=["dept", "stage", "-updated_at", "-id"], name="opp_dept_stage_idx", condition=m.LIVE),
            m.Index(
                fields=["process", "state", "stage"],
                name="opp_sums_idx",
                condition=m.LIVE,
                include=["amount", "amount_currency", "amount_base", "weighted_amount", "weighted_amount_currency",
                         "weighted_amount_base", "owner", "dept"],
            ),
            m.Index(
                fields=["state", "expected_on", "id"],
                name="opp_expected_idx",
                condition=m.LIVE,
                include=["amount", "amount_base", "weighted_amount", "weighted_amount_base", "owner", "dept"],
            ),
            m.Index(
                fields=["closed_on", "id"],
                name="opp_closed_idx",
                condition=m.LIVE,
                include=["process", "state", "opened_on", "owner", "dept", "amount", "amount_base", "lost_reason"],
            ),
            m.Index(
                fields=["process", "opened_on"],
                name="opp_opened_idx",
                condition=m.LIVE,
                include=["amount", "amount_base", "owner", "dept"],
            ),
            m.Index(
                fields=["process", "opened_on"],
                name="opp_won_idx",
                condition=m.LIVE & m.Q(state="won"),
                include=["closed_on", "owner", "dept"],
            ),
            m.Index(fields=["stale_on", "id"], name="opp_stale_idx", condition=m.LIVE & m.Q(state="open")),
            m.Index(
                fields=["registered_until"],
                name="opp_registered_idx",
                condition=m.LIVE & m.Q(registration_state="registered"),
            ),
            m.Index(fields=["external_ref"], name="opp_external_idx", condition=m.LIVE & ~m.Q(external_ref="")),
        ]  # fmt: skip
        constraints = [
            *m.Pooled.Meta.constraints,
            m.UniqueConstraint(fields=["number"], condition=~m.Q(number=""), name="opp_number_uniq"),
            m.CheckConstraint(condition=m.Q(state__in=STATES), name="opp_state"),
            m.CheckConstraint(condition=m.Q(kind__in=["normal", "project"]), name="opp_kind"),
            m.CheckConstraint(condition=m.Q(origin__in=["personal", "public"]), name="opp_origin"),
            m.CheckConstraint(
                condition=m.Q(probability__isnull=True) | m.Q(probability__gte=0, probability__lte=100),
                name="opp_probability",
            ),
            m.CheckConstraint(
                condition=m.Q(registration_state__in=["none", "pending", "registered", "rejected", "expired"]),
                name="opp_registration",
            ),
            m.CheckConstraint(
                condition=m.Q(project_state__in=["none", "pending", "approved", "rejected"]), name="opp_project"
            ),
        ]
