"""Remove what nobody can reach: uploads that broke off, files taken off their record, results past their date."""

from datetime import timedelta

from django.db.models import Q

from kezhou.kernel.clock import Clock

from .models import StoredFile
from .storage import Storage

PENDING_HOURS = 6
"""An upload that is older than this and not ready has broken off."""
MAX_PER_SWEEP = 1_000


def sweep(clock: Clock, where: Storage) -> int:
    """Bytes first, then the row, so that a sweep that breaks off is finished by the next; how many files went."""
    now = clock.now()
    gone = StoredFile.objects.filter(
        Q(state="orphan")
        | Q(state="pending", created_at__lt=now - timedelta(hours=PENDING_HOURS))
        | Q(expires_at__lt=now)
    )
    count = 0
    for row in gone.order_by("id")[:MAX_PER_SWEEP]:
        where.delete(row.key)
        row.delete()
        count += 1
    return count
