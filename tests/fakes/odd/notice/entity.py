"""The smallest definition with a scope of its own: public."""

from kezhou.sdk.entity import Entity, Scope
from tests.fakes.odd.notice.model import Notice


class NoticeEntity(Entity):
    model = Notice
    scope = Scope.public()
