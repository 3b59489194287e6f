"""The words in which an entity is declared. Every default has one named override."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db import models

from kezhou.kernel.errors import FieldError
from kezhou.platform.fields.spec import Pii

from .presentation import Layout, List, Menu, Related

PRESENT = "$now"
"""As a moment field's default: when the record is made."""

STANDARD_ACTIONS = ("view", "create", "update", "delete", "export", "import", "assign", "reveal")
"""What every entity lets a role grant; an entity's own actions come on top."""


@dataclass(frozen=True, slots=True)
class Field:
    """What differs from the column; None means: as the column says."""

    label: Any = None
    help: Any = None
    type: str | None = None
    required: bool | None = None
    read_only: bool = False
    write_once: bool = False
    choices: str | Sequence[tuple[str, Any, str]] | None = None
    """Key of a dictionary, or the list itself as (code, label, colour)."""
    visible_if: Mapping[str, Any] | None = None
    search: bool = False
    audit: bool = True
    track: bool = False
    pii: Pii | None = None
    masked: bool = False
    words: bool = True
    """Long text and files are what people wrote of their dealings, which a pool that masks keeps closed; False for
    what is public anyway."""
    export: bool = True
    link: str | None = None
    unit: Any = ""
    default: Any = None
    hidden: bool = False
    """Not a field at all for people: a column that only code uses."""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that SQL reckons from the row; `{t}` stands for the row's alias."""

    type: str
    sql: str
    label: Any


@dataclass(frozen=True, slots=True)
class Scope:
    """The columns that decide who sees a row."""

    owner: str = "owner"
    dept: str = "dept"
    parent: str | None = None
    """A link whose record hands down owner, department and pool."""
    author: str = ""
    """A second person on the row: who did it, and keeps it when the row follows its parent to a new owner. Both read
    the row; every other act is the author's and of those who reach the author."""
    author_dept: str = ""
    """The author's main department, kept in step by the platform."""
    follows: str = ""
    """A link whose record takes this row along when it changes hands, as long as `follows_while` holds and the row
    belonged to the old owner, or lies in the pool. Unlike a child's, the owner may be somebody else."""
    follows_while: Mapping[str, Any] | None = None
    """Condition JSON; None means always."""
    also: Sequence[str] = ()
    """Further links that mean what `parent` or `follows` means, for rows that may hang on records of several kinds,
    such as a follow-up of a customer or of a lead. At most one of all these links is set, and that one decides."""
    line: bool = False
    """Rows are lines of their parent, a document: the document's rights speak for them, and they are written with it
    only."""
    words: bool = False
    """Rows are what people wrote of their dealings with a record, where numbers and names stand in the text and cannot
    be masked: a pool that masks keeps them closed until a claim, as it does comments and files."""
    is_public: bool = False
    """Everybody who is signed in may read; writing still asks for a right."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Every link that hands down owner, department and pool."""
        return (self.parent, *self.also) if self.parent else ()

    @property
    def followed(self) -> tuple[str, ...]:
        """Every link whose record takes the row along."""
        return (self.follows, *self.also) if self.follows else ()

    @staticmethod
    def public() -> Scope:
        return Scope(is_public=True)


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of another entity that belong to a document and are saved with it in one call: `{"lines": [{…}, …]}`.

    The line's model is a `Line`, its entity has `Scope(parent=field, line=True)` and `Features.line()`: rows change
    through the document only, so that totals are always those of the lines. A row sent with an `id` is changed, one
    without is new, one that is not sent is deleted; the order sent is the order kept. A document that is saved without
    `lines` keeps those it has.
    """

    key: str
    """Its name in the document's JSON, such as `lines`."""
    label: Any
    entity: str
    field: str
    """The line's link to its document."""
    columns: Sequence[str] = ()
    required: bool = False
    """Whether a document needs at least one."""


