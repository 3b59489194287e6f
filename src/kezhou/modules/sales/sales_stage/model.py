"""Stages of a sales process (销售阶段), as they are stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class SalesStage(m.Versioned):
    """Where an opportunity may stand, and what entitles it to stand there.

    `probability` is percent. `required_fields` are names of fields of the opportunity that must be filled from this
    stage on; `next_stages` the stages that may follow, none meaning all of the process. Days are calendar days since
    the opportunity came here: `expected_days` usual, `warning_days` too many.
    """

    process = m.ForeignKey(
        "sales.SalesProcess", verbose_name=_("Sales process"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    name = m.CharField(_("Name"), max_length=60)
    code = m.CharField(_("Key"), max_length=60, blank=True, default="")
    kind = m.CharField(_("Kind"), max_length=10, default="open")
    order = m.IntegerField(_("Order"), default=100)
    color = m.CharField(_("Colour"), max_length=10, default="blue")
    probability = m.DecimalField(_("Probability of winning"), max_digits=5, decimal_places=2, default=0)
    guide = m.TextField(_("What is done here"), max_length=2_000, blank=True, default="")
    required_fields: Any = m.ArrayField(
        m.CharField(max_length=60), verbose_name=_("Fields to be filled"), default=list, blank=True
    )
    evidence_text = m.BooleanField(_("Asks for a proof in words"), default=False)
    evidence_file = m.BooleanField(_("Asks for a file as proof"), default=False)
    expected_days = m.IntegerField(_("Expected days"), null=True, blank=True)
    warning_days = m.IntegerField(_("Stale after days"), null=True, blank=True)
    next_stages: Any = m.ArrayField(m.BigIntegerField(), verbose_name=_("May be followed by"), default=list, blank=True)
    gate_registered = m.BooleanField(_("Only registered opportunities"), default=False)
    gate_project = m.BooleanField(_("Only projects that were approved"), default=False)
    gate_activities = m.BooleanField(_("Only when required activities are done"), default=False)

    class Meta:
        verbose_name = _("Sales stage")
        verbose_name_plural = _("Sales stages")
        indexes = [m.Index(fields=["process", "order", "id"], name="sales_stage_order_idx", condition=m.LIVE)]
        constraints = [
            m.UniqueConstraint(fields=["process", "name"], condition=m.LIVE, name="sales_stage_name_uniq"),
            m.UniqueConstraint(fields=["code"], condition=m.LIVE & ~m.Q(code=""), name="sales_stage_code_uniq"),
            m.CheckConstraint(condition=m.Q(kind__in=["open", "won", "lost", "invalid"]), name="sales_stage_kind"),
            m.CheckConstraint(condition=m.Q(probability__gte=0, probability__lte=100), name="sales_stage_probability"),
            m.CheckConstraint(
                condition=(m.Q(expected_days__isnull=True) | m.Q(expected_days__gte=0))
                & (m.Q(warning_days__isnull=True) | m.Q(warning_days__gt=0)),
                name="sales_stage_days",
            ),
        ]
