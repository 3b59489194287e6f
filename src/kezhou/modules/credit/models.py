"""What belongs to credit and is no entity: what was asked and answered, and releases beyond the limit."""

from kezhou.sdk import model as m


class CreditCheck(m.Model):
    """One question whether a document may go ahead, and the answer (信用执行记录). Never changed."""

    append_only = True

    id = m.BigAutoField(primary_key=True)
    customer = m.ForeignKey("parties.Customer", on_delete=m.CASCADE, related_name="+", db_index=False)
    kind = m.CharField(max_length=20)
    entity = m.CharField(max_length=64, blank=True, default="")
    record_id = m.BigIntegerField(null=True)
    number = m.CharField(max_length=60, blank=True, default="")
    amount = m.DecimalField(max_digits=20, decimal_places=2)
    currency = m.CharField(max_length=3)
    credit_limit = m.DecimalField(max_digits=20, decimal_places=2, null=True)
    exposure = m.DecimalField(max_digits=20, decimal_places=2)
    overdue = m.DecimalField(max_digits=20, decimal_places=2)
    verdict = m.CharField(max_length=10)
    reasons = m.ArrayField(m.CharField(max_length=20), default=list)
    at = m.DateTimeField()
    user = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            m.Index(fields=["customer", "-id"], name="credit_check_customer"),
            m.Index(fields=["entity", "record_id", "-id"], condition=m.Q(verdict="block"), name="credit_check_refused"),
        ]
        constraints = [
            m.CheckConstraint(name="credit_check_verdict", condition=m.Q(verdict__in=["ok", "warn", "block"]))
        ]


class CreditRelease(m.Model):
    """A person allowed a customer to go beyond the limit by so much, until a day (信用放行); with an `entity` one
    document of that amount to go ahead whatever the credit says."""

    id = m.BigAutoField(primary_key=True)
    customer = m.ForeignKey("parties.Customer", on_delete=m.CASCADE, related_name="+", db_index=False)
    amount = m.DecimalField(max_digits=20, decimal_places=2)
    currency = m.CharField(max_length=3)
    entity = m.CharField(max_length=64, blank=True, default="")
    record_id = m.BigIntegerField(null=True)
    until = m.DateField()
    reason = m.CharField(max_length=300)
    approval = m.BigIntegerField(unique=True)
    at = m.DateTimeField()
    user = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    """Who allowed it."""

    class Meta:
        indexes = [
            m.Index(fields=["customer", "-until"], name="credit_release_customer"),
            m.Index(fields=["entity", "record_id"], condition=~m.Q(entity=""), name="credit_release_document"),
        ]
        constraints = [m.CheckConstraint(name="credit_release_amount", condition=m.Q(amount__gt=0))]
