"""Targets as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class Target(m.Record):
    """What somebody is to reach in a year, quarter or month: 保底 (floor), 目标 (goal), 冲刺 (stretch) of one measure.

    `subject` says whom it is about: the person `owner`, a department with everything below it, the company, or one
    customer of the owner (a sales plan). Of a department and of the company, `owner` is who answers for it.
    `starts_on` is the first day of the period. What was reached is reckoned, never stored.
    """

    measure = m.CharField(pgettext_lazy("target", "Measure"), max_length=40)
    subject = m.CharField(pgettext_lazy("target", "For"), max_length=10, default="person")
    department = m.ForeignKey(
        "org.Department",
        verbose_name=pgettext_lazy("target", "Department that is to reach it"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.CASCADE, related_name="+"
    )
    unit = m.CharField(pgettext_lazy("target", "Period"), max_length=7, default="month")
    starts_on = m.DateField(pgettext_lazy("target", "First day"))
    title = m.CharField(pgettext_lazy("target", "Name"), max_length=10, blank=True, default="", editable=False)
    floor = m.DecimalField(pgettext_lazy("target", "Floor"), max_digits=20, decimal_places=2, null=True, blank=True)
    goal = m.DecimalField(pgettext_lazy("target", "Goal"), max_digits=20, decimal_places=2)
    stretch = m.DecimalField(
        pgettext_lazy("target", "Stretch goal"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    remarks = m.CharField(pgettext_lazy("target", "Remarks"), max_length=300, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Target")
        verbose_name_plural = _("Targets")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["measure", "starts_on", "id"], name="target_period_idx", condition=m.LIVE),
            m.Index(fields=["-starts_on", "-id"], name="target_start_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(
                fields=["owner", "measure", "unit", "starts_on", "customer"],
                condition=m.LIVE & m.Q(subject__in=("person", "customer")),
                nulls_distinct=False,
                name="target_person_uniq",
            ),
            m.UniqueConstraint(
                fields=["measure", "unit", "starts_on", "department"],
                condition=m.LIVE & m.Q(subject__in=("department", "company")),
                nulls_distinct=False,
                name="target_department_uniq",
            ),
            m.CheckConstraint(
                name="target_subject",
                condition=m.Q(subject="person", department__isnull=True, customer__isnull=True)
                | m.Q(subject="company", department__isnull=True, customer__isnull=True)
                | m.Q(subject="department", department__isnull=False, customer__isnull=True)
                | m.Q(subject="customer", department__isnull=True, customer__isnull=False),
            ),
            m.CheckConstraint(name="target_unit", condition=m.Q(unit__in=("month", "quarter", "year"))),
        ]
