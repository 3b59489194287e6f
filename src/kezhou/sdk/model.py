"""What a `model.py` is written with: Django's columns, the bases, and the columns that hold more than one value."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import (
    CASCADE,
    PROTECT,
    SET_NULL,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    DecimalField,
    EmailField,
    F,
    ForeignKey,
    Index,
    IntegerField,
    Model,
    Q,
    TextField,
    UniqueConstraint,
    URLField,
)

from kezhou.platform.base.models import Versioned
from kezhou.platform.entities.record import LIVE, Pooled, Record
from kezhou.platform.fields.encrypted import EncryptedField
from kezhou.platform.fields.money import MoneyField

__all__ = [
    "CASCADE",
    "LIVE",
    "PROTECT",
    "SET_NULL",
    "ArrayField",
    "BooleanField",
    "CharField",
    "CheckConstraint",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "EncryptedField",
    "F",
    "ForeignKey",
    "GinIndex",
    "Index",
    "IntegerField",
    "Model",
    "MoneyField",
    "Pooled",
    "Q",
    "Record",
    "TextField",
    "URLField",
    "UniqueConstraint",
    "Versioned",
]
