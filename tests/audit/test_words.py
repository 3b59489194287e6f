"""The log is read in words by a process that has just started and has seen nothing happen yet."""

import pytest
from django.utils.translation import override

from kezhou.http.audit_words import action_label, field_label, is_action, subject_label
from kezhou.kernel.ctx import Ctx
from kezhou.platform.audit import actions
from kezhou.platform.entities import registry


def test_acts_of_entities_are_told_in_words_before_they_happened_here(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_actions", {"create": actions.get("create")})
    ctx = Ctx.system("test")
    with override("zh-hans"):
        assert action_label("submit", registry.entity(ctx, "quote")) == "提交审批"
        assert action_label("convert", registry.entity(ctx, "lead")) == "转化"
    assert is_action(ctx, "submit")
    assert not is_action(ctx, "no_such_act")
    assert action_label("no_such_act", None) == "no_such_act"


def test_settings_are_told_in_words(db: None) -> None:
    customer = registry.entity(Ctx.system("test"), "customer")
    with override("zh-hans"):
        assert subject_label("pool", None) == "公海"
        assert subject_label("customer", customer) == "客户"
        assert field_label("pool", "claims_per_day", None) == "每天可领取"
        assert field_label("customer", "name", customer) == "名称"
        assert field_label("pool", "no_such_field", None) == "no_such_field"
