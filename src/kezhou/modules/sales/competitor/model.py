"""Competitors (竞争对手) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Competitor(m.Record):
    """A company that wants the same customers. Known to everybody in the company: what one person learned helps all."""

    name = m.CharField(_("Name"), max_length=200)
    short_name = m.CharField(_("Short name"), max_length=60, blank=True, default="")
    threat = m.CharField(_("Threat"), max_length=10, default="medium")
    reach = m.CharField(_("Reach"), max_length=10, default="global")
    region = m.CharField(_("Region"), max_length=6, blank=True, default="")
    website = m.CharField(_("Website"), max_length=300, blank=True, default="")
    profile = m.TextField(_("Profile"), max_length=10_000, blank=True, default="")
    strengths = m.TextField(_("Strengths"), max_length=10_000, blank=True, default="")
    weaknesses = m.TextField(_("Weaknesses"), max_length=10_000, blank=True, default="")
    answer = m.TextField(_("How we answer"), max_length=10_000, blank=True, default="")
    is_nobody = m.BooleanField(
        _("Stands for “nobody”"), default=False, help_text=_("The customer gave up or does it alone")
    )
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Competitor")
        verbose_name_plural = _("Competitors")
        constraints = [
            m.UniqueConstraint(fields=["name"], condition=m.LIVE, name="competitor_name_uniq"),
            m.CheckConstraint(condition=m.Q(threat__in=["high", "medium", "low"]), name="competitor_threat"),
            m.CheckConstraint(condition=m.Q(reach__in=["regional", "global"]), name="competitor_reach"),
        ]
