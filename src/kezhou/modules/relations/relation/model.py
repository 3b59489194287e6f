"""Relations between parties as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Relation(m.Record):
    """One party is something to another: the first is the type's `name` of the second.

    At each end stands a customer or a contact, exactly one (architecture 9.11). Of a symmetric kind the order of the
    ends means nothing.
    """

    type = m.ForeignKey(
        "relations.RelationType", verbose_name=_("Kind of relation"), on_delete=m.PROTECT, related_name="+"
    )
    from_customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("First: customer"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    from_contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("First: contact"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    to_customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Second: customer"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    to_contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Second: contact"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    since = m.DateField(_("Since"), null=True, blank=True)
    until = m.DateField(_("Until"), null=True, blank=True)
    strength = m.CharField(_("Strength"), max_length=1, blank=True, default="")
    source = m.CharField(_("Known from"), max_length=40, blank=True, default="")
    note = m.TextField(_("Note"), blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Relation")
        verbose_name_plural = _("Relations")
        constraints = [
            m.CheckConstraint(
                name="relation_one_first", condition=m.Q(from_customer__isnull=False) ^ m.Q(from_contact__isnull=False)
            ),
            m.CheckConstraint(
                name="relation_one_second", condition=m.Q(to_customer__isnull=False) ^ m.Q(to_contact__isnull=False)
            ),
            m.CheckConstraint(
                name="relation_not_to_itself",
                condition=~(m.Q(from_customer=m.F("to_customer")) | m.Q(from_contact=m.F("to_contact"))),
            ),
            m.CheckConstraint(
                name="relation_since_until",
                condition=m.Q(since__isnull=True) | m.Q(until__isnull=True) | m.Q(since__lte=m.F("until")),
            ),
            m.UniqueConstraint(
                fields=["type", "from_customer", "from_contact", "to_customer", "to_contact"],
                condition=m.LIVE,
                nulls_distinct=False,
                name="relation_uniq",
            ),
        ]
        indexes = [
            *m.Record.Meta.indexes,
            *(
                m.Index(
                    fields=[end, "id"], name=f"relation_{end}_idx", condition=m.LIVE & m.Q(**{f"{end}__isnull": False})
                )
                for end in ("from_customer", "from_contact", "to_customer", "to_contact")
            ),
        ]
