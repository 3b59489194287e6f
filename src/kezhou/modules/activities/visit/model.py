"""Visits: planned, gone to, written up."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Visit(m.Pooled):
    """Going to see a customer. The owner is who goes; while it is planned it changes hands with the customer, once it
    is over it stays with who went.

    Where somebody was is not here but in `VisitPosition`, which fewer people may read and which does not stay.
    `planned_minutes` and the limits of being late are minutes.
    """

    customer = m.ForeignKey("parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+")
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    purpose = m.CharField(_("Purpose"), max_length=200)
    planned_at = m.DateTimeField(_("Planned for"))
    planned_minutes = m.IntegerField(_("Minutes planned"), default=60)
    address = m.CharField(_("Address"), max_length=300, blank=True, default="")
    state = m.CharField(_("State"), max_length=20, default="planned")
    checked_in_at = m.DateTimeField(_("Checked in"), null=True, blank=True, editable=False)
    check_in_photo = m.ForeignKey(
        "files.StoredFile", verbose_name=_("Photo on arrival"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    checked_out_at = m.DateTimeField(_("Left at"), null=True, blank=True, editable=False)
    late = m.BooleanField(_("Late"), default=False, editable=False)
    result = m.TextField(_("Result"), max_length=10_000, blank=True, default="")
    cancel_reason = m.CharField(_("Why it was cancelled"), max_length=200, blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Visit")
        verbose_name_plural = _("Visits")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["customer", "-planned_at", "-id"], name="visit_customer_idx", condition=m.LIVE),
            m.Index(fields=["contact"], name="visit_contact_idx", condition=m.LIVE),
            m.Index(
                fields=["opportunity", "-planned_at", "-id"],
                name="visit_opportunity_idx",
                condition=m.Q(opportunity__isnull=False),
            ),
            m.Index(
                fields=["owner", "planned_at", "id"],
                name="visit_owner_planned_idx",
                condition=m.LIVE,
                include=["state", "late"],
            ),
            m.Index(
                fields=["dept", "planned_at"],
                name="visit_dept_planned_idx",
                condition=m.LIVE,
                include=["state", "late", "owner"],
            ),
            m.Index(fields=["planned_at", "id"], name="visit_planned_idx", condition=m.LIVE),
            m.Index(fields=["planned_at"], name="visit_open_idx", condition=m.LIVE & m.Q(state="planned")),
        ]
        constraints = [
            *m.Pooled.Meta.constraints,
            m.CheckConstraint(condition=m.Q(state__in=["planned", "done", "missed", "cancelled"]), name="visit_state"),
            m.CheckConstraint(condition=m.Q(planned_minutes__gt=0), name="visit_minutes"),
        ]
