"""Post and reverse. A repeated call with the same key is the same posting; nothing is ever edited."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Invalid, NotFound

from .models import Transaction

MAX_LINES = 1_000
MAX_AMOUNT = 10**15
"""Minor units in one line: ten thousand billion yuan; anything above is a typing error."""


@dataclass(frozen=True, slots=True)
class Line:
    """This many minor units into (positive) or out of (negative) one account."""

    account_id: int
    amount: int


def post(
    ctx: Ctx,
    key: str,
    kind: str,
    lines: Sequence[Line],
    *,
    ref: tuple[str, int] | None = None,
) -> int:
    """Post lines that sum to zero per currency; the id of the transaction.

    The same key with the same lines returns the first posting's id; with other lines it is a 422. An account that would
    fall below its floor is a 409 `balance_too_low`, and nothing is posted.
    """
    return _post(ctx, key, kind, lines, ref=ref, reverses=None)


def reverse(ctx: Ctx, transaction_id: int, key: str) -> int:
    """Undo a posting by its mirror image; the id of the reversal. A second reversal is a 409, one of a reversal a
    422."""
    found = Transaction.objects.filter(id=transaction_id).first()
    if found is None:
        raise NotFound()
    if found.reverses_id is not None:
        raise Invalid(_("A reversal cannot be reversed; post the transaction anew."), code="is_reversal")
    lines = [Line(row[0], -row[1]) for row in found.entries.order_by("id").values_list("account_id", "amount")]
    ref = (found.ref_entity, found.ref_id) if found.ref_id is not None else None
    return _post(ctx, key, found.kind, lines, ref=ref, reverses=transaction_id)


def _post(
    ctx: Ctx, key: str, kind: str, lines: Sequence[Line], *, ref: tuple[str, int] | None, reverses: int | None
) -> int:
    _check(key, lines)
    body = _digest(kind, lines, ref, reverses)
    entity, record_id = ref or ("", None)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO ledger_transaction
                     (idempotency_key, kind, at, actor_id, request_id, ref_entity, ref_id, reverses_id, body)
                   VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id""",
                [key, kind, ctx.clock.now(), ctx.actor.id, ctx.request_id[:64], entity, record_id, reverses, body],
            )
            row = cursor.fetchone()
            if row is None:
                return _posted_before(key, body)
            cursor.execute(
                """INSERT INTO ledger_entry (transaction_id, account_id, amount)
                   SELECT %s, u.account_id, u.amount FROM unnest(%s::bigint[], %s::bigint[]) u (account_id, amount)""",
                [row[0], [line.account_id for line in lines], [line.amount for line in lines]],
            )
            cursor.execute("SET CONSTRAINTS ledger_entry_sum_zero IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ledger_entry_sum_zero DEFERRED")
            return int(row[0])
    except IntegrityError as problem:
        raise _meaning(problem) from problem


def _posted_before(key: str, body: str) -> int:
    found = Transaction.objects.get(idempotency_key=key)
    if found.body != body:
        raise Invalid(_("This key was already used for another posting."), code="idempotency_key_reused")
    return int(found.id)


def _check(key: str, lines: Sequence[Line]) -> None:
    if not key or len(key) > 120:
        raise ValueError("an idempotency key has 1 to 120 characters")
    if not 2 <= len(lines) <= MAX_LINES:
        raise ValueError(f"a posting has 2 to {MAX_LINES} lines")
    for line in lines:
        if isinstance(line.amount, bool) or not isinstance(line.amount, int) or not 0 < abs(line.amount) <= MAX_AMOUNT:
            raise ValueError(f"an amount is a whole number of minor units other than 0: {line.amount!r}")


def _digest(kind: str, lines: Sequence[Line], ref: tuple[str, int] | None, reverses: int | None) -> str:
    text = json.dumps([kind, [[line.account_id, line.amount] for line in lines], ref, reverses])
    return hashlib.sha256(text.encode()).hexdigest()


def _meaning(problem: IntegrityError) -> Conflict | Invalid | IntegrityError:
    """The caller's mistake behind a constraint, in words."""
    diag = getattr(problem.__cause__, "diag", None)
    constraint = getattr(diag, "constraint_name", None)
    if constraint == "ledger_balance_floor":
        return Conflict(_("The balance is too low."), code="balance_too_low")
    if constraint == "ledger_entry_sum_zero":
        return Invalid(_("The lines of a posting must sum to zero in every currency."), code="unbalanced")
    if constraint is not None and constraint.startswith("ledger_transaction_reverses"):
        return Conflict(_("This posting was already reversed."), code="already_reversed")
    return problem
