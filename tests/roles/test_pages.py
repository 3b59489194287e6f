"""The home page, the audit log, and the trees of reference."""

import gzip

import orjson

from kezhou.platform.fields.place import region_titles

from .conftest import Company


def test_home_counts_what_the_person_may_see(company: Company) -> None:
    sales, ceo = company.call("sales"), company.call("ceo")
    due = "2026-11-22T06:00:00Z"
    first = sales("post", "customer", {"name": "恒泰机械有限公司", "level": "A", "next_follow_up_at": due}).json()["id"]
    sales("post", "customer", {"name": "博远信息技术有限公司", "next_follow_up_at": "2026-12-01T06:00:00Z"})
    ceo("post", "customer", {"name": "天成物流有限公司", "level": "A"})

    home = sales("get", "home").json()
    assert {card["key"]: card["value"] for card in home["cards"]} == {
        "customers_mine": 2, "customers_new": 2, "customers_today": 1, "customers_silent": 2, "customers_key": 1,
    }  # fmt: skip
    assert [(item["id"], item["title"], item["due"]) for item in home["todo"]] == [(first, "恒泰机械有限公司", due)]
    assert home["todo"][0]["subtitle"] == "Potential"
    assert [item["title"] for item in home["recent"]] == ["博远信息技术有限公司", "恒泰机械有限公司"]
    assert {card["key"]: card["value"] for card in ceo("get", "home").json()["cards"]}["customers_key"] == 2

    card = home["cards"][0]
    found = sales("post", f"{card['entity']}/search", {"filter": card["filter"], "total": "exact"}).json()
    assert found["total"] == card["value"]

    sales("delete", f"customer/{first}", If_Match='"1"')
    assert [item["title"] for item in sales("get", "home").json()["recent"]] == ["博远信息技术有限公司"]
    assert company.call("auditor")("get", "home").json() == {"cards": [], "recent": [], "todo": []}


def test_c50_the_auditor_reads_who_did_what_but_no_customer_values(company: Company) -> None:
    sales = company.call("sales")
    customer = sales("post", "customer", {"name": "恒泰机械有限公司", "phone": "0755-26780000"}).json()["id"]
    sales("patch", f"customer/{customer}", {"level": "A"}, If_Match='"1"')
    answer = company.call("auditor")("get", f"audit?entity=customer&record_id={customer}")

    created, changed = sorted(answer.json()["items"], key=lambda item: item["id"])
    assert (created["action"], changed["action"]) == ("create", "update")
    assert changed["actor"]["id"] == company.users["sales"].id
    assert changed["values_shown"] is False
    assert changed["title"] is None
    assert {"field": "level", "label": "Level"} in changed["changes"]
    assert "恒泰" not in answer.content.decode()
    assert "26780000" not in answer.content.decode()

    company.call("secadmin")("put", f"users/{company.users['stranger'].id}/roles", {"roles": ["auditor", "readonly"]})
    seen = company.call("stranger")("get", f"audit?entity=customer&record_id={customer}&action=update").json()["items"]
    assert [change for change in seen[0]["changes"] if change["field"] == "level"] == [
        {"field": "level", "label": "Level", "from": None, "to": "A", "from_text": "", "to_text": "A Key account"}
    ]
    assert "26780000" not in company.call("stranger")("get", "audit?entity=customer").content.decode()


def test_the_audit_is_for_auditors_and_knows_its_words(company: Company) -> None:
    for username in ("sysadmin", "secadmin", "ceo", "sales"):
        assert company.call(username)("get", "audit").status_code == 403
    for keys in (["sales"], ["readonly"]):
        company.call("secadmin")("put", f"users/{company.users['stranger'].id}/roles", {"roles": keys})
    auditor = company.call("auditor")
    assert auditor("get", "audit?nonsense=1").status_code == 400
    assert auditor("get", "audit?action=nonsense").status_code == 400
    assert auditor("get", "audit?since=yesterday").status_code == 400
    page = auditor("get", "audit?limit=1").json()
    assert [item["changes"][0]["to"] for item in page["items"]] == [["readonly"]]
    rest = auditor("get", f"audit?cursor={page['next']}").json()
    assert [item["changes"][0]["to"] for item in rest["items"]] == [["sales"]]
    assert rest["next"] is None


def test_regions_and_industries_are_nested_and_cached(company: Company) -> None:
    call = company.call("stranger")
    answer = call("get", "regions")
    regions = answer.json()
    guangdong = next(node for node in regions if node["code"] == "440000")
    shenzhen = next(node for node in guangdong["children"] if node["code"] == "440300")
    assert {"code": "440305", "name": "南山区", "children": []} in shenzhen["children"]
    assert "max-age" in answer.headers["Cache-Control"]
    assert call("get", "regions", If_None_Match=answer.headers["ETag"]).status_code == 304
    packed = call("get", "regions", Accept_Encoding="gzip")
    assert orjson.loads(gzip.decompress(packed.content)) == regions
    assert len(packed.content) < 60_000

    industries = call("get", "industries").json()
    assert (len(industries), sum(len(node["children"]) for node in industries)) == (20, 97)
    assert industries[0]["name"] == "Agriculture, forestry, animal husbandry and fishery"
    assert region_titles[0]("440305") == "广东省深圳市南山区"


def test_a_region_is_found_by_its_name(company: Company) -> None:
    from kezhou.modules.parties.places import code_of, title

    assert (code_of("深圳市"), code_of("深圳"), code_of("广东省深圳市南山区")) == ("440300", "440300", "440305")
    assert code_of("上海市浦东新区") == "310115"
    assert code_of("朝阳区") is None  # there is one in 北京 and one in 长春
    assert code_of("亚特兰蒂斯") is None
    assert (title("110105"), title("419001"), title("990000")) == ("北京市朝阳区", "河南省济源市", "")
    assert code_of(title("500233")) == "500233"
