"""Leads where people meet them: on the today page, from a public form, in a file."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.modules.leads.lead.model import Lead
from kezhou.modules.leads.models import Assignment
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.registration.form.model import Submission
from tests.leads.conftest import COMPANY, Team

pytestmark = pytest.mark.django_db


def test_what_is_due_and_what_nobody_called_stands_on_the_today_page(team: Team) -> None:
    due = team.lead("ann", next_follow_up_at="2026-11-22T02:00:00Z", mobile="13800138000")
    new = team.lead("ann", name="武汉光谷软件有限公司", requirement="两台示波器")
    team.lead("ann", name="成都天府机电有限公司", next_follow_up_at="2026-11-29T02:00:00Z")
    team.lead("bob", name="西安秦岭电气有限公司")
    over = team.lead("ann", name="长沙湘江医药有限公司")
    team.act("ann", over, "drop", drop_reason="spam")

    page = team.api("ann").get("today").json()

    (group,) = [group for group in page["groups"] if group["key"] == "leads"]
    assert [(line["id"], line["kind"], line["entity"]) for line in group["items"]] == [
        (due, "lead", "lead"), (new, "lead", "lead"),
    ]  # fmt: skip
    assert group["items"][0]["phone"]["value"] == "138****8000"
    assert group["items"][1]["note"] == "两台示波器"
    assert "done" in group["items"][0]["actions"]
    assert "done" not in group["items"][1]["actions"]
    assert page["progress"] == {"done": 0, "total": 2}


class Desk:
    """A public form that makes leads, and somebody who sends it."""

    def __init__(self, team: Team, **words: Any) -> None:
        self.team = team
        body = {
            "title": "预约演示", "target": "lead", "notice": "我们用这些资料与您联系。", "thanks": "谢谢。",
            "active": True,
            "fields": [{"name": "customer.name", "required": True}, {"name": "contact.name"},
                       {"name": "contact.mobile"}, {"name": "need"}],
            "owners": [team.id("cai")], **words,
        }  # fmt: skip
        self.answer = team.api("ada").post("registration/forms", body)

    def send(self, **answers: str) -> Any:
        client = Client(HTTP_HOST="127.0.0.1")
        sent: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9", CLOCK_KEY: self.team.world.clock}
        path = self.answer.json()["path"]
        page = client.get(path, headers={"Accept-Language": "zh-CN"}, **sent).content.decode()
        stamp = page.split('name="stamp" value="')[1].split('"')[0]
        version = page.split('name="notice" value="')[1].split('"')[0]
        self.team.later(seconds=30)
        body = urlencode({**answers, "stamp": stamp, "notice": version})
        kind = "application/x-www-form-urlencoded"
        return client.post(path, body, content_type=kind, headers={"Accept-Language": "zh-CN"}, **sent)


GOOD = {"customer.name": COMPANY, "contact.name": "王小明", "contact.mobile": "13800138000", "need": "两台示波器"}


def test_a_form_makes_leads_that_the_rules_give_out(team: Team) -> None:
    team.rules({"name": "表单", "strategy": "round_robin", "people": [team.id("ann"), team.id("bob")],
                "channels": ["form"]})  # fmt: skip
    desk = Desk(team)

    assert desk.send(**GOOD).status_code == 200
    assert (
        desk.send(**{**GOOD, "customer.name": "武汉光谷软件有限公司", "contact.mobile": "13900139000"}).status_code
        == 200
    )
    again = desk.send(**GOOD)

    first, second = Lead.objects.order_by("id")
    assert (first.name, first.contact_name, first.mobile, first.requirement) == (
        COMPANY,
        "王小明",
        "13800138000",
        "两台示波器",
    )
    assert (first.source, first.campaign) == ("website", "预约演示")
    assert [team.owner(first.id), team.owner(second.id)] == ["ann", "bob"]
    assert again.status_code == 200
    told = Submission.objects.order_by("id").values_list("outcome", "lead_id", "customer_id")
    assert list(told) == [("new", first.id, None), ("new", second.id, None), ("again", first.id, None)]
    assert Assignment.objects.count() == 2
    assert not Customer.objects.exists()


def test_what_no_database_keeps_is_left_out_of_what_a_form_sends(team: Team) -> None:
    sent = {**GOOD, "customer.name": "深圳\x00市蓝海", "need": "两台\x00"}
    assert Desk(team).send(**sent).status_code == 200
    assert Lead.objects.values_list("name", "requirement").get() == ("深圳市蓝海", "两台")


def test_a_customer_who_comes_again_is_no_new_lead(team: Team) -> None:
    customer = team.customer("ann", mobile="13800138000")
    Desk(team).send(**GOOD)
    assert not Lead.objects.exists()
    assert Submission.objects.values_list("outcome", "customer_id").get() == ("again", customer)


def test_a_forms_pool_must_be_one_of_leads(team: Team) -> None:
    pool = team.pool()
    assert Desk(team, owners=[], pool=pool.id).answer.status_code == 201
    wrong = Desk(team, target="customer", owners=[], pool=pool.id).answer
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "pool")
