"""What belongs to activities and is no entity: the rules an administrator sets, positions, and consent to them."""

from typing import Any

from kezhou.sdk import model as m

ONLY = 1
"""The id of the one row of `ActivityRules`."""


class ActivityRules(m.Model):
    """What counts and what is late, for the whole company. One row; without it the defaults of `rules.py` hold.

    `effective` is condition JSON over follow-ups; `late_minutes` after the planned time a visit is late;
    `position_days` is how long a position is kept.
    """

    id = m.IntegerField(primary_key=True)
    effective: Any = m.JSONField()
    late_minutes = m.IntegerField()
    position_days = m.IntegerField()
    version = m.IntegerField(default=1)
    updated_at = m.DateTimeField()
    updated_by = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            m.CheckConstraint(
                condition=m.Q(id=ONLY, late_minutes__gte=0, position_days__gte=1), name="activities_rules_numbers"
            )
        ]


class PositionConsent(m.Model):
    """That a person agreed to keep the position of check-ins: to which text, and when. Withdrawing closes the row."""

    id = m.BigAutoField(primary_key=True)
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+")
    text_version = m.IntegerField()
    given_at = m.DateTimeField()
    withdrawn_at = m.DateTimeField(null=True)

    class Meta:
        constraints = [
            m.UniqueConstraint(
                fields=["user"], condition=m.Q(withdrawn_at__isnull=True), name="activities_consent_current"
            )
        ]


class VisitPosition(m.Model):
    """Where somebody stood at a check-in or when leaving: sensitive personal data, gone after the days of the rules.

    Degrees are WGS-84; `accuracy` is the radius in metres that the device named.
    """

    id = m.BigAutoField(primary_key=True)
    visit = m.ForeignKey("activities.Visit", on_delete=m.CASCADE, related_name="+")
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    moment = m.CharField(max_length=3)
    at = m.DateTimeField()
    lat = m.FloatField()
    lng = m.FloatField()
    accuracy = m.IntegerField(null=True)
    address = m.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            m.Index(fields=["user", "-at"], name="activities_position_user"),
            m.Index(fields=["at"], name="activities_position_at"),
        ]
        constraints = [
            m.UniqueConstraint(fields=["visit", "moment"], name="activities_position_once"),
            m.CheckConstraint(condition=m.Q(moment__in=["in", "out"]), name="activities_position_moment"),
        ]


class CustomerPlace(m.Model):
    """Where a customer is found: learned from the last good check-in, or set on the spot by hand, which wins.

    Degrees are WGS-84, `accuracy` is a radius in metres. The place of a company is business data; that of a person goes
    after the same days as the positions of check-ins.
    """

    id = m.BigAutoField(primary_key=True)
    customer = m.OneToOneField("parties.Customer", on_delete=m.CASCADE, related_name="+")
    lat = m.FloatField()
    lng = m.FloatField()
    accuracy = m.IntegerField(null=True)
    source = m.CharField(max_length=10)
    at = m.DateTimeField()

    class Meta:
        indexes = [m.Index(fields=["lat", "lng"], name="activities_place_box")]
        constraints = [
            m.CheckConstraint(condition=m.Q(source__in=["check_in", "hand"]), name="activities_place_source"),
            m.CheckConstraint(
                condition=m.Q(lat__gte=-90, lat__lte=90, lng__gte=-180, lng__lte=180), name="activities_place_degrees"
            ),
        ]
