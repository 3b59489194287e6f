"""What a gadget is made of."""

from kezhou.sdk import model as m


class Part(m.Record):
    """One part; owner and department come down from its gadget."""

    name = m.CharField("Name", max_length=80)
    gadget = m.ForeignKey("odd.Gadget", verbose_name="Gadget", on_delete=m.PROTECT, related_name="+")
    count = m.IntegerField("Count", default=1)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = "Part"
        verbose_name_plural = "Parts"
