"""Reports, dashboards, with whom they are shared, and who gets them when."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

LIVE = Q(deleted_at__isnull=True)


class Kept(models.Model):
    """What a person made and may share; it is put away, never removed, because others may show it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300, blank=True, default="")
    owner = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["owner"], name="reports_%(class)s_owner", condition=LIVE)]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], condition=LIVE, name="reports_%(class)s_name")]


class Report(Kept):
    """A saved question. What it answers is reckoned when it is asked, with the rights of whoever asks."""

    entity = models.CharField(max_length=60, blank=True, default="")
    """Empty for a statistic, which is about several."""
    definition: Any = models.JSONField()

    class Meta(Kept.Meta):
        abstract = False


class Dashboard(Kept):
    """Reports side by side on a grid of twelve columns: `tiles` are `{id, x, y, w, h, title?, report | template}`.

    `period` (or None: each report its own) and `department` narrow all of them.
    """

    tiles: Any = models.JSONField(default=list)
    period: Any = models.JSONField(null=True, blank=True)
    department = models.ForeignKey(
        "org.Department", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta(Kept.Meta):
        abstract = False


class ReportShare(models.Model):
    """Who else may use a report or dashboard: everybody, or one role, department (with those below), position or
    person. It opens the question, never rows."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="shares")
    dashboard = models.ForeignKey(Dashboard, null=True, on_delete=models.CASCADE, related_name="shares")
    everybody = models.BooleanField(default=False)
    role = models.ForeignKey("access.Role", null=True, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey("org.Department", null=True, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey("org.Position", null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("org.User", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "reports_share"
        constraints = [
            models.CheckConstraint(
                name="reports_share_what",
                condition=Q(report__isnull=False, dashboard__isnull=True)
                | Q(report__isnull=True, dashboard__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["report", "dashboard", "everybody", "role", "department", "position", "user"],
                nulls_distinct=False,
                name="reports_share_once",
            ),
        ]


class ReportSchedule(models.Model):
    """A report or dashboard that goes out by itself: each `every` (day, week, month) on `on_day` (1 Monday to 7, or
    1 to 31, where a shorter month takes its last day) at `hour` of the company's day, with the rights of each
    recipient."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, null=True, on_delete=models.CASCADE, related_name="+")
    template = models.CharField(max_length=60, blank=True, default="")
    """Key of a dashboard template, where it is about none of the others."""
    owner = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+")
    every = models.CharField(max_length=5)
    on_day = models.IntegerField(default=1)
    hour = models.IntegerField(default=8)
    last_month = models.BooleanField(default=False)
    """Whether it tells of the month before instead of the period of its own: the month-end pack."""
    sheet = models.BooleanField(default=True)
    recipients: Any = ArrayField(models.BigIntegerField())
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "reports_schedule"
        indexes = [models.Index(fields=["next_at"], name="reports_schedule_due", condition=Q(active=True))]
        constraints = [
            models.CheckConstraint(name="reports_schedule_every", condition=Q(every__in=("day", "week", "month"))),
            models.CheckConstraint(
                name="reports_schedule_when",
                condition=Q(on_day__gte=1, on_day__lte=31, hour__gte=0, hour__lte=23),
            ),
        ]


class DashboardChoice(models.Model):
    """Which dashboard a person begins with; without a row it is the one of the person's role."""

    user = models.OneToOneField("org.User", primary_key=True, on_delete=models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, null=True, on_delete=models.CASCADE, related_name="+")
    template = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "reports_choice"
