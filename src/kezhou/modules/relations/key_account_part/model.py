"""The four parts of the key-account card and how long each stays fresh."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class KeyAccountPart(m.Versioned):
    """One part of the card: after `stale_after` days without a confirmation it counts as stale."""

    part = m.CharField(_("Part"), max_length=10, editable=False)
    stale_after = m.IntegerField(_("Days until it is stale"), default=180)
    remind = m.BooleanField(_("Remind the responsible person"), default=True)

    class Meta:
        verbose_name = _("Part of the key-account card")
        verbose_name_plural = _("Parts of the key-account card")
        constraints = [
            m.UniqueConstraint(fields=["part"], condition=m.LIVE, name="key_account_part_uniq"),
            m.CheckConstraint(name="key_account_part_days", condition=m.Q(stale_after__gte=1, stale_after__lte=3650)),
        ]
