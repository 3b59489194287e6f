"""What everybody may read."""

from kezhou.sdk import model as m


class Notice(m.Record):
    """A notice on the wall."""

    text = m.CharField("Text", max_length=200)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = "Notice"
        verbose_name_plural = "Notices"
