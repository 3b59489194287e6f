"""Meetings and other appointments, once or by a rule."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m


class Meeting(m.Record):
    """An appointment of its owner; who else comes is the record's team.

    A series is one row with `rrule`. An occurrence that differs from it is a row of its own that names the `series`
    and the beginning that it replaces (`instead_of`); one that does not take place stands in `left_out`, as moments in
    UTC between blanks. `last_end` is the end of the last occurrence, null for a series without end: what a calendar
    looks for. `remind_at` is what reminders look for: when to remind of the meeting, of a series a moment that no
    reminder which is still to come lies before (see `reminders.py`); null when all of it is over.
    """

    title = m.CharField(pgettext_lazy("appointment", "Title"), max_length=200)
    kind = m.CharField(pgettext_lazy("appointment", "Kind"), max_length=40, default="meeting")
    starts_at = m.DateTimeField(_("Begins"))
    ends_at = m.DateTimeField(_("Ends"))
    all_day = m.BooleanField(_("All day"), default=False)
    location = m.CharField(_("Place"), max_length=200, blank=True, default="")
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    remind_minutes = m.IntegerField(_("Remind before, minutes"), null=True, blank=True)
    rrule = m.CharField(_("Repeats"), max_length=200, blank=True, default="")
    description = m.TextField(_("Description"), max_length=10_000, blank=True, default="")
    series = m.ForeignKey(
        "self", verbose_name=_("Series"), null=True, blank=True, on_delete=m.CASCADE, related_name="+", editable=False
    )
    instead_of = m.DateTimeField(_("Instead of"), null=True, blank=True, editable=False)
    left_out = m.TextField(_("Left out"), max_length=20_000, blank=True, default="", editable=False)
    last_end = m.DateTimeField(_("Ends for good"), null=True, blank=True, editable=False)
    remind_at = m.DateTimeField(_("Next reminder"), null=True, blank=True, editable=False)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["owner", "starts_at", "id"], name="meeting_owner_start_idx", condition=m.LIVE),
            m.Index(
                fields=["owner", "starts_at"],
                name="meeting_owner_series_idx",
                condition=m.LIVE & ~m.Q(rrule=""),
            ),
            m.Index(fields=["dept", "starts_at"], name="meeting_dept_start_idx", condition=m.LIVE),
            m.Index(fields=["customer", "-starts_at", "-id"], name="meeting_customer_idx", condition=m.LIVE),
            m.Index(fields=["contact"], name="meeting_contact_idx", condition=m.LIVE),
            m.Index(fields=["remind_at"], name="meeting_remind_idx", condition=m.LIVE & m.Q(rrule="")),
            m.Index(fields=["remind_at"], name="meeting_series_remind_idx", condition=m.LIVE & ~m.Q(rrule="")),
        ]
        constraints = [
            m.CheckConstraint(condition=m.Q(ends_at__gte=m.F("starts_at")), name="meeting_ends_after"),
            m.CheckConstraint(
                condition=m.Q(series__isnull=True, instead_of__isnull=True)
                | m.Q(series__isnull=False, instead_of__isnull=False, rrule=""),
                name="meeting_exception",
            ),
            m.UniqueConstraint(fields=["series", "instead_of"], name="meeting_exception_once", condition=m.LIVE),
        ]
