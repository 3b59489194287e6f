"""Open accounts and read what they hold."""

from django.db import connection, transaction

from kezhou.kernel.ctx import Ctx


def open_account(ctx: Ctx, kind: str, entity: str, record_id: int, currency: str, *, floor: int | None = None) -> int:
    """The account of this kind for this record, opened when there is none; its id.

    `floor` is the least balance in minor units (0: never overdrawn); it is fixed when the account is opened.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_account (kind, entity, record_id, currency, created_at) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (entity, record_id, kind, currency) DO NOTHING RETURNING id""",
            [kind, entity, record_id, currency, ctx.clock.now()],
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute(
                "SELECT id FROM ledger_account WHERE entity = %s AND record_id = %s AND kind = %s AND currency = %s",
                [entity, record_id, kind, currency],
            )
            return int(cursor.fetchone()[0])
        cursor.execute("INSERT INTO ledger_balance (account_id, amount, floor) VALUES (%s, 0, %s)", [row[0], floor])
        return int(row[0])


def balance(account_id: int) -> int:
    """What the account holds, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM ledger_balance WHERE account_id = %s", [account_id])
        return int(cursor.fetchone()[0])
