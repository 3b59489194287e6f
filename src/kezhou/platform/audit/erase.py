"""Clear the personal values of one record from the audit: the only way in which anything there is ever taken away."""

from django.db import connection

from kezhou.kernel.ctx import Ctx

from .entry import Entry
from .write import write


def erase(ctx: Ctx, entity: str, record_id: int) -> int:
    """Clear old and new values and salts of every personal field of this record; how many. The act is audited itself.

    The application's role cannot update the table; a function of the owner does exactly this and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_erase(%s, %s)", [entity, record_id])
        cleared = int(cursor.fetchone()[0])
    write(ctx, [Entry(entity, record_id, "erase", meta={"values": cleared})])
    return cleared