@dataclass(frozen=True, slots=True)
class Number:
    """The business number of a document, issued inside the transaction without gaps by a rule that the company may
    change: text, date and serial."""

    field: str
    rule: str
    """Such as `QT{yyyy}{MM}{dd}-{serial:4}`; the serial begins again with each new date part."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The entity is approved: submit, withdraw and the lock while a flow runs are derived from this."""

    field: str = "approval_state"
    """A text column: draft, pending, approved, rejected, cancelled (void)."""
    open_fields: Sequence[str] = ()
    """What stays editable once approved, such as remarks."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is switched on; everything is unless the definition says otherwise."""

    create: bool = True
    update: bool = True
    delete: bool = True
    import_: bool = True
    export: bool = True
    bulk: bool = True
    comments: bool = True
    files: bool = True
    search: bool = True
    custom_fields: bool = True
    merge: bool = True
    """Whether two rows may become one; documents that are approved never do, whatever is said here."""
    handover: bool = True
    """Whether rows go to a successor when their owner leaves; off for what is about its owner, such as a work log."""

    @staticmethod
    def line() -> Features:
        """What is left of them for the lines of a document."""
        return Features(
            create=False, update=False, delete=False, import_=False, bulk=False, comments=False, files=False,
            search=False, merge=False, handover=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row of a preset as fields, and what is worth telling of it: paths of `warnings` are headers of the file."""

    values: Mapping[str, Any]
    warnings: Sequence[FieldError] = ()


Prepare = Callable[[Mapping[str, Any]], "Mapping[str, Any] | Prepared"]
"""One row of a file (header → cell) as fields (field → cell). Raises `Invalid` for a row that is refused."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that lies beside the one of a preset and is brought in before it by `kezhou import`: by another entity's
    preset, or by `run`, which says what it did. Where the entity is not installed the file is passed over and said
    so."""

    file: str
    entity: str = ""
    preset: str = ""
    on_match: str = "skip"
    run: Callable[[Any, Path], str] | None = None
    """(context of the operator, file); the file may be missing."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an import compares by, and ready-made column mappings: preset → {header: field}."""

    match_keys: Sequence[str] = ()
    identity: Callable[[Mapping[str, Any]], Sequence[Any] | None] | None = None
    """Where no single field names a record: the values of `match_keys` that do so together, of a row or record as they
    are stored (None for one that does not count there), or nothing where too little is known. A file of such records
    changes those that exist unless somebody says otherwise."""
    presets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prepare: Prepare | Mapping[str, Prepare] | None = None
    """Turns a row of a preset into fields where columns do not map one to one; one for all presets or one per key."""
    companions: Mapping[str, Sequence[Companion]] = field(default_factory=dict)
    """Preset → the files that come before it."""
    historical: Sequence[str] = ()
    """Presets of old data: from the command line they skip guards of moves and required summaries."""

    def prepare_of(self, preset: str) -> Prepare | None:
        """What turns rows of this preset into fields."""
        if preset not in self.presets:
            return None
        return self.prepare.get(preset) if isinstance(self.prepare, Mapping) else self.prepare


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States of `field` and the moves between them; a move that is not listed is refused."""

    field: str
    moves: Mapping[str, Sequence[str]]
    initial: str
    over: Sequence[str] = ()
    """States in which a record is a thing of the past: nobody is offered to edit it. Its rules refuse it as well."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule sees: values as Python objects by field name. Rules are pure: no query, no clock."""

    values: Mapping[str, Any]
    before: Mapping[str, Any] | None
    today: date
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Rows of a document by key of its `lines`, in their order, as they will stand after the save."""
    document: Mapping[str, Any] | None = None
    """For a line: the values of its document as they were sent, before the document's own rules."""

    @property
    def is_new(self) -> bool:
        return self.before is None

    def changed(self, name: str) -> bool:
        """Whether this save gives the field another value."""
        return self.before is None or self.before.get(name) != self.values.get(name)


@dataclass(frozen=True, slots=True)
class Action:
    """A business verb on one record: `run(ctx, values, input)` returns the values to save. Its event is
    `<entity>.<event>`."""

    key: str
    label: Any
    run: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
    event: str
    icon: str = ""
    danger: bool = False
    confirm: Any = ""
    right: str = ""
    """The standard right that it stands on, such as `update`; empty: roles grant the action by its own key."""
    offered: Mapping[str, Any] | None = None
    """Condition JSON under which it makes sense on a record, so that nobody is offered what would be refused."""
    input: Sequence[str] = ()
    """Fields of the entity that the action asks for."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What the action asks for beyond the entity's fields: name → key of a field type. It reaches `run` and `after`
    in their input and is not saved with the row."""
    bulk: bool = False
    lead: bool = False
    """Whether it is what usually comes next where it is offered: the one button that stands out."""
    approval: str = ""
    """Kind of approval that the act waits for where a flow is published for it: the input is kept, and the act is done
    when it is approved. `run` is asked at both times, so it changes nothing by itself."""
    while_locked: bool = False
    """Whether it may be done while an approval holds the record, such as taking back what was submitted."""
    after: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], None] | None = None
    """Runs in the same transaction once the values are saved: what the verb does beyond its own row."""


Rule = Callable[[Change], Iterable[FieldError]]


class Entity:
    """Base of all definitions. The smallest legal one names its model and nothing else."""

    model: ClassVar[type[models.Model]]
    key: ClassVar[str] = ""
    label: ClassVar[Any] = ""
    plural: ClassVar[Any] = ""
    icon: ClassVar[str] = "file"
    color: ClassVar[str] = "blue"
    title: ClassVar[str] = ""
    """The field that names a record; `id` where none may, empty for the first text."""
    menu: ClassVar[Menu | None] = Menu()
    scope: ClassVar[Scope] = Scope()
    fields: ClassVar[Mapping[str, Field]] = {}
    computed: ClassVar[Mapping[str, Computed]] = {}
    list: ClassVar[List] = List()
    layout: ClassVar[Layout] = Layout()
    related: ClassVar[Sequence[Related]] = ()
    actions: ClassVar[Sequence[Action]] = ()
    lifecycle: ClassVar[Lifecycle | None] = None
    lines: ClassVar[Sequence[Lines]] = ()
    number: ClassVar[Number | None] = None
    approval: ClassVar[Approval | None] = None
    rate_day: ClassVar[str] = ""
    """The date or moment that the record is about: amounts in other currencies are told in the base currency by the
    rate of that day. Empty, or as long as it is not filled in: the day the record was made. Lines take their
    document's."""
    features: ClassVar[Features] = Features()
    exchange: ClassVar[Exchange] = Exchange()
    everyone: ClassVar[Sequence[str]] = ()
    """Actions that every signed-in person has without a role."""
    admin: ClassVar[str] = ""
    """Administrative permission that replaces role grants for writing, such as `org`; empty for business records."""

    @staticmethod
    def derive(change: Change) -> Mapping[str, Any]:
        """Values that follow from others; they are saved with them."""
        return {}

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """What forbids saving."""
        return ()

    @staticmethod
    def warn(change: Change) -> Iterable[FieldError]:
        """What is worth telling but does not forbid saving."""
        return ()
