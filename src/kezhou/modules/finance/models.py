"""What belongs to money and is no entity: how far each contract and order has come."""

from kezhou.sdk import model as m


class DocumentMoney(m.Model):
    """One contract or order: what was agreed, and what of it is planned, asked to be invoiced, invoiced, received and
    written off. An order under a contract counts on both. `agreed` is null where nothing limits: a framework contract.

    The row is the lock of all that moves money for the document, and the database holds each sum to the agreed one.
    """

    id = m.BigAutoField(primary_key=True)
    contract = m.OneToOneField("trade.Contract", null=True, on_delete=m.PROTECT, related_name="+")
    order = m.OneToOneField("trade.Order", null=True, on_delete=m.PROTECT, related_name="+")
    currency = m.CharField(max_length=3)
    agreed = m.DecimalField(max_digits=20, decimal_places=2, null=True)
    planned = m.DecimalField(max_digits=20, decimal_places=2, default=0)
    requested = m.DecimalField(max_digits=20, decimal_places=2, default=0)
    invoiced = m.DecimalField(max_digits=20, decimal_places=2, default=0)
    received = m.DecimalField(max_digits=20, decimal_places=2, default=0)
    written_off = m.DecimalField(max_digits=20, decimal_places=2, default=0)

    class Meta:
        constraints = [
            m.CheckConstraint(
                name="finance_money_of_one",
                condition=m.Q(contract__isnull=False, order__isnull=True)
                | m.Q(contract__isnull=True, order__isnull=False),
            ),
            m.CheckConstraint(
                name="finance_money_not_negative",
                condition=m.Q(
                    planned__gte=0, requested__gte=0, invoiced__gte=0, received__gte=0, written_off__gte=0
                ),
            ),
            m.CheckConstraint(name="finance_money_invoiced", condition=m.Q(invoiced__lte=m.F("requested"))),
            m.CheckConstraint(
                name="finance_money_agreed",
                condition=m.Q(agreed__isnull=True)
                | m.Q(
                    planned__lte=m.F("agreed"),
                    requested__lte=m.F("agreed"),
                    agreed__gte=m.F("received") + m.F("written_off"),
                ),
            ),
        ]  # fmt: skip
