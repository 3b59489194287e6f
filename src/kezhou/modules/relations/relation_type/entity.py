"""The kinds of relation: everybody reads them, who keeps the dictionaries changes them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.relations.relation_type.model import RelationType
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, Layout, List, Scope, Section

ENDS = (
    ("any", _("Customer or contact"), "default"),
    ("customer", _("Customer"), "blue"),
    ("contact", _("Contact"), "purple"),
)

COLOR_NAMES = (
    ("default", _("Grey")),
    ("blue", _("Blue")),
    ("cyan", _("Cyan")),
    ("gold", _("Gold")),
    ("green", _("Green")),
    ("magenta", _("Magenta")),
    ("orange", _("Orange")),
    ("purple", _("Purple")),
    ("red", _("Red")),
)


class RelationTypeEntity(Entity):
    model = RelationType
    label, plural = _("Kind of relation"), _("Kinds of relation")
    icon, color = "link", "geekblue"
    title = "name"
    menu = None
    scope = Scope.public()
    admin = "dictionaries"
    everyone = ("view",)
    fields = {
        "name": Field(help=_("What the first party is to the second, such as 母公司")),
        "back_name": Field(
            help=_("What the second party is to the first, such as 子公司; the same word where it goes both ways")
        ),
        "first_kind": Field(type="choice", choices=ENDS, write_once=True),
        "second_kind": Field(type="choice", choices=ENDS, write_once=True),
        "symmetric": Field(write_once=True),
        "hierarchical": Field(
            label=_("One above"), help=_("A tree: the second has one first, and no circles"), write_once=True
        ),
        "color": Field(type="choice", choices=tuple((key, label, key) for key, label in COLOR_NAMES)),
    }
    list = List(
        columns=("name", "back_name", "first_kind", "second_kind", "symmetric", "hierarchical", "color", "active"),
        sort="order",
    )
    layout = Layout(
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("name", "back_name", "name_en", "back_name_en", "first_kind", "second_kind", "symmetric"),
            ),
            Section("more", _("More"), ("hierarchical", "color", "order", "active")),
        )
    )
    features = Features(import_=False, comments=False, files=False, custom_fields=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        values = change.values
        if values.get("symmetric") and values.get("hierarchical"):
            yield FieldError("hierarchical", "not_both", _("A relation that means the same both ways has no top."))
        if values.get("symmetric") and values.get("first_kind") != values.get("second_kind"):
            yield FieldError(
                "second_kind", "same_kinds", _("Where it means the same both ways, both ends are of one kind.")
            )
