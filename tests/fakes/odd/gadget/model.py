"""One row with a column of every kind."""

from typing import Any

from django.db.models import BigIntegerField, JSONField

from kezhou.sdk import model as m


class Gadget(m.Record):
    """A thing of every property. `code` is its business key among those that are not in the trash."""

    name = m.CharField("Name", max_length=80)
    code = m.CharField("Code", max_length=20, blank=True, default="")
    number = m.CharField("Number", max_length=30, blank=True, default="", editable=False)
    story = m.TextField("Story", blank=True, default="")
    leaflet = m.TextField("Leaflet", blank=True, default="")
    inventor = m.CharField("Inventor", max_length=40, blank=True, default="")
    place = m.CharField("Place", max_length=120, blank=True, default="")
    weight = m.IntegerField("Weight", null=True, blank=True)
    runtime = m.IntegerField("Runtime", null=True, blank=True)
    price = m.DecimalField("Price", max_digits=12, decimal_places=2, null=True, blank=True)
    share = m.DecimalField("Share", max_digits=5, decimal_places=2, null=True, blank=True)
    cost = m.MoneyField("Cost")
    due = m.DateField("Due", null=True, blank=True)
    seen_at = m.DateTimeField("Seen at", null=True, blank=True)
    is_loud = m.BooleanField("Loud", null=True, blank=True)
    state = m.CharField("State", max_length=10, default="draft")
    color = m.CharField("Colour", max_length=10, blank=True, default="")
    uses: Any = m.ArrayField(m.CharField(max_length=10), verbose_name="Uses", default=list, blank=True)
    tags: Any = m.ArrayField(m.CharField(max_length=40), verbose_name="Tags", default=list, blank=True)
    phone = m.CharField("Phone", max_length=30, blank=True, default="")
    email = m.EmailField("E-mail", blank=True, default="")
    site = m.CharField("Site", max_length=200, blank=True, default="")
    credit_code = m.CharField("Credit code", max_length=30, blank=True, default="")
    passport = m.EncryptedField("Passport")
    rhythm = m.CharField("Rhythm", max_length=200, blank=True, default="")
    region = m.CharField("Region", max_length=6, blank=True, default="")
    spot: Any = JSONField("Spot", null=True, blank=True)
    twin = m.ForeignKey("self", verbose_name="Twin", null=True, blank=True, on_delete=m.PROTECT, related_name="+")
    keeper = m.ForeignKey(
        "org.User", verbose_name="Keeper", null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    home = m.ForeignKey(
        "org.Department", verbose_name="Home", null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    friends: Any = m.ArrayField(BigIntegerField(), verbose_name="Friends", default=list, blank=True)
    plan = m.ForeignKey(
        "files.StoredFile", verbose_name="Plan", null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    photo = m.ForeignKey(
        "files.StoredFile", verbose_name="Photo", null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    closing_note = m.CharField("Closing note", max_length=100, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = "Gadget"
        verbose_name_plural = "Gadgets"
        constraints = [
            m.UniqueConstraint(fields=["code"], condition=m.LIVE & ~m.Q(code=""), name="gadget_code_uniq"),
        ]
