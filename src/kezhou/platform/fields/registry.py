"""The list of field types, and which of them a plain model column is."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from . import boolean, choice, contact, encrypted, link, moment, money, number, place, recurrence, text
from .base import FieldType

_CLASSES: tuple[type[FieldType], ...] = (
    text.Text, text.LongText, text.RichText, text.PersonName, text.Address, text.AutoNumber,
    number.Integer, number.Duration, number.DecimalNumber, number.Percent, money.MoneyType,
    moment.Date, moment.Moment, boolean.Boolean,
    choice.Choice, choice.MultiChoice, choice.Tags,
    contact.Phone, contact.Email, contact.Url, contact.CreditCode, encrypted.EncryptedIdNumber,
    place.Region, place.Location,
    recurrence.Recurrence,
    link.Link, link.UserLink, link.DepartmentLink, link.MultiLink, link.File, link.Image,
)  # fmt: skip

TYPES: dict[str, FieldType] = {cls.key: cls() for cls in _CLASSES}


def register(field_type: FieldType) -> None:
    """Add a type of a plug-in. Raises ValueError where its key is taken."""
    if field_type.key in TYPES:
        raise ValueError(f"field type {field_type.key!r} exists already")
    TYPES[field_type.key] = field_type


def type_of_column(column: "models.Field[Any, Any]") -> str:
    """Key of the field type that a model column has unless the entity says otherwise."""
    if isinstance(column, models.ForeignKey):
        target = column.related_model
        label = target if isinstance(target, str) else target._meta.label
        return {"org.User": "user", "org.Department": "department", "files.StoredFile": "file"}.get(label, "link")
    for column_class, key in _BY_COLUMN:
        if isinstance(column, column_class):
            return key
    raise TypeError(f"no field type for column {column}: name one in the entity's fields")


_BY_COLUMN: tuple[tuple[Any, str], ...] = (
    (money.MoneyField, "money"),
    (encrypted.EncryptedField, "id_number"),
    (ArrayField, "tags"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (models.TextField, "long_text"),
    (models.CharField, "text"),
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "integer"),
)
