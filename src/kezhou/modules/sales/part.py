"""What hangs on an opportunity: it belongs to whom the opportunity belongs."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class OpportunityPart(m.Record):
    """Base of the rows of one opportunity."""

    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), on_delete=m.CASCADE, related_name="+", db_index=False
    )

    class Meta(m.Record.Meta):
        abstract = True
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["opportunity", "-id"], name="%(class)s_opp_idx"),
        ]
