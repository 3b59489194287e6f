"""The states of the documents of a sale, in their order, with their colours."""

from django.utils.translation import pgettext_lazy

QUOTE = (
    ("draft", pgettext_lazy("quote", "Being written"), "default"),
    ("sent", pgettext_lazy("quote", "With the customer"), "blue"),
    ("accepted", pgettext_lazy("quote", "Accepted"), "green"),
    ("declined", pgettext_lazy("quote", "Declined"), "red"),
    ("expired", pgettext_lazy("quote", "Run out"), "orange"),
    ("superseded", pgettext_lazy("quote", "Replaced"), "default"),
)
CONTRACT_KINDS = (
    ("sale", pgettext_lazy("contract", "Sale"), "blue"),
    ("framework", pgettext_lazy("contract", "Framework"), "purple"),
    ("service", pgettext_lazy("contract", "Service"), "cyan"),
    ("other", pgettext_lazy("contract", "Other kind"), "default"),
)
CONTRACT = (
    ("draft", pgettext_lazy("contract", "Being drafted"), "default"),
    ("signed", pgettext_lazy("contract", "Signed"), "blue"),
    ("running", pgettext_lazy("contract", "Being carried out"), "cyan"),
    ("completed", pgettext_lazy("contract", "Completed"), "green"),
    ("terminated", pgettext_lazy("contract", "Terminated"), "red"),
    ("expired", pgettext_lazy("contract", "Ended"), "orange"),
)
ORDER = (
    ("draft", pgettext_lazy("order", "Being written"), "default"),
    ("open", pgettext_lazy("order", "To be delivered"), "blue"),
    ("part", pgettext_lazy("order", "Delivered in part"), "cyan"),
    ("delivered", pgettext_lazy("order", "Delivered"), "green"),
    ("settled", pgettext_lazy("order", "Settled"), "purple"),
    ("cancelled", pgettext_lazy("order", "Cancelled"), "default"),
)
DELIVERY = (
    ("draft", pgettext_lazy("delivery", "To be shipped"), "default"),
    ("shipped", pgettext_lazy("delivery", "On its way"), "blue"),
    ("received", pgettext_lazy("delivery", "Received"), "green"),
    ("cancelled", pgettext_lazy("delivery", "Cancelled"), "default"),
)
RETURN = (
    ("draft", pgettext_lazy("return", "Asked for"), "default"),
    ("returned", pgettext_lazy("return", "Came back"), "green"),
    ("cancelled", pgettext_lazy("return", "Cancelled"), "default"),
)
