"""What kinds of relation there are between parties."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m

KINDS = ("any", "customer", "contact")


class RelationType(m.Versioned):
    """A kind of relation, named from both ends: the *first* party is the `name` (母公司) of the second, the second is
    the `back_name` (子公司) of the first.

    `key` is set for the kinds that the product brings along. `in_parent`: relations of this kind are not stored as
    rows but in the field “parent company” of the second party; only the product has one such kind.
    """

    key = m.CharField(_("Key"), max_length=40, blank=True, default="", editable=False)
    name = m.CharField(_("Name of the first"), max_length=40)
    back_name = m.CharField(_("Name of the second"), max_length=40)
    name_en = m.CharField(_("Name of the first (English)"), max_length=40, blank=True, default="")
    back_name_en = m.CharField(_("Name of the second (English)"), max_length=40, blank=True, default="")
    first_kind = m.CharField(_("Who may be first"), max_length=10, default="any")
    second_kind = m.CharField(_("Who may be second"), max_length=10, default="any")
    symmetric = m.BooleanField(_("Means the same both ways"), default=False)
    hierarchical = m.BooleanField(_("A tree: the second has one first, and no circles"), default=False)
    in_parent = m.BooleanField(_("Kept as parent company"), default=False, editable=False)
    color = m.CharField(_("Colour"), max_length=10, default="blue")
    order = m.IntegerField(_("Order"), default=100)
    active = m.BooleanField(_("Offered for new relations"), default=True)

    class Meta:
        verbose_name = _("Kind of relation")
        verbose_name_plural = _("Kinds of relation")
        constraints = [
            m.UniqueConstraint(fields=["key"], condition=m.LIVE & ~m.Q(key=""), name="relation_type_key_uniq"),
            m.UniqueConstraint(fields=["name", "back_name"], condition=m.LIVE, name="relation_type_name_uniq"),
            m.CheckConstraint(
                name="relation_type_kinds", condition=m.Q(first_kind__in=KINDS) & m.Q(second_kind__in=KINDS)
            ),
            m.CheckConstraint(name="relation_type_one_way", condition=~m.Q(symmetric=True) | m.Q(hierarchical=False)),
        ]
