"""Long work on custom fields."""

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.jobs import records
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.registry import HEALABLE, job
from kezhou.platform.org import epochs

from . import define, index
from .models import CustomField


def start_index(ctx: Ctx, field_id: int) -> JobRecord:
    """Leave the index of a field to a job. Raises `Invalid` for a type that no index helps."""
    field = define.find(ctx, field_id)
    if not index.can_be_indexed(TYPES[field.type]):
        error = FieldError("type", "not_indexable", _("A field of this type cannot have an index."))
        raise Invalid(error.message, errors=[error])
    title = _("Index of “%(field)s”") % {"field": field.label}
    return records.start_job(ctx, "index_custom_field", title=title, field_id=field.id)


@job("index_custom_field", timeout=3600, retries=5, retry_on=(*HEALABLE, errors.LockNotAvailable, OperationalError))
def index_custom_field(record_id: int, field_id: int) -> None:
    """Build the index; a second run finds it standing."""
    records.raise_if_cancelled(record_id)
    field = CustomField.objects.get(id=field_id)
    index.build(field)
    if CustomField.objects.filter(id=field_id, indexed=False).update(indexed=True):
        epochs.bump_schema()
