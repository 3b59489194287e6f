"""Values that stand encrypted in the database: unreadable in a dump, found by equality through a keyed digest."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from .contact import IdNumber
from .money import is_real_model
from .spec import FieldSpec

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """Two columns: `<name>` the ciphertext, `<name>_blind` the keyed digest of the normalised value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if is_real_model(cls) and not hasattr(cls, f"{name}_blind"):
            blind = models.BinaryField(null=True, blank=True, max_length=32)
            blind.creation_counter = self.creation_counter
            blind.contribute_to_class(cls, f"{name}_blind")


def _derived(secret: str, purpose: bytes) -> bytes:
    """32 bytes for one purpose out of the installation's secret (RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@lru_cache(maxsize=1)
def _keys() -> "tuple[MultiFernet, bytes]":
    """The cipher (the present secret writes, former ones still read: so that secrets can be changed at work), the
    digest key."""
    from cryptography.fernet import Fernet, MultiFernet  # late: 6 MB that a process without encrypted values saves

    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    ciphers = [Fernet(urlsafe_b64encode(_derived(secret, b"kezhou field cipher"))) for secret in secrets]
    return MultiFernet(ciphers), _derived(secrets[-1], b"kezhou blind index")


def encrypt(text: str) -> bytes:
    return _keys()[0].encrypt(text.encode())


def decrypt(stored: bytes | memoryview) -> str:
    return _keys()[0].decrypt(bytes(stored)).decode()


def blind(text: str) -> bytes:
    return hmac.new(_keys()[1], text.encode(), hashlib.sha256).digest()


class EncryptedIdNumber(IdNumber):
    """An identity document's number. Its plain form exists only in memory and in answers to those who may see it."""

    row_json = True

    def store(self, value: Any, spec: FieldSpec) -> tuple[Any, ...]:
        return (encrypt(value), blind(value)) if value else (None, None)

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        return None if stored[0] is None else decrypt(stored[0])

    def to_json(self, value: Any) -> Any:
        return value if isinstance(value, str) else decrypt(value)

    def filter_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        return f'{alias}."{spec.columns[1]}"'

    def filter_operand(self, value: Any) -> Any:
        return blind(value)
