"""Approvals in a module's words.

* A document: `approval = Approval("approval_state", open_fields=("remarks",))` in its definition, and the column
  `approval_state` with `choices=STATES`. `submit`, `withdraw_approval` and `void` come by themselves; the record is
  locked (423) while its flow runs and read-only once approved. Subscribe to `<entity>.approved`, or
  `on_approved(entity, follow)` for what must happen in the same transaction.
* An act: `Action(..., approval="quote_discount")`. Where a flow is published for that kind, the act is kept and done
  when it is approved; otherwise it is done at once. `run` is asked at both times and must change nothing by itself.
* Anything else: `@approval_kind("kind", label, on_rejected=…, fields=…)` and `request(ctx, kind, title, users=…,
  role=…, permission=…, payload=…)`. Without a published flow anybody of those decides, once.
* `demand_approval("quote", demand)`: documents that need somebody's approval even where no flow is drawn.
* `group_lines("product", "category")`: conditions and approval sheets add up lines by what their link belongs to.
* `publish_flow(ctx, subject, definition)` brings a flow along, for a demo company or a new installation.
"""

from kezhou.platform.approvals.decide import withdraw
from kezhou.platform.approvals.demands import demand_approval
from kezhou.platform.approvals.documents import STATES, on_approved
from kezhou.platform.approvals.engine import ADMINISTRATORS
from kezhou.platform.approvals.flows import put as publish_flow
from kezhou.platform.approvals.hooks import holders
from kezhou.platform.approvals.kinds import approval_kind
from kezhou.platform.approvals.lines import group_lines
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import MAX_CANDIDATES, request, running, version_for

__all__ = [
    "ADMINISTRATORS",
    "MAX_CANDIDATES",
    "STATES",
    "ApprovalRequest",
    "approval_kind",
    "demand_approval",
    "group_lines",
    "holders",
    "on_approved",
    "publish_flow",
    "request",
    "running",
    "version_for",
    "withdraw",
]
