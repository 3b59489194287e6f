"""Roles and what they grant; people added to a single record."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kezhou.platform.base.models import Versioned

ANY_ENTITY = "*"
"""A grant on every business record, unless the role says something else about that entity."""


class Role(Versioned):
    """A named bundle of rights. A person may have several; they are OR-ed.

    Roles of one `exclusive_group` exclude each other: the administrators of system, security and audit are three
    persons.
    """

    key = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    description = models.CharField(max_length=300, blank=True, default="")
    exclusive_group = models.CharField(max_length=30, blank=True, default="")
    builtin = models.BooleanField(default=False)
    admin: Any = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Administrative permissions: org, roles, dictionaries, customfields, audit, jobs, settings, security."""
    require_mfa = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(deleted_at__isnull=True), name="access_role_name_uniq"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(deleted_at__isnull=True) & ~Q(key=""), name="access_role_key_uniq"
            ),
        ]


class RoleGrant(models.Model):
    """One cell of the matrix entity × action → level."""

    id = models.BigAutoField(primary_key=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    entity = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    level = models.CharField(max_length=20)
    depts: Any = ArrayField(models.BigIntegerField(), default=list, blank=True)
    condition = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "entity", "action"], name="access_grant_uniq")]


class RoleField(models.Model):
    """What a role may do with one field where that differs from the field's default."""

    id = models.BigAutoField(primary_key=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="field_rights")
    entity = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    view = models.CharField(max_length=10, default="full")
    edit = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "entity", "field"], name="access_rolefield_uniq"),
            models.CheckConstraint(condition=Q(view__in=["hidden", "masked", "full"]), name="access_rolefield_view"),
        ]


class UserRole(models.Model):
    """A person has a role."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="members")
    granted_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="access_userrole_uniq")]


class Share(models.Model):
    """One record opened to one more person: a team member or a share, for reading or writing, perhaps until a day.

    Who is let in reads the record's children too (contacts, follow-ups, documents): all of them, or those whose entity
    `children` names. `until` is the last day, in the company's zone.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    write = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, default="share")
    children: Any = ArrayField(models.CharField(max_length=60), null=True, blank=True)
    added_by = models.ForeignKey("org.User", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "record_id", "user"], name="access_share_uniq")]
        indexes = [models.Index(fields=["user", "entity", "record_id"], name="access_share_user_idx")]
