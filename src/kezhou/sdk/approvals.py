"""Asking for an approval: `@approval_kind("credit_release", _("…"))` at start-up says what follows in the transaction
of the decision, `request` asks, `withdraw` takes one's own request back."""

from kezhou.platform.approvals.decide import withdraw
from kezhou.platform.approvals.kinds import approval_kind
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import MAX_CANDIDATES, request

__all__ = ["MAX_CANDIDATES", "ApprovalRequest", "approval_kind", "request", "withdraw"]
