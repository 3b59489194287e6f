"""Proofs of identity as they are stored. Secrets that a browser or system holds are kept as SHA-256 digests only
(C20)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Session(models.Model):
    """One browser in which a person is signed in.

    It ends at `expires_at`, `idle_minutes` after `last_seen_at`, when revoked, or when the person is no longer active.
    `mfa` says that the second factor was shown. Until `elevated_until` administrative acts are open in it.
    """

    id = models.BigAutoField(primary_key=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    idle_minutes = models.IntegerField()
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    mfa = models.BooleanField(default=False)
    elevated_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    csrf = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Session")


class ApiToken(models.Model):
    """What another system signs in with, in a person's name, within `scopes`, until `expires_at`."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("Name"), max_length=80)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="api_tokens")
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes: "models.JSONField[list[str]]" = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")


class LoginAttempt(models.Model):
    """One try to sign in. `account` is a keyed digest of what was typed, so that the table names nobody."""

    id = models.BigAutoField(primary_key=True)
    account = models.BinaryField(max_length=32)
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    ok = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="identity_attempt_account_ix"),
            models.Index(fields=["ip", "at"], condition=Q(ok=False), name="identity_attempt_ip_ix"),
        ]


class RateCounter(models.Model):
    """How often something happened in the present window of a rate limit."""

    key = models.CharField(max_length=160, primary_key=True)
    window_start = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window_start"], name="identity_ratecounter_window_ix")]


class AccountApplication(models.Model):
    """What a person wrote who applied for an account; the person is a `User` with status `applied`."""

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField("org.User", on_delete=models.CASCADE, related_name="application")
    department = models.CharField(_("Department"), max_length=120, blank=True, default="")
    reason = models.CharField(_("Reason"), max_length=500, blank=True, default="")
    ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+")
