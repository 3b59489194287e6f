"""Registration forms: what a stranger may do with one, what becomes of it, and what nobody can read through it."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.ctx import Actor, Ctx
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.registration import jobs
from kezhou.modules.registration.fields import questions, taken
from kezhou.modules.registration.form.model import Form, Notice, Submission, SubmissionPersonal
from kezhou.modules.registration.submit import acting, submit
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.customfields import define
from kezhou.platform.duplicates.index import key_chunk
from kezhou.platform.duplicates.watch import watched
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org.models import User
from kezhou.platform.pools import settings
from tests.contract.world import Api, World, forget

ASKED = [
    {"name": "customer.name", "required": True},
    {"name": "contact.name", "required": True},
    {"name": "contact.mobile", "required": True},
    {"name": "contact.email"},
    {"name": "need"},
]
GOOD = {
    "customer.name": "深圳市蓝海测试仪器有限公司",
    "contact.name": "王小明",
    "contact.mobile": "138 0013 8000",
    "contact.email": "",
    "need": "两台示波器\n下月交货",
    "consent.care": "yes",
}


class Desk:
    """Ann gets the customers, Max watches, Ada administers settings and sees no customer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ann, self.max, self.ada = (world.person(name, world.east) for name in ("ann", "max", "ada"))
        world.give(self.ann, {"customer": {"view": "own", "update": "own"}, "contact": {"view": "own"}})
        world.give(self.ada, {}, admin=["settings"])
        self.form = self.make(owners=[self.ann.id], watchers=[self.max.id], active=True)

    @property
    def admin(self) -> Api:
        return self.world.api(self.ada)

    def make(self, **words: Any) -> dict[str, Any]:
        body = {
            "title": "预约演示",
            "fields": ASKED,
            "notice": "我们用这些资料与您联系。",
            "consents": [{"key": "care", "text": "同意接收资料", "required": True}],
            "thanks": "谢谢，我们会尽快联系您。",
            **words,
        }
        response = self.admin.post("registration/forms", body)
        assert response.status_code == 201, response.content
        return dict(response.json())

    def call(self, method: str = "GET", body: str = "", path: str = "", **more: str) -> Any:
        sent: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9", CLOCK_KEY: self.world.clock, **more}
        kind = sent.pop("content_type", "application/x-www-form-urlencoded")
        client = Client(HTTP_HOST="127.0.0.1")
        headers = {"Accept-Language": "zh-CN"}
        return client.generic(method, path or self.form["path"], body, content_type=kind, headers=headers, **sent)

    def send(self, answers: Mapping[str, str] = GOOD, waits: int = 30, **more: Any) -> Any:
        """Open the page, read it for a while, send it."""
        page = self.call(path=more.get("path", "")).content.decode()
        stamp = page.split('name="stamp" value="')[1].split('"')[0]
        version = page.split('name="notice" value="')[1].split('"')[0]
        self.world.clock.moment += timedelta(seconds=waits)
        return self.call("POST", urlencode({"stamp": stamp, "notice": version, **answers}), **more)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def nothing_new() -> bool:
    return not Submission.objects.exists() and not Customer.objects.exists()


def test_a_stranger_registers_and_the_owner_gets_the_customer(desk: Desk) -> None:
    answer = desk.send()

    assert (answer.status_code, "谢谢" in answer.content.decode()) == (200, True)
    customer = Customer.objects.get()
    assert (customer.name, customer.owner_id, customer.remarks) == (
        GOOD["customer.name"], desk.ann.id, "两台示波器\n下月交货"
    )  # fmt: skip
    contact = Contact.objects.get()
    assert (contact.name, contact.mobile, contact.customer_id, contact.owner_id) == (
        "王小明", "13800138000", customer.id, desk.ann.id
    )  # fmt: skip
    kept = Submission.objects.select_related("personal").get()
    assert (kept.outcome, kept.customer_id, kept.notice_version, kept.consents) == (
        "new",
        customer.id,
        1,
        {"care": True},
    )
    assert kept.personal.ip == "203.0.113.9"
    assert kept.personal.until == date(2027, 11, 22)
    assert set(InboxItem.objects.values_list("user__username", flat=True)) == {"ann", "max"}
    assert AuditEntry.objects.get(entity="customer", action="create").actor_name == "registration"


