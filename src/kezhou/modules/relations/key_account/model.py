"""The key-account card (大客户卡片) as it is stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class KeyAccount(m.Record):
    """What is known of one key customer in four parts, each confirmed from time to time by a person. Belongs to whom
    the customer belongs; `responsible` is the colleague who keeps it true and is reminded."""

    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    responsible = m.ForeignKey(
        "org.User", verbose_name=_("Responsible person"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    next_review_on = m.DateField(_("Next review"), null=True, blank=True)

    proprietor = m.CharField(_("Proprietor"), max_length=60, blank=True, default="")
    manager = m.CharField(_("Manager"), max_length=60, blank=True, default="")
    legal_person = m.CharField(_("Legal representative"), max_length=60, blank=True, default="")
    first_contact_on = m.DateField(_("First contact"), null=True, blank=True)
    business_type = m.TextField(_("Type of business"), blank=True, default="")
    personality = m.TextField(_("Personality"), blank=True, default="")
    hobbies = m.TextField(_("Hobbies"), blank=True, default="")
    family = m.TextField(_("Family"), blank=True, default="")
    education = m.TextField(_("Education"), blank=True, default="")
    age = m.TextField(_("Age"), blank=True, default="")
    ability = m.TextField(_("Abilities"), blank=True, default="")
    background = m.TextField(_("Background"), blank=True, default="")

    market_area = m.TextField(_("Market area"), blank=True, default="")
    sales_capability = m.TextField(_("Sales capability"), blank=True, default="")
    growth_potential = m.TextField(_("Potential to grow"), blank=True, default="")
    business_view = m.TextField(_("View of business"), blank=True, default="")
    direction = m.TextField(_("Direction"), blank=True, default="")
    policy = m.TextField(_("Policy"), blank=True, default="")
    traits = m.TextField(_("Features"), blank=True, default="")

    sales_record = m.TextField(_("Sales record"), blank=True, default="")
    market_share = m.DecimalField(_("Market share"), max_digits=5, decimal_places=2, null=True, blank=True)
    competitiveness = m.TextField(_("Competitiveness"), blank=True, default="")
    market_position = m.TextField(_("Position in the market"), blank=True, default="")
    competitors = m.TextField(_("Relation with our competitors"), blank=True, default="")
    cooperation = m.TextField(_("Cooperation with us"), blank=True, default="")

    present_sales = m.MoneyField(_("Present sales"))
    problems = m.TextField(_("Open problems"), blank=True, default="")
    strategy = m.TextField(_("Strategy"), blank=True, default="")
    outlook = m.TextField(_("Outlook"), blank=True, default="")
    image = m.TextField(_("Image"), blank=True, default="")
    reputation = m.TextField(_("Reputation"), blank=True, default="")
    finances = m.TextField(_("Finances"), blank=True, default="")
    credit = m.TextField(_("Credit standing"), blank=True, default="")

    basics_confirmed_at = m.DateTimeField(_("Basic facts confirmed at"), null=True, blank=True, editable=False)
    basics_confirmed_by = m.ForeignKey(
        "org.User",
        verbose_name=_("Basic facts confirmed by"),
        null=True,
        editable=False,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    features_confirmed_at = m.DateTimeField(_("Characteristics confirmed at"), null=True, blank=True, editable=False)
    features_confirmed_by = m.ForeignKey(
        "org.User",
        verbose_name=_("Characteristics confirmed by"),
        null=True,
        editable=False,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    business_confirmed_at = m.DateTimeField(_("State of business confirmed at"), null=True, blank=True, editable=False)
    business_confirmed_by = m.ForeignKey(
        "org.User",
        verbose_name=_("State of business confirmed by"),
        null=True,
        editable=False,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    dealings_confirmed_at = m.DateTimeField(_("Dealings confirmed at"), null=True, blank=True, editable=False)
    dealings_confirmed_by = m.ForeignKey(
        "org.User",
        verbose_name=_("Dealings confirmed by"),
        null=True,
        editable=False,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Key-account card")
        verbose_name_plural = _("Key-account cards")
        constraints = [m.UniqueConstraint(fields=["customer"], condition=m.LIVE, name="key_account_uniq")]
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["customer", "-id"], name="key_account_customer_idx"),
            m.Index(fields=["next_review_on", "id"], name="key_account_review_idx", condition=m.LIVE),
        ]


class KeyAccountReminder(m.Model):
    """That somebody was reminded of a card: `cause` is `review` or a part's key, `since` the day from which it was due.
    A reminder goes out once per cause."""

    card = m.ForeignKey(KeyAccount, on_delete=m.CASCADE, related_name="+")
    user = m.ForeignKey("org.User", on_delete=m.CASCADE, related_name="+", db_index=False)
    cause = m.CharField(max_length=10)
    since = m.DateField()
    at = m.DateTimeField()

    class Meta:
        constraints = [m.UniqueConstraint(fields=["card", "user", "cause", "since"], name="key_account_reminder_once")]
