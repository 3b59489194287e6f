"""What jobs need from the rooms above them; the composition root fills it at start-up."""

from collections.abc import Callable

from kezhou.kernel.ctx import Ctx

CtxForUser = Callable[[int], Ctx]

_ctx_for_user: CtxForUser | None = None


def set_ctx_for_user(build: CtxForUser) -> None:
    """`build(user_id)` returns the person's context with the rights of this moment; for a disabled person it raises
    `Forbidden`."""
    global _ctx_for_user
    _ctx_for_user = build


def ctx_for_user(user_id: int) -> Ctx:
    """The person's context, built anew: called for each chunk of a long job, so that a withdrawn right stops it."""
    if _ctx_for_user is None:
        raise RuntimeError("jobs.hooks.set_ctx_for_user has not been called by the composition root")
    return _ctx_for_user(user_id)
