"""An entity on a model that is no record."""

from kezhou.sdk.entity import Entity
from tests.fakes.odd.rate.model import Rate


class RateEntity(Entity):
    model = Rate
