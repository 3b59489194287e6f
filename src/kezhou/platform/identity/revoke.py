"""Ending what a person is signed in with."""

from datetime import datetime

from .models import ApiToken, Session


def revoke_proofs(user_id: int, now: datetime, *, keep_session: int | None = None, tokens: bool) -> None:
    """End every session of the person, except `keep_session`, and with `tokens` every API token too."""
    sessions = Session.objects.filter(user_id=user_id, revoked_at__isnull=True)
    if keep_session is not None:
        sessions = sessions.exclude(id=keep_session)
    sessions.update(revoked_at=now)
    if tokens:
        ApiToken.objects.filter(user_id=user_id, revoked_at__isnull=True).update(revoked_at=now)
