"""What a paper offers, for tests of the pages that ask for support: three tiers in euro, two in hryvnia."""

from patrons.models import Currency, Perk, PerkWords, Price, Tier, TierWords

EUROS = {"reader": (400, 4000), "friend": (800, 8000), "patron": (1600, 16000)}
HRYVNIAS = {"reader": (15000, 150000), "friend": (30000, 300000)}


def offers():
    euro = Currency.objects.create(code="EUR", minimum=200, maximum=1_000_000, order=1)
    hryvnia = Currency.objects.create(code="UAH", minimum=5000, maximum=40_000_000, order=2)
    for order, slug in enumerate(EUROS):
        tier = Tier.objects.create(slug=slug, order=order)
        name = slug.capitalize()
        TierWords.objects.create(tier=tier, language="en", name=name, pays_for=f"What a {slug} pays for")
        TierWords.objects.create(tier=tier, language="uk", name=f"{name} українською", pays_for="Щось")
        for currency, prices in ((euro, EUROS), (hryvnia, HRYVNIAS)):
            for rhythm, minor in zip(("monthly", "yearly"), prices.get(slug, ()), strict=False):
                Price.objects.create(tier=tier, currency=currency, rhythm=rhythm, minor=minor)
    for minor in (500, 1500, 5000):
        Price.objects.create(currency=euro, rhythm="once", minor=minor)
    perk = Perk.objects.create(key="badge")
    PerkWords.objects.create(perk=perk, language="en", text="A badge by your comments")
    perk.tiers.set(Tier.objects.all())
    return euro


def a_perk(text, *slugs):
    perk = Perk.objects.create(order=5)
    PerkWords.objects.create(perk=perk, language="en", text=text)
    perk.tiers.set(Tier.objects.filter(slug__in=slugs))
    return perk
