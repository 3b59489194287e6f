"""What can be chosen of a product (CPQ): options with choices, the parts of a bundle, and rules between them."""

from typing import Any

from kezhou.sdk import model as m


class ProductConfiguration(m.Model):
    """The options and rules of one product; `configuration.rules` says what the JSON means. Its parts are rows of
    `Component`, so that no part can name a product that is not there."""

    product = m.OneToOneField("catalog.Product", primary_key=True, on_delete=m.CASCADE, related_name="+")
    options: Any = m.JSONField(default=list)
    rules: Any = m.JSONField(default=list)
    version = m.IntegerField(default=1)
    updated_at = m.DateTimeField()
    updated_by = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)


class Component(m.Model):
    """A part of a bundle: so many of another product, within bounds that may be chosen."""

    id = m.BigAutoField(primary_key=True)
    bundle = m.ForeignKey("catalog.Product", on_delete=m.CASCADE, related_name="+")
    product = m.ForeignKey("catalog.Product", on_delete=m.PROTECT, related_name="+")
    key = m.CharField(max_length=40)
    quantity = m.DecimalField(max_digits=18, decimal_places=6)
    least = m.DecimalField(max_digits=18, decimal_places=6)
    most = m.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        constraints = [
            m.UniqueConstraint(fields=["bundle", "key"], name="catalog_component_key"),
            m.CheckConstraint(name="catalog_component_not_own", condition=~m.Q(bundle=m.F("product"))),
            m.CheckConstraint(
                name="catalog_component_bounds",
                condition=m.Q(least__gte=0, quantity__gte=m.F("least"), quantity__lte=m.F("most")),
            ),
        ]