def test_the_page_is_small_and_asks_no_other_host(desk: Desk) -> None:
    page = desk.call()
    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.content) < 10_000
    assert "<script" not in text
    assert "http://" not in text
    assert "https://" not in text
    assert "src=" not in text
    assert "Set-Cookie" not in page.headers
    assert page["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert 'lang="zh-CN"' in text
    assert 'for="contact.mobile"' in text


def test_what_was_typed_is_shown_as_text_and_never_as_markup(desk: Desk) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    answer = desk.send({**GOOD, "customer.name": evil, "contact.mobile": "no number"})
    assert answer.status_code == 422
    assert "<img" not in answer.content.decode()
    assert "&lt;img" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"customer.name": ""}, "customer.name.error"),
        ({"contact.mobile": "12"}, "contact.mobile.error"),
        ({"contact.email": "not-an-address"}, "contact.email.error"),
        ({"customer.name": "x" * 201}, "customer.name.error"),
        ({"need": "x" * 1001}, "need.error"),
        ({"consent.care": ""}, "consent.care.error"),
        ({"notice": "7"}, "role=\"alert\""),
        ({"stamp": "1:forged"}, "role=\"alert\""),
    ],
)  # fmt: skip
def test_the_server_checks_what_the_form_asks(desk: Desk, changes: dict[str, str], told: str) -> None:
    answer = desk.send({**GOOD, **changes})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert nothing_new()


def test_programs_are_kept_away(desk: Desk) -> None:
    trapped = desk.send({**GOOD, "homepage": "http://spam.example"})
    assert (trapped.status_code, "谢谢" in trapped.content.decode()) == (200, True)
    assert desk.send(waits=1).status_code == 422
    assert desk.send(waits=25 * 3600).status_code == 422
    assert nothing_new()


def test_one_address_and_one_day_have_limits(desk: Desk) -> None:
    desk.admin.patch(f"registration/forms/{desk.form['id']}", {"per_address": 2, "per_day": 3})
    names = [f"{letter}公司测试{letter}" for letter in "甲乙丙丁戊"]
    got = [desk.send({**GOOD, "customer.name": name}, waits=2).status_code for name in names[:3]]
    assert got == [200, 200, 429]
    other = [desk.send({**GOOD, "customer.name": n}, waits=2, REMOTE_ADDR=f"203.0.113.{20 + at}").status_code
             for at, n in enumerate(names[3:])]  # fmt: skip
    assert other == [200, 429]
    assert Submission.objects.count() == 3


