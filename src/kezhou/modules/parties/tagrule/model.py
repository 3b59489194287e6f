"""Rules that set tags, and the groups in which the tag library shows tags (S45)."""

from typing import Any

from kezhou.sdk import model as m


class TagRule(m.Model):
    """Customers that fit `condition` carry the tag, and lose it when they no longer do. What a person has set by hand
    is never touched."""

    id = m.BigAutoField(primary_key=True)
    tag = m.CharField(max_length=40, unique=True)
    condition: Any = m.JSONField()
    active = m.BooleanField(default=True)


class TagGroup(m.Model):
    """To which group of the library a tag belongs."""

    id = m.BigAutoField(primary_key=True)
    tag = m.CharField(max_length=40, unique=True)
    name = m.CharField(max_length=40)
