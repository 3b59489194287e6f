"""What a bill is about."""

from kezhou.sdk import model as m


class BillLine(m.Line):
    """One line of a bill."""

    bill = m.ForeignKey("odd.Bill", verbose_name="Bill", on_delete=m.PROTECT, related_name="+")
    name = m.CharField("Name", max_length=80)
    quantity = m.IntegerField("Quantity", default=1)
    price = m.DecimalField("Price", max_digits=18, decimal_places=2, null=True, blank=True)
    cost = m.DecimalField("Cost", max_digits=18, decimal_places=2, null=True, blank=True)
    amount = m.DecimalField("Amount", max_digits=18, decimal_places=2, default=0)

    class Meta:
        verbose_name = "Bill line"
        verbose_name_plural = "Bill lines"
        indexes = [m.Index(fields=["bill", "position"], name="odd_bill_line_idx")]
