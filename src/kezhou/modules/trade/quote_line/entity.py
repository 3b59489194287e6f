"""What of lines of quotes is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.line import COLUMNS, FIELDS, LineEntity
from kezhou.modules.trade.quote_line.model import QuoteLine
from kezhou.sdk.entity import Field, List, Scope


class QuoteLineEntity(LineEntity):
    model = QuoteLine
    label, plural = _("Line of a quote"), _("Lines of quotes")
    scope = Scope(parent="quote", line=True)
    fields = {
        **FIELDS,
        "list_price": Field(read_only=True),
        "choices": Field(hidden=True),
    }
    list = List(columns=(*COLUMNS, "list_price"), sort="position")
