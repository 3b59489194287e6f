"""The real product list comes in through the product's own import."""

from pathlib import Path

import pytest

from kezhou.modules.catalog.product.model import Product
from kezhou.platform.exchange.imports import runs
from tests.catalog.conftest import Shop
from tests.exchange.conftest import work

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[3] / "shared" / "data" / "crm_sales" / "products.csv"
HEAD = b"product,series,sales_price\n"


def test_the_real_list_is_seven_products_in_dollars(shop: Shop) -> None:
    if not FILE.exists():
        pytest.skip("the folder with the real data is not there")
    ctx = shop.ctx("chief")
    made = runs.upload(ctx, "product", FILE.name, [FILE.read_bytes()])
    assert (made.preset, made.match) == ("crm-sales", ["name"])
    runs.start_run(ctx, made.id)
    work()
    assert runs.own(ctx, made.id).counts == {"rows": 7, "create": 7, "update": 0, "skip": 0, "error": 0, "done": 7}
    rows = Product.objects.order_by("list_price").values_list("name", "series", "list_price", "list_price_currency")
    assert [(name, series, int(price), currency) for name, series, price, currency in rows] == [
        ("MG Special", "MG", 55, "USD"),
        ("GTX Basic", "GTX", 550, "USD"),
        ("GTX Plus Basic", "GTX", 1096, "USD"),
        ("MG Advanced", "MG", 3393, "USD"),
        ("GTX Pro", "GTX", 4821, "USD"),
        ("GTX Plus Pro", "GTX", 5482, "USD"),
        ("GTK 500", "GTK", 26768, "USD"),
    ]


def test_the_same_list_again_finds_what_is_there_by_name(shop: Shop) -> None:
    ctx = shop.ctx("chief")
    for price, counts in ((b"55", (1, 0)), (b"56.123456", (0, 1))):
        made = runs.upload(ctx, "product", "p.csv", [HEAD + b"MG Special,MG," + price + b"\n"])
        runs.change(ctx, made.id, {"on_match": "update"})
        runs.start_run(ctx, made.id)
        work()
        done = runs.own(ctx, made.id).counts
        assert (done["create"], done["update"]) == counts
    assert str(Product.objects.get(name="MG Special").list_price) == "56.123456"
