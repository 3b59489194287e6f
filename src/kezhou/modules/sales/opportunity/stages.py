"""The company's processes and stages as rules read them: one statement for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kezhou.sdk.query import fetch_all

MAX_STAGES = 1_000
"""Stages of all processes together."""

_STAGES = """
SELECT s.id, s.process_id, s.name, s.code, s.kind, s.probability, s.required_fields, s.next_stages, s.evidence_text,
       s.evidence_file, s.expected_days, s.warning_days, s.gate_registered, s.gate_project, s.gate_activities,
       p.is_default, p.kind, p.active
  FROM sales_salesstage s JOIN sales_salesprocess p ON p.id = s.process_id AND p.deleted_at IS NULL
 WHERE s.deleted_at IS NULL ORDER BY p.is_default DESC, p.order, p.id, s.order, s.id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage; see `SalesStage` for what its parts mean."""

    id: int
    process: int
    name: str
    code: str
    kind: str
    probability: Decimal
    required: tuple[str, ...]
    next: tuple[int, ...]
    evidence_text: bool
    evidence_file: bool
    expected_days: int | None
    warning_days: int | None
    gate_registered: bool
    gate_project: bool
    gate_activities: bool
    of_default: bool
    of_kind: str
    offered: bool
    """Whether its process takes new opportunities."""

    @property
    def is_open(self) -> bool:
        return self.kind == "open"


class Stages:
    """All stages in their order, processes one after the other, the default one first."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self.by_id: Mapping[int, Stage] = {stage.id: stage for stage in stages}

    def of(self, process: int | None) -> list[Stage]:
        return [stage for stage in self.by_id.values() if stage.process == process]

    def first(self, process: int | None) -> Stage | None:
        """Where an opportunity of the process begins."""
        return next((stage for stage in self.of(process) if stage.is_open), None)

    def ending(self, process: int | None, kind: str) -> Stage | None:
        """The stage of the process in which an opportunity ends that way."""
        return next((stage for stage in self.of(process) if stage.kind == kind), None)

    def usual(self, kind: str | None) -> int | None:
        """The process that a new opportunity of this kind takes: one made for the kind, else the default, else any."""
        offered = [stage for stage in self.by_id.values() if stage.offered]
        made_for = [stage.process for stage in offered if stage.of_kind == kind]
        open_to_all = [stage.process for stage in offered if stage.of_kind == "any"]
        default = [stage.process for stage in offered if stage.of_default and stage.of_kind in ("any", kind)]
        found = [*(made_for if kind == "project" else ()), *default, *made_for, *open_to_all]
        return found[0] if found else None


def load() -> Stages:
    """The stages as they stand now."""
    return Stages(
        Stage(
            id=row[0], process=row[1], name=row[2], code=row[3], kind=row[4], probability=row[5],
            required=tuple(row[6] or ()), next=tuple(row[7] or ()), evidence_text=row[8], evidence_file=row[9],
            expected_days=row[10], warning_days=row[11], gate_registered=row[12], gate_project=row[13],
            gate_activities=row[14], of_default=row[15], of_kind=row[16], offered=row[17],
        )
        for row in fetch_all(_STAGES, (MAX_STAGES,))
    )  # fmt: skip
