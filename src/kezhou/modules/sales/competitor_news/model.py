"""What competitors were heard to do (动态), as it is stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class CompetitorNews(m.Record):
    """A piece of news about a competitor: a price, a product, a project won, people who came or left."""

    competitor = m.ForeignKey(
        "sales.Competitor", verbose_name=_("Competitor"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    on = m.DateField(_("Day"))
    title = m.CharField(pgettext_lazy("news", "Title"), max_length=200)
    content = m.TextField(pgettext_lazy("news", "Content"), max_length=10_000, blank=True, default="")
    impact = m.CharField(_("Threat"), max_length=10, default="medium")
    url = m.CharField(_("Where it stands"), max_length=300, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("News of a competitor")
        verbose_name_plural = _("News of competitors")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["competitor", "-on", "-id"], name="competitor_news_idx", condition=m.LIVE),
            m.Index(fields=["-on", "-id"], name="competitor_news_on_idx", condition=m.LIVE),
        ]
        constraints = [
            m.CheckConstraint(condition=m.Q(impact__in=["high", "medium", "low"]), name="competitor_news_impact")
        ]
