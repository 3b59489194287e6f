"""What stands in a record's timeline beside its changes, comments and files. Modules register their sources at
start-up; the timeline asks each for a page and merges them by time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, any_of
from kezhou.platform.entities.compiled import CompiledEntity


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry: `entity` and `id` name the record that it is, `data` what the web shows of it (JSON-ready)."""

    at: datetime
    entity: str
    id: int
    actor: Mapping[str, Any] | None
    label: Any
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)


Read = Callable[[Ctx, CompiledEntity, int, tuple[datetime, int] | None, int], Sequence[Happening]]


@dataclass(frozen=True, slots=True)
class TimelineSource:
    """`read(ctx, entity, record_id, before, limit)` answers at most `limit` entries of the record, newest first by
    (at, id), older than `before`, and only what the reader may see. `entities` are those whose timelines it fills."""

    kind: str
    entities: Sequence[str]
    read: Read


@dataclass(frozen=True, slots=True)
class Former:
    """Records that became another one. `some(entity)` is a condition over alias `t`: whether there are any;
    `titles(ctx, entity, record_id)` names them, with titles as far as the reader may see titles."""

    some: Callable[[CompiledEntity], Sql]
    titles: Callable[[Ctx, CompiledEntity, int], Mapping[int, str]]


former: list[Former] = []
"""The room that merges records registers here. What happened to them before is told with what happened to the record
that they became."""


def has_former(entity: CompiledEntity) -> Sql:
    """Whether any record became the one of alias `t`."""
    return any_of(source.some(entity) for source in former)


def former_records(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Mapping[int, str]:
    """The records that became this one, by id with their titles."""
    return {id_: title for source in former for id_, title in source.titles(ctx, entity, record_id).items()}


sources: dict[str, TimelineSource] = {}


def timeline_source(source: TimelineSource) -> None:
    """Add a source. Raises ValueError where its kind is taken."""
    if sources.get(source.kind, source) != source:
        raise ValueError(f"two timeline sources are called {source.kind!r}")
    sources[source.kind] = source


def of(entity: CompiledEntity) -> Sequence[TimelineSource]:
    """The sources of an entity's timeline, in the order of their kinds."""
    return [sources[kind] for kind in sorted(sources) if entity.key in sources[kind].entities]