def test_only_small_forms_of_this_site_are_read(desk: Desk) -> None:
    body = urlencode(GOOD)
    assert desk.call("POST", body, content_type="application/json").status_code == 400
    assert desk.call("POST", "need=" + "x" * 30_000).status_code == 400
    assert desk.call("POST", "&".join(f"a{n}=1" for n in range(60))).status_code == 400
    assert desk.call("POST", b"\xff\xfe=1".decode("latin-1")).status_code in (400, 422)
    assert desk.call("POST", body, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert desk.call("PUT", body).status_code == 405
    assert nothing_new()


def test_a_form_that_is_off_or_unknown_is_not_there(desk: Desk) -> None:
    desk.admin.patch(f"registration/forms/{desk.form['id']}", {"active": False})
    off, unknown = desk.call(), desk.call(path="/f/nothing")
    assert off.status_code == unknown.status_code == 404
    assert off.content == unknown.content


def test_a_known_customer_gets_a_note_and_the_stranger_hears_nothing_of_it(desk: Desk) -> None:
    known = desk.world.make("customer", {"name": GOOD["customer.name"], "level": "a"}, desk.ann)
    customers = desk.world.entity("customer")
    while key_chunk(customers, watched(customers)):
        pass
    before = Customer.objects.get(id=known)
    fresh = desk.send({**GOOD, "customer.name": "上海远山精密机械有限公司", "contact.mobile": "13911112222"})
    again = desk.send()

    assert again.content == fresh.content
    assert Customer.objects.filter(name=GOOD["customer.name"]).count() == 1
    after = Customer.objects.get(id=known)
    assert (after.version, after.remarks, after.updated_at) == (before.version, before.remarks, before.updated_at)
    assert Submission.objects.get(customer_id=known).outcome == "again"
    note = AuditEntry.objects.get(entity="customer", record_id=known, action="registered_again")
    assert note.meta["title"] == "预约演示"
    shown = desk.world.api(desk.ann).get(f"customer/{known}/registrations").json()["items"]
    assert (shown[0]["outcome"], shown[0]["answers"]["contact.name"]) == ("again", "王小明")
    refused = desk.send({**GOOD, "contact.mobile": "12"})
    assert refused.status_code == 422


def test_a_person_without_a_company(desk: Desk) -> None:
    kinds = Dictionary.objects.get(key="customer_kind")
    DictionaryItem.objects.create(dictionary=kinds, code="person", label="个人")
    forget()
    form = desk.make(
        owners=[desk.ann.id],
        active=True,
        consents=[],
        fields=[{"name": "contact.name", "required": True}, {"name": "contact.mobile"}],
    )
    assert desk.send({"contact.name": "李雷", "contact.mobile": "13700001111"}, path=form["path"]).status_code == 200
    customer = Customer.objects.get()
    assert (customer.name, customer.kind, customer.mobile, Contact.objects.count()) == (
        "李雷",
        "person",
        "13700001111",
        0,
    )


def test_into_a_pool_or_to_owners_in_turn(desk: Desk) -> None:
    pool = settings.create(desk.world.system, {"entity": "customer", "name": "线上", "members": []})
    pooled = desk.make(pool=pool.id, active=True, title="公海")
    turns = desk.make(owners=[desk.ann.id, desk.max.id], active=True, title="轮流")
    assert desk.send({**GOOD, "customer.name": "甲方海运公司"}, path=pooled["path"]).status_code == 200
    assert Customer.objects.get(name="甲方海运公司").pool_id == pool.id
    for name in ("乙山农机公司", "丙江化工公司", "丁湖渔业公司"):
        assert desk.send({**GOOD, "customer.name": name}, path=turns["path"]).status_code == 200
    owners = list(Customer.objects.filter(pool=None).order_by("id").values_list("owner__username", flat=True))
    assert owners == ["ann", "max", "ann"]
    User.objects.filter(id__in=[desk.ann.id, desk.max.id]).update(status="disabled")
    assert desk.send({**GOOD, "customer.name": "戊河船务公司"}, path=turns["path"]).status_code == 503
    assert not Customer.objects.filter(name="戊河船务公司").exists()


def test_each_wording_of_the_notice_is_kept(desk: Desk) -> None:
    changed = desk.admin.patch(f"registration/forms/{desk.form['id']}", {"notice": "新的说明。"}).json()
    desk.admin.patch(f"registration/forms/{desk.form['id']}", {"title": "预约"})
    assert changed["notice_version"] == 2
    assert [(n.version, n.text) for n in Notice.objects.filter(form_id=desk.form["id"]).order_by("version")] == [
        (1, "我们用这些资料与您联系。"),
        (2, "新的说明。"),
    ]


def test_who_sees_no_customer_sees_no_name(desk: Desk) -> None:
    desk.send()
    (line,) = desk.admin.get(f"registration/forms/{desk.form['id']}/submissions").json()["items"]
    assert (line["outcome"], line["customer"], line["answers"]) == ("new", None, None)
    customer = Customer.objects.get().id
    assert desk.world.api(desk.max).get(f"customer/{customer}/registrations").status_code == 404
    for method, path in (("GET", "registration/forms"), ("POST", "registration/forms")):
        assert desk.world.api(desk.ann).call(method, path, None if method == "GET" else {}).status_code == 403


def test_what_was_sent_can_be_cleared_and_is_cleared_in_time(desk: Desk) -> None:
    desk.send()
    kept = Submission.objects.get()
    assert desk.world.api(desk.ann).post(f"registration/submissions/{kept.id}/erase").status_code == 403
    assert SubmissionPersonal.objects.count() == 1
    assert desk.admin.post(f"registration/submissions/{kept.id}/erase").status_code == 204
    assert desk.admin.post(f"registration/submissions/{kept.id}/erase").status_code == 404
    desk.send({**GOOD, "customer.name": "上海远山精密机械有限公司", "contact.mobile": "13911112222"})
    assert jobs.clear(date(2027, 11, 21)) == 0
    assert jobs.clear(date(2027, 11, 22)) == 1
    assert (Submission.objects.count(), SubmissionPersonal.objects.count()) == (2, 0)


def test_wrong_forms_are_refused(desk: Desk) -> None:
    for words, path in (
        ({"title": " "}, "title"),
        ({"fields": [{"name": "customer.level"}]}, "fields"),
        ({"fields": [{"name": "need", "required": True}]}, "fields"),
        ({"consents": [{"key": "A b", "text": "x"}]}, "consents"),
        ({"owners": [987654]}, "owners"),
        ({"pool": 987654}, "pool"),
        ({"per_day": 0}, "per_day"),
        ({"owners": []}, "owners"),
    ):
        answer = desk.admin.patch(f"registration/forms/{desk.form['id']}", words)
        assert (answer.status_code, [e["path"] for e in answer.json()["errors"]]) == (422, [path]), words
    assert Form.objects.get().version == 1


def test_a_form_may_ask_for_the_region_and_the_companys_own_plain_fields(desk: Desk) -> None:
    system = desk.world.system
    words = {"label": "员工人数", "label_en": "Staff", "type": "integer"}
    staff = define.create(system, "customer", words).name
    secret = define.create(system, "customer", {"label": "底价", "label_en": "Lowest price", "type": "money"}).name
    forget()
    offered = {one["name"]: one["input"] for one in desk.admin.get("registration/fields").json()["items"]}
    assert (offered["customer.region"], offered[f"customer.{staff}"]) == ("select", "number")
    assert f"customer.{secret}" not in offered
    asked = [*ASKED, {"name": "customer.region"}, {"name": f"customer.{staff}", "required": True}]
    form = desk.make(owners=[desk.ann.id], active=True, fields=asked)
    page = desk.call(path=form["path"]).content.decode()
    assert '<optgroup label="广东省">' in page
    assert '<option value="440300">深圳市</option>' in page

    bad = {**GOOD, "customer.region": "Atlantis", f"customer.{staff}": "viele"}
    refused = desk.send(bad, path=form["path"])
    assert refused.status_code == 422
    assert refused.content.decode().count('class="error" id=') == 2
    assert nothing_new()

    desk.send({**GOOD, "customer.region": "440300", f"customer.{staff}": "85"}, path=form["path"])
    made = Customer.objects.get()
    assert (made.region, made.custom) == ("440300", {staff: 85})


def test_a_field_that_was_put_away_is_not_asked_any_more(desk: Desk) -> None:
    field = define.create(desk.world.system, "customer", {"label": "车牌", "label_en": "Plate", "type": "text"})
    forget()
    form = desk.make(owners=[desk.ann.id], active=True, fields=[*ASKED, {"name": f"customer.{field.name}"}])
    define.change(desk.world.system, field.id, {"active": False})
    forget()
    assert field.name not in desk.call(path=form["path"]).content.decode()
    assert desk.send(path=form["path"]).status_code == 200
    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_at_the_same_moment_become_one_customer() -> None:
    desk = Desk(World())
    form = Form.objects.get(id=desk.form["id"])
    ctx = anonymous(desk.world)
    asked = questions(acting(ctx), form.fields)
    ready = threading.Barrier(4)

    def one(mobile: str) -> str:
        answers = taken(acting(ctx), asked, {**GOOD, "contact.mobile": mobile})
        ready.wait(30)
        try:
            return submit(ctx, form, answers, {"care": True}).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, ["13800138000", "138 0013 8000", "138-0013-8000", "13800138000"]))

    assert sorted(outcomes) == ["again", "again", "again", "new"]
    assert Customer.objects.count() == 1


