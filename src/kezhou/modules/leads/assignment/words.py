"""Why a lead went to whom, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HOW = {
    "round_robin": gettext_lazy("in turn"),
    "least_loaded": gettext_lazy("the fewest open leads"),
    "region": gettext_lazy("by region, in turn"),
    "named": gettext_lazy("always this person"),
    "pool": gettext_lazy("into a pool"),
}
PASSED = {
    "away": gettext_lazy("away"),
    "full": gettext_lazy("holds as many as allowed"),
    "gone": gettext_lazy("not active"),
}


def sentence(rule: str, strategy: str, why: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """“Rule “Fairs”: in turn; held 12 open leads before; passed over: Li (away).”"""
    parts = [_("Rule “%(rule)s”: %(how)s") % {"rule": rule, "how": HOW.get(strategy, strategy)}]
    if why.get("load") is not None:
        parts.append(_("held %(number)d open leads before") % {"number": why["load"]})
    passed = [
        _("%(name)s (%(why)s)") % {"name": names.get(one["user"], "?"), "why": PASSED.get(one["why"], one["why"])}
        for one in why.get("passed", ())
    ]
    if passed:
        parts.append(_("passed over: %(people)s") % {"people": _(", ").join(passed)})
    return _("; ").join(parts)
