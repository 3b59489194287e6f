"""Departments, positions and people as they are stored, the work calendar, and the two counters that say "rights
changed"."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.platform.base.models import Versioned

LIVE = Q(deleted_at__isnull=True)


class Department(Versioned):
    """One node of the organisation: the company, a branch of it, or a department."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        BRANCH = "branch", _("Branch")
        DEPARTMENT = "department", _("Department")

    name = models.CharField(_("Name"), max_length=120)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True, default="")
    code = models.CharField(_("Code"), max_length=40, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("Parent department"),
    )
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.DEPARTMENT)
    leader = models.ForeignKey(
        "org.User", null=True, blank=True, on_delete=models.PROTECT, related_name="leads", verbose_name=_("Leader")
    )
    order = models.IntegerField(_("Display order"), default=0)
    sort_key = models.CharField(max_length=400, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("Department")
        verbose_name_plural = _("Departments")
        constraints = [
            models.UniqueConstraint(F("parent"), Lower("name"), condition=LIVE, name="org_department_name_uq"),
            models.UniqueConstraint(Lower("code"), condition=LIVE & ~Q(code=""), name="org_department_code_uq"),
            models.CheckConstraint(
                condition=Q(kind__in=["company", "branch", "department"]), name="org_department_kind_ck"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="org_department_parent_ck"),
        ]
        indexes = [models.Index(F("order"), F("sort_key"), F("id"), condition=LIVE, name="org_department_order_ix")]


class DepartmentClosure(models.Model):
    """Every department with every department at or below it; `depth` is 0 for itself. Kept by `org.tree` only."""

    id = models.BigAutoField(primary_key=True)
    ancestor = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+", db_index=False)
    descendant = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    depth = models.IntegerField()

    class Meta:
        db_table = "org_departmentclosure"
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="org_closure_pair_uq"),
            models.CheckConstraint(condition=Q(depth__gte=0), name="org_closure_depth_ck"),
        ]


class Position(Versioned):
    """A post that people hold, such as sales manager. `rank` orders posts, 1 is the highest."""

    name = models.CharField(_("Name"), max_length=80)
    code = models.CharField(_("Code"), max_length=40, blank=True, default="")
    rank = models.IntegerField(_("Rank"), default=100)

    class Meta:
        verbose_name = _("Position")
        verbose_name_plural = _("Positions")
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=LIVE, name="org_position_name_uq"),
            models.UniqueConstraint(Lower("code"), condition=LIVE & ~Q(code=""), name="org_position_code_uq"),
        ]


class User(Versioned):
    """A person of the company who signs in, or applied to. A leaver is disabled, never deleted: what they did stays
    theirs.

    `password`, `password_history`, `totp_secret` and `totp_last_step` are secrets of `identity` and belong in no
    answer. `access_epoch` counts changes to this one person's rights. Texts are stored as typed; sign-in names
    compare without case.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("account", "Active")
        DISABLED = "disabled", pgettext_lazy("account", "Disabled")
        APPLIED = "applied", pgettext_lazy("account", "Waiting for approval")
        REJECTED = "rejected", pgettext_lazy("account", "Rejected")

    class NameDisplay(models.TextChoices):
        NAME = "name", pgettext_lazy("person", "Name")
        NAME_STAFF_NO = "name_staff_no", _("Name and staff number")

    class Theme(models.TextChoices):
        AUTO = "auto", _("Follow the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("User name"), max_length=64)
    staff_no = models.CharField(_("Staff number"), max_length=40, blank=True, default="")
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=80)
    sort_key = models.CharField(max_length=400, blank=True, default="", editable=False)
    email = models.CharField(_("E-mail"), max_length=254, blank=True, default="")
    phone = models.CharField(_("Phone"), max_length=40, blank=True, default="")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("Department")
    )
    position = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("Position")
    )
    superior = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="direct_reports",
        verbose_name=_("Superior"),
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    access_epoch = models.IntegerField(default=1, editable=False)
    locale = models.CharField(_("Language"), max_length=10, blank=True, default="")
    tz = models.CharField(_("Time zone"), max_length=64, default="Asia/Shanghai")
    theme = models.CharField(_("Theme"), max_length=8, choices=Theme.choices, default=Theme.AUTO)
    name_display = models.CharField(
        _("Name display"), max_length=16, choices=NameDisplay.choices, default=NameDisplay.NAME
    )
    password = models.CharField(max_length=255, blank=True, default="", editable=False)
    must_change_password = models.BooleanField(default=False, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_history: "models.JSONField[list[str]]" = models.JSONField(default=list, blank=True, editable=False)
    totp_secret = models.CharField(max_length=255, blank=True, default="", editable=False)
    totp_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    totp_last_step = models.BigIntegerField(null=True, blank=True, editable=False)
    last_login_at = models.DateTimeField(_("Last sign-in"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        constraints = [
            models.UniqueConstraint(
                Lower("username"), condition=LIVE & ~Q(status="rejected"), name="org_user_username_uq"
            ),
            models.UniqueConstraint(
                Lower("staff_no"), condition=LIVE & ~Q(status="rejected") & ~Q(staff_no=""), name="org_user_staff_no_uq"
            ),
            models.UniqueConstraint(
                Lower("email"), condition=LIVE & ~Q(status="rejected") & ~Q(email=""), name="org_user_email_uq"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "disabled", "applied", "rejected"]), name="org_user_status_ck"
            ),
            models.CheckConstraint(condition=~Q(username="") & ~Q(username__contains="@"), name="org_user_username_ck"),
            models.CheckConstraint(condition=~Q(superior=F("id")), name="org_user_superior_ck"),
        ]
        indexes = [models.Index(F("sort_key"), F("id"), condition=LIVE, name="org_user_sort_ix")]


class UserDepartment(models.Model):
    """A further department that a person works for, beside the main one in `User.department`."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="further_departments", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="further_people")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "department"], name="org_userdepartment_pair_uq")]


class WorkCalendarDay(models.Model):
    """A day that differs from the ordinary week: a public holiday, or a weekend day that is worked (调休)."""

    day = models.DateField(_("Day"), primary_key=True)
    working = models.BooleanField(_("Working day"))
    name = models.CharField(_("Name"), max_length=60, blank=True, default="")


class Epoch(models.Model):
    """The one row of counters that every request reads: `schema` for definitions, `access` for everybody's rights at
    once."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    schema = models.IntegerField(default=1)
    access = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="org_epoch_single_ck")]