def anonymous(world: World) -> Ctx:
    return Ctx(actor=Actor(None, "", "anonymous"), clock=world.clock)


def test_a_number_is_no_more_open_here_than_in_its_field(desk: Desk) -> None:
    """A reader who sees shortened numbers gets the whole one by a call of its own, which the audit keeps (C38)."""
    desk.send()
    submission, customer = Submission.objects.get(), Customer.objects.get()
    Customer.objects.filter(id=customer.id).update(owner=desk.ann)
    ann = desk.world.api(desk.ann)
    (line,) = ann.get(f"customer/{customer.id}/registrations").json()["items"]
    assert (line["answers"]["contact.mobile"], line["shortened"]) == ("138****8000", True)
    assert line["answers"]["need"] == GOOD["need"]

    path = f"registration/submissions/{submission.id}/reveal"
    assert desk.world.api(desk.max).post(path).status_code == 404
    assert ann.post(path).status_code == 403
    desk.world.give(desk.ann, {"customer": {"view": "own", "reveal": "own"}, "contact": {"view": "own"}})
    full = desk.world.api(desk.ann).post(path)
    assert full.json()["answers"]["contact.mobile"] == GOOD["contact.mobile"]
    kept = AuditEntry.objects.filter(entity="customer", record_id=customer.id, action="reveal").order_by("id")
    assert [(entry.actor_id, entry.meta["ok"]) for entry in kept] == [(desk.ann.id, False), (desk.ann.id, True)]
