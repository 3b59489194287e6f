"""A lead becomes a customer: with everything that hangs on it, once, and never a second customer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kezhou.modules.leads.lead.model import Lead
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.sales import defaults as sales_defaults
from kezhou.modules.sales.opportunity.model import Opportunity
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.files.models import StoredFile
from kezhou.platform.notify.models import InboxItem
from tests.contract.world import World, forget
from tests.leads.conftest import COMPANY, Team

pytestmark = pytest.mark.django_db
PERSON = {"contact_name": "王小明", "title": "采购经理", "mobile": "13800138000", "email": "wang@lanhai.example"}


def talk(team: Team, name: str, lead: int) -> int:
    return team.made(name, "follow_up", lead=lead, kind="call", content="谈了需求与预算，约下周演示")


def test_everything_goes_along(team: Team) -> None:
    lead = team.lead("ann", **PERSON, source="exhibition", region="440305", requirement="两台示波器")
    note, task = talk(team, "ann", lead), team.made("ann", "task", title="寄样册", lead=lead)
    StoredFile.objects.create(
        key="00000000-0000-0000-0000-000000000001", name="名片.png", entity="lead", record_id=lead, state="ready",
        created_at=team.world.clock.now(),
    )  # fmt: skip

    answer = team.act("ann", lead, "convert")

    assert answer.status_code == 200, answer.content
    shown = answer.json()
    customer = Customer.objects.get()
    contact = Contact.objects.get()
    assert (shown["state"], shown["customer"]["id"], shown["contact"]["id"]) == ("converted", customer.id, contact.id)
    assert (customer.name, customer.source, customer.region) == (COMPANY, "exhibition", "440305")
    assert (customer.status, customer.remarks, customer.owner_id) == ("following", "两台示波器", team.id("ann"))
    assert (customer.mobile, customer.last_follow_up_at) == ("", team.world.clock.now())
    assert (contact.name, contact.title, contact.mobile, contact.customer_id) == (
        "王小明",
        "采购经理",
        "13800138000",
        customer.id,
    )
    assert contact.is_primary
    moved = team.api("ann").get(f"follow_up/{note}").json()
    assert (moved["customer"]["id"], moved["lead"], moved["contact"]["id"]) == (customer.id, None, contact.id)
    assert team.api("ann").get(f"task/{task}").json()["customer"]["id"] == customer.id
    assert StoredFile.objects.filter(entity="customer", record_id=customer.id).count() == 1
    assert team.row(lead, "last_follow_up_at") == (team.world.clock.now(),)
    assert AuditEntry.objects.filter(entity="lead", record_id=lead, action="convert").count() == 1
    assert Event.objects.filter(name="lead.converted", record_id=lead).count() == 1
    told = team.api("ann").get(f"lead/{lead}/conversion").json()["became"]
    assert (told["customer"], told["opportunity"]) == ({"id": customer.id, "title": COMPANY}, None)


def test_a_converted_lead_changes_no_more(team: Team) -> None:
    lead = team.lead("ann", **PERSON)
    team.act("ann", lead, "convert")
    version = team.row(lead, "version")[0]

    answer = team.api("ann").patch(f"lead/{lead}", {"requirement": "别的"}, version=version)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "converted")
    assert team.act("ann", lead, "convert").status_code == 409
    assert Customer.objects.count() == 1
    can = team.api("ann").get(f"lead/{lead}").json()["_can"]
    assert (can["update"], can["convert"]) == (False, True), "offered is what its state and the right allow together"
    handed = team.api("cai").patch(f"lead/{lead}", {"owner": team.id("bob")}, version=version)
    assert handed.status_code == 200, handed.content


def test_a_known_company_is_not_made_again(team: Team) -> None:
    customer = team.customer("ann", mobile="13800138000")
    lead = team.lead("ann", name="深圳蓝海测试仪器有限公司", **PERSON)

    refused = team.act("ann", lead, "convert")
    insisted = team.act("ann", lead, "convert", different=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert [item["id"] for item in refused.json()["candidates"]] == [customer]
    assert insisted.status_code == 409  # the number and the name agree: certainly the same
    assert (Customer.objects.count(), Contact.objects.count(), team.row(lead, "state")) == (1, 0, ("new",))
    seen = team.api("ann").get(f"lead/{lead}/conversion").json()
    assert [item["id"] for item in seen["customers"]] == [customer]
    linked = team.act("ann", lead, "convert", customer=customer)
    assert linked.status_code == 200, linked.content
    assert (Customer.objects.count(), Contact.objects.get().customer_id) == (1, customer)


def test_another_company_of_a_like_name_is_made_when_somebody_looked(team: Team) -> None:
    team.customer("ann", name="深圳市蓝海测试仪器有限公司")
    lead = team.lead("ann", name="深圳市蓝海测试仪器有限公司")
    verdict = team.api("ann").get(f"lead/{lead}/conversion").json()["customers"][0]["verdict"]

    assert team.act("ann", lead, "convert").status_code == 409
    insisted = team.act("ann", lead, "convert", different=True)

    assert insisted.status_code == (409 if verdict == "certain" else 200)


def test_a_company_out_of_sight_is_not_made_again_and_not_shown(team: Team) -> None:
    team.customer("eve", mobile="13800138000")
    lead = team.lead("ann", mobile="13800138000")

    refused = team.act("ann", lead, "convert")

    assert refused.status_code == 409
    assert all("id" not in item and "name" not in item for item in refused.json()["candidates"])
    assert Customer.objects.count() == 1


def test_a_contact_who_is_known_is_used(team: Team) -> None:
    customer = team.customer("ann", name="武汉光谷软件有限公司")
    known = team.made("ann", "contact", name="王小明", customer=customer, mobile="13800138000")
    lead = team.lead("ann", name="光谷软件", **PERSON)

    answer = team.act("ann", lead, "convert", customer=customer)

    assert answer.json()["contact"]["id"] == known
    assert Contact.objects.count() == 1


def test_what_cannot_be_chosen_is_refused(team: Team) -> None:
    theirs, mine = team.customer("eve", name="成都天府机电有限公司"), team.customer("ann", name="武汉光谷软件有限公司")
    other = team.made("ann", "contact", name="李强", customer=team.customer("ann", name="西安秦岭电气有限公司"))
    lead = team.lead("ann", **PERSON)

    hidden = team.act("ann", lead, "convert", customer=theirs)
    stranger = team.act("ann", lead, "convert", customer=mine, contact=other)

    assert (hidden.status_code, hidden.json()["errors"][0]["path"]) == (422, "customer")
    assert (stranger.status_code, stranger.json()["errors"][0]["code"]) == (422, "other_customer")
    assert team.row(lead, "state", "version") == ("new", 1)
    assert team.act("bob", lead, "convert").status_code == 404


def test_a_lead_becomes_an_opportunity_as_well(team: Team) -> None:
    sales_defaults.ensure(team.world.system)
    forget()
    team.world.give(team.people["ann"], {"opportunity": {"view": "own", "create": "own"}})
    lead = team.lead("ann", **PERSON)

    wrong = team.act("ann", lead, "convert", opportunity="长" * 201)
    assert (wrong.status_code, [error["path"] for error in wrong.json()["errors"]]) == (422, ["opportunity"])
    assert not Customer.objects.exists(), "all or nothing"
    deal = team.act("ann", lead, "convert", opportunity="示波器项目", amount="8000")

    assert deal.status_code == 200, deal.content
    made = Opportunity.objects.get()
    customer = Customer.objects.get(name=COMPANY)
    assert (made.name, made.customer_id, made.owner_id) == ("示波器项目", customer.id, team.people["ann"].id)
    assert made.contact_id == Contact.objects.get().id
    assert str(made.amount) == "8000.00"
    assert deal.json()["opportunity"] == {"id": made.id, "title": "示波器项目"}


def test_a_lead_in_a_pool_is_claimed_first(team: Team) -> None:
    team.pool()
    lead = team.lead("ann", **PERSON)
    team.api("ann").post(f"lead/{lead}/release", {"reason": "x"})
    team.world.give(team.people["cai"], {"lead": {"view": "all", "update": "all"}})
    answer = team.act("cai", lead, "convert")
    assert (answer.status_code, answer.json()["code"]) == (409, "in_pool")
    assert Customer.objects.count() == 0


def test_the_customers_owner_hears_of_it(team: Team) -> None:
    customer = team.customer("bob", name="武汉光谷软件有限公司")
    lead = team.lead("cai", name="光谷软件", **PERSON)
    assert team.act("cai", lead, "convert", customer=customer).status_code == 200
    assert InboxItem.objects.filter(user_id=team.id("bob"), kind="lead_converted", record_id=customer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_leads_of_one_company_at_once_make_one_customer(transactional_db: None) -> None:
    team = Team(World())
    leads = [
        team.lead("ann", name=COMPANY, contact_name="王小明", mobile="13800138000"),
        team.lead("bob", name="深圳蓝海测试仪器有限公司", contact_name="李强", mobile="13800138000"),
    ]
    ready = threading.Barrier(2)

    def one(at: int) -> Any:
        try:
            api = team.api(("ann", "bob")[at])
            ready.wait(30)
            return api.post(f"lead/{leads[at]}/actions/convert", {}, If_Match='"1"').status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(one, (0, 1))) == [200, 409]

    assert Customer.objects.count() == 1
    assert sorted(Lead.objects.values_list("state", flat=True)) == ["converted", "new"]
    forget()


def test_nothing_more_is_written_about_a_converted_lead(team: Team) -> None:
    lead = team.lead("ann", **PERSON)
    team.act("ann", lead, "convert")
    for key, values in (
        ("follow_up", {"kind": "call", "content": "又打了一个电话给客户"}),
        ("task", {"title": "回电"}),
    ):
        answer = team.post("ann", key, lead=lead, **values)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "converted")


def test_one_lead_converted_by_several_at_once_becomes_one_customer(transactional_db: None) -> None:
    """Ann clicks twice and her chief clicks too, none of them with the version that the others saw."""
    team = Team(World())
    lead = team.lead("ann", contact_name="王小明", mobile="13800138000")
    talk(team, "ann", lead)
    version = team.api("ann").get(f"lead/{lead}").json()["version"]
    ready = threading.Barrier(4)

    def one(name: str) -> tuple[int, str]:
        try:
            api = team.api(name)
            ready.wait(30)
            answer = api.post(f"lead/{lead}/actions/convert", {}, If_Match=f'"{version}"')
            return answer.status_code, answer.json().get("code", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as all_of_them:
        seen = sorted(all_of_them.map(one, ("ann", "ann", "cai", "cai")))

    assert seen == [(200, ""), *[(409, "wrong_state")] * 3]
    assert (Customer.objects.count(), Contact.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(entity="lead", record_id=lead, action="convert").count() == 1
    assert team.row(lead, "state", "customer_id") == ("converted", Customer.objects.get().id)
    forget()
