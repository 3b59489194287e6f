"""Asking for an approval: `@approval_kind("credit_release", _("…"))` at start-up says what follows, `request` asks."""

from kezhou.platform.approvals.kinds import approval_kind
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import MAX_CANDIDATES, request

__all__ = ["MAX_CANDIDATES", "ApprovalRequest", "approval_kind", "request"]
