"""Asking another person: a registered kind says what follows from the answer, in the transaction of the decision."""

from kezhou.platform.approvals.decide import withdraw
from kezhou.platform.approvals.kinds import approval_kind
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import request

__all__ = ["ApprovalRequest", "approval_kind", "request", "withdraw"]
