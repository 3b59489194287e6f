"""Calls of reminders: one's own settings, the company's rule, a mail to see whether the server works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.identity.limits import hit
from kezhou.platform.records.endpoints import JSON, Endpoint, Input
from kezhou.platform.records.endpoints import register as endpoint

from . import mail, preferences, rules

TESTS_PER_HOUR = 10


def _settings(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return preferences.told(ctx)


def _change_settings(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return preferences.change(ctx, given)


def _rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return rules.told()


def _change_rules(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    return rules.change(ctx, given)


def _test_mail(ctx: Ctx, given: Mapping[str, Any]) -> Any:
    hit(f"reminders.test_mail:{ctx.actor.id}", TESTS_PER_HOUR, 3600, ctx.clock.now())
    return {"sent_to": mail.send_test(ctx)}


def register() -> None:
    """Called once at start-up."""
    own = {
        "ways": Input(JSON, required=True),
        "quiet_from": Input("text", max_length=5),
        "quiet_to": Input("text", max_length=5),
        "working_days_only": Input("boolean", required=True),
        "digest_at": Input("text", max_length=5),
        "digest_mail": Input("boolean", required=True),
        "version": Input("integer", required=True),
    }
    rule = {"escalation_days": Input("integer", required=True), "version": Input("integer", required=True)}
    admin = "admin:settings"
    for one in (
        Endpoint("reminders/settings", _settings, summary="How one is reminded"),
        Endpoint("reminders/settings", _change_settings, "PUT", input=own, summary="Choose how one is reminded"),
        Endpoint("reminders/rules", _rules, permission=admin, summary="When superiors hear of what is overdue"),
        Endpoint("reminders/rules", _change_rules, "PUT", admin, rule, summary="Change that"),
        Endpoint("reminders/test-mail", _test_mail, "POST", admin, summary="Send a mail to oneself"),
    ):
        endpoint(one)
