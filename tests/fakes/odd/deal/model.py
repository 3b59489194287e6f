"""What is approved."""

from kezhou.sdk import model as m


class Deal(m.Record):
    """A document with an amount that others must approve."""

    name = m.CharField("Name", max_length=80)
    amount = m.MoneyField("Amount")
    kind = m.CharField("Kind", max_length=10, default="new")
    discount = m.DecimalField("Discount", max_digits=5, decimal_places=2, null=True, blank=True)
    helper = m.ForeignKey(
        "org.User", verbose_name="Helper", null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    remarks = m.CharField("Remarks", max_length=200, blank=True, default="")
    approval_state = m.CharField("Approval", max_length=10, default="draft")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = "Deal"
        verbose_name_plural = "Deals"
