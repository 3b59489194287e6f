"""Customers: companies and persons that the company sells to, might sell to, or works with."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Customer(m.Pooled):
    """One party of the market. `credit_code` is indexed, not unique: two registers disagree more often than one
    hopes."""

    name = m.CharField(_("Name"), max_length=200)
    short_name = m.CharField(_("Short name"), max_length=60, blank=True, default="")
    kind = m.CharField(_("Kind"), max_length=40, default="company")
    credit_code = m.CharField(_("Credit code"), max_length=30, blank=True, default="")
    credit_code_ok = m.BooleanField(_("Code holds"), null=True, editable=False)
    legal_form = m.CharField(_("Legal form"), max_length=40, blank=True, default="")
    industry = m.CharField(_("Industry"), max_length=40, blank=True, default="")
    level = m.CharField(_("Level"), max_length=40, blank=True, default="")
    category = m.CharField(_("Category"), max_length=40, blank=True, default="")
    source = m.CharField(_("Source"), max_length=40, blank=True, default="")
    status = m.CharField(_("Status"), max_length=40, default="potential")
    region = m.CharField(_("Region"), max_length=6, blank=True, default="")
    address = m.CharField(_("Address"), max_length=300, blank=True, default="")
    phone = m.CharField(_("Phone"), max_length=30, blank=True, default="")
    mobile = m.CharField(_("Mobile"), max_length=30, blank=True, default="")
    email = m.EmailField(_("E-mail"), blank=True, default="")
    website = m.CharField(_("Website"), max_length=300, blank=True, default="")
    registered_capital = m.MoneyField(_("Registered capital"))
    founded_on = m.DateField(_("Founded on"), null=True, blank=True)
    business_scope = m.TextField(_("Business scope"), blank=True, default="")
    parent = m.ForeignKey(
        "self", verbose_name=_("Parent company"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    next_follow_up_at = m.DateTimeField(_("Next follow-up"), null=True, blank=True)
    last_follow_up_at = m.DateTimeField(_("Last follow-up"), null=True, blank=True, editable=False)
    tags: Any = m.ArrayField(m.CharField(max_length=40), verbose_name=_("Tags"), default=list, blank=True)
    rule_tags: Any = m.ArrayField(
        m.CharField(max_length=40), verbose_name=_("Tags set by rules"), null=True, editable=False
    )
    """Which of `tags` a rule has set, and may take away again."""
    status_until = m.DateField(_("Status kept until"), null=True, editable=False)
    """Until this day the status stays as a person set it, whatever the rules of the life cycle say."""
    remarks = m.TextField(_("Remarks"), blank=True, default="")
    health = m.IntegerField(_("Data health"), default=0, editable=False)
    health_findings: Any = m.ArrayField(
        m.CharField(max_length=40), verbose_name=_("What is wrong"), null=True, editable=False
    )
    """Codes of `health.rules.FINDINGS`."""
    confirmed_on = m.DateField(_("Confirmed on"), null=True, editable=False)
    """The day on which somebody last changed the data or said that it is right; null before the first look."""

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Customer")
        verbose_name_plural = _("Customers")
        indexes = [
            *m.Pooled.Meta.indexes,
            m.Index(fields=["credit_code"], name="customer_code_idx", opclasses=["text_pattern_ops"]),
            m.Index(fields=["status", "level", "-updated_at", "-id"], name="customer_status_idx", condition=m.LIVE),
            m.Index(fields=["dept", "region"], name="customer_region_idx", condition=m.LIVE),
            m.Index(fields=["next_follow_up_at", "id"], name="customer_follow_idx", condition=m.LIVE),
            m.GinIndex(fields=["tags"], name="customer_tags_idx"),
            m.GinIndex(fields=["health_findings"], name="customer_findings_idx"),
            m.Index(fields=["confirmed_on", "id"], name="customer_confirmed_idx", condition=m.LIVE),
        ]
