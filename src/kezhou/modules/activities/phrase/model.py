"""Phrases: sentences that are written again and again, ready to be put into a follow-up."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Phrase(m.Record):
    """One sentence, one's own or, `shared`, everybody's. Without a kind it is offered for all kinds of follow-up."""

    text = m.CharField(_("Text"), max_length=300)
    kind = m.CharField(_("Kind of follow-up"), max_length=40, blank=True, default="")
    shared = m.BooleanField(_("Shared with everybody"), default=False)
    position = m.IntegerField(_("Order"), default=100)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Phrase")
        verbose_name_plural = _("Phrases")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["shared", "position", "id"], name="phrase_shared_idx", condition=m.LIVE),
        ]
