"""What a `model.py` is written with: Django's columns, the bases, and the columns that hold more than one value."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import (
    CASCADE,
    PROTECT,
    SET_NULL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    DecimalField,
    EmailField,
    F,
    FloatField,
    ForeignKey,
    GenericIPAddressField,
    Index,
    IntegerField,
    JSONField,
    Model,
    OneToOneField,
    Q,
    TextField,
    UniqueConstraint,
    URLField,
)

from kezhou.platform.base.models import Versioned
from kezhou.platform.entities.record import LIVE, Line, Pooled, Record
from kezhou.platform.fields.encrypted import EncryptedField
from kezhou.platform.fields.money import MoneyField

__all__ = [
    "CASCADE",
    "LIVE",
    "PROTECT",
    "SET_NULL",
    "ArrayField",
    "BigAutoField",
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "CheckConstraint",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "EncryptedField",
    "F",
    "FloatField",
    "ForeignKey",
    "GenericIPAddressField",
    "GinIndex",
    "Index",
    "IntegerField",
    "JSONField",
    "Line",
    "Model",
    "MoneyField",
    "OneToOneField",
    "Pooled",
    "Q",
    "Record",
    "TextField",
    "URLField",
    "UniqueConstraint",
    "Versioned",
]
