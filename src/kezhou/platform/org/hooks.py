"""What rooms above `org` do when the organisation changes. Filled once at start-up, called inside the same
transaction."""

from collections.abc import Callable, Sequence

from kezhou.kernel.ctx import Ctx

OwnerMoved = Callable[[Ctx, Sequence[int], int | None], None]

owner_moved: list[OwnerMoved] = []
"""`(ctx, user_ids, department_id)`: these people now have this main department; rewrite `dept` on what they own,
set-based (C11)."""
