"""A document with lines and a number."""

from kezhou.sdk import model as m


class Bill(m.Record):
    """A bill; its worth is that of its lines less the discount."""

    number = m.CharField("Number", max_length=40, blank=True, default="")
    name = m.CharField("Name", max_length=80)
    gadget = m.ForeignKey(
        "odd.Gadget", verbose_name="Gadget", on_delete=m.PROTECT, related_name="+", null=True, blank=True
    )
    discount = m.DecimalField("Discount", max_digits=18, decimal_places=2, default=0)
    whole = m.DecimalField("Whole", max_digits=18, decimal_places=2, default=0)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = "Bill"
        verbose_name_plural = "Bills"
        constraints = [m.UniqueConstraint(fields=["number"], condition=~m.Q(number=""), name="odd_bill_number")]
