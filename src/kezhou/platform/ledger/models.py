from django.db import models


class Account(models.Model):
    """One pot of one thing in one currency: the prepayments of customer 12 in CNY, the points of member 7 in `PTS`."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    currency = models.CharField(max_length=8)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["entity", "record_id", "kind", "currency"], name="ledger_account_one"),
        ]


class Transaction(models.Model):
    """One posting. `idempotency_key` makes a repeated call the same posting; `body` is the digest of what was
    posted."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64)
    ref_entity = models.CharField(max_length=64, blank=True, default="")
    ref_id = models.BigIntegerField(null=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    body = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_transaction"
        indexes = [models.Index(fields=["ref_entity", "ref_id"], name="ledger_transaction_ref")]


class Entry(models.Model):
    """One line of a posting: this much in or out of one account, in minor units."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "ledger_entry"
        indexes = [models.Index(fields=["account", "-id"], name="ledger_entry_account")]
        constraints = [models.CheckConstraint(name="ledger_entry_amount", condition=~models.Q(amount=0))]


class Balance(models.Model):
    """What an account holds now. Written by the database's trigger only; with a `floor` it never falls below it."""

    append_only = True

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="balance")
    amount = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_balance"
        constraints = [
            models.CheckConstraint(
                name="ledger_balance_floor",
                condition=models.Q(floor__isnull=True) | models.Q(amount__gte=models.F("floor")),
            ),
        ]
