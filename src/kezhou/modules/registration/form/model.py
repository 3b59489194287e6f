"""Registration forms, the notices that they showed, and what people sent (S42, PIPL 13–18)."""

from typing import Any

from kezhou.sdk import model as m


class Form(m.Model):
    """A page on which somebody outside registers, as a customer or as a lead (`target`). `token` is its address and
    nothing secret is behind it: who knows it may send, never read."""

    id = m.BigAutoField(primary_key=True)
    token = m.CharField(max_length=32, unique=True)
    target = m.CharField(max_length=10, default="customer")
    title = m.CharField(max_length=80)
    intro = m.CharField(max_length=500, blank=True, default="")
    fields: Any = m.JSONField(default=list)
    """`[{"name": "customer.name", "required": true}]` of `fields.OFFERED`, in the order of the page."""
    notice = m.TextField()
    """What is told about personal data; each wording is kept with its number."""
    notice_version = m.IntegerField(default=1)
    consents: Any = m.JSONField(default=list)
    """`[{"key": "marketing", "text": "…", "required": false}]`: boxes that are never ticked beforehand."""
    thanks = m.CharField(max_length=500)
    active = m.BooleanField(default=False)
    pool = m.ForeignKey("pools.Pool", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    owners: Any = m.ArrayField(m.BigIntegerField(), default=list)
    """Without a pool: the people who get the customers in turn."""
    watchers: Any = m.ArrayField(m.BigIntegerField(), default=list)
    """Who hears that something came in, beside the owner."""
    per_address = m.IntegerField(default=10)
    """Registrations from one address per hour."""
    per_day = m.IntegerField(default=500)
    """Registrations in all per day."""
    keep_days = m.IntegerField(default=365)
    """After so many days what was sent is cleared; the customer has what was taken over."""
    version = m.IntegerField(default=1)
    created_at = m.DateTimeField()

    class Meta:
        constraints = [
            m.CheckConstraint(
                name="registration_per_positive", condition=m.Q(per_address__gte=1, per_day__gte=1, keep_days__gte=1)
            ),
            m.CheckConstraint(name="registration_target", condition=m.Q(target__in=["customer", "lead"])),
        ]


class Notice(m.Model):
    """One wording of a form's notice: the proof of what people were told. Never changed."""

    append_only = True

    id = m.BigAutoField(primary_key=True)
    form = m.ForeignKey(Form, on_delete=m.PROTECT, related_name="+", db_index=False)
    version = m.IntegerField()
    text = m.TextField()
    consents: Any = m.JSONField(default=list)
    at = m.DateTimeField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["form", "version"], name="registration_notice_uniq")]


class Submission(m.Model):
    """Somebody registered: when, under which notice, with which consents, and what became of it."""

    id = m.BigAutoField(primary_key=True)
    form = m.ForeignKey(Form, on_delete=m.PROTECT, related_name="+", db_index=False)
    at = m.DateTimeField()
    notice_version = m.IntegerField()
    consents: Any = m.JSONField(default=dict)
    """Key of the box → whether it was ticked."""
    outcome = m.CharField(max_length=10)
    """`new`: a customer or lead was made; `again`: somebody that the company knew."""
    customer = m.ForeignKey("parties.Customer", null=True, on_delete=m.SET_NULL, related_name="+", db_index=False)
    lead = m.ForeignKey("leads.Lead", null=True, on_delete=m.SET_NULL, related_name="+", db_index=False)

    class Meta:
        indexes = [
            m.Index(fields=["form", "-id"], name="registration_form_idx"),
            m.Index(fields=["customer", "-id"], name="registration_customer_idx"),
            m.Index(fields=["lead", "-id"], name="registration_lead_idx", condition=m.Q(lead__isnull=False)),
        ]


class SubmissionPersonal(m.Model):
    """What a submission says about a person: answers and address. Cleared on request and after the form's time; the
    submission itself stays as proof of consent."""

    submission = m.OneToOneField(Submission, on_delete=m.CASCADE, primary_key=True, related_name="personal")
    answers: Any = m.JSONField(default=dict)
    ip = m.GenericIPAddressField(null=True)
    until = m.DateField()

    class Meta:
        indexes = [m.Index(fields=["until"], name="registration_until_idx")]
