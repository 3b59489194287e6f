"""Lock-out after failed sign-ins: 5 in 15 minutes for one account from one address, and a wider limit per address
(C15).

The account is what was typed, known or not, so a name that nobody has locks exactly like one that exists. A lock
ends by itself; tries while locked are not counted, so nobody can keep somebody else locked out from another address.
"""

import hashlib
import hmac
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from .models import LoginAttempt

FAILURES = 5
WINDOW = timedelta(minutes=15)
FAILURES_PER_ADDRESS = 50
"""Failures of all accounts together from one address: a whole office may sit behind it, a guessing machine may too."""


def account_key(typed: str) -> bytes:
    """The name as typed, without case, as a keyed digest."""
    folded = typed.strip().casefold().encode()
    return hmac.new(b"kezhou login\0" + settings.SECRET_KEY.encode(), folded, hashlib.sha256).digest()


def lock(account: bytes, ip: str | None) -> None:
    """Let tries for one account from one address pass one at a time, until this transaction ends: guesses in
    parallel count too."""
    key = hashlib.sha256(account + (ip or "").encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(key, "big", signed=True)])


def seconds_locked(account: bytes, ip: str | None, now: datetime) -> int:
    """How long the account stays locked for this address, 0 when it is open.

    A success wipes the failures of its account and address before it; the wider limit counts every failure.
    """
    since = now - WINDOW
    with connection.cursor() as cursor:
        cursor.execute(
            "select array(select a.at from identity_loginattempt a where a.account = %(account)s and a.at > %(since)s"
            " and not a.ok and a.ip is not distinct from %(ip)s::inet and a.id > coalesce((select max(b.id)"
            " from identity_loginattempt b where b.account = %(account)s and b.at > %(since)s and b.ok"
            " and b.ip is not distinct from %(ip)s::inet), 0) order by a.at desc limit %(near)s),"
            " array(select c.at from identity_loginattempt c where c.ip = %(ip)s::inet and c.at > %(since)s"
            " and not c.ok order by c.at desc limit %(wide)s)",
            {"account": account, "ip": ip, "since": since, "near": FAILURES, "wide": FAILURES_PER_ADDRESS},
        )
        near, wide = cursor.fetchone()
    ends = [
        moments[-1] + WINDOW
        for moments, limit in ((near, FAILURES), (wide, FAILURES_PER_ADDRESS))
        if len(moments) >= limit
    ]
    return max((math.ceil((end - now).total_seconds()) for end in ends), default=0)


def note(account: bytes, ip: str | None, now: datetime, *, ok: bool) -> None:
    LoginAttempt.objects.create(account=account, ip=ip, at=now, ok=ok)
