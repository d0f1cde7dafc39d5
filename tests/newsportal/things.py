"""The things that addresses of the permission table are about, made for one person when an address asks for them."""

import functools
import re
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.audit import record
from accounts.models import Letter
from articles.models import Breaking, Front, LiveCoverage, ShareLink, Slot, Source
from comments.models import Comment, HouseRules, Notice, Preferences, Word
from patrons import providers, signed_links
from patrons.models import Pledge
from patrons.providers.demo import bank
from patrons.providers.demo.models import Card, DemoCheckout, DemoSubscription, News
from tests import factories
from tests.articles.test_public_history import edit
from tests.newsportal.patron_things import PatronThings

# Of these a person has own ones and others do; the rest belongs to the newsroom as a whole.
OWNED = (
    "admin/articles/article/<",
    "admin/articles/picture/<",
    "admin/accounts/user/<",
    "preview/",
    "accounts/second-factor/webauthn/keys/",
    "comments/<",
)
# What is about an article that readers see.
OF_LIVE_ARTICLES = {"withdraw", "correct", "live", "hold-back", "show-again", "reads"}
# What needs no thing.
WORDS = {"edition": "en", "place": "1", "provider": "manual"}
# Addresses with a pattern in place of names.
WRITTEN_OUT = {
    "admin/<app_label>/": "admin/articles/",
    "admin/(?P<url>.*)$": "admin/nothing-here/",
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": "accounts/confirm-email/nothing/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/1-nothing/",
    "media/<path:path>": "media/nothing.jpg",
    "all-news/<int:year>/<int:month>/<int:day>/": "all-news/2026/3/17/",
}
OF_READERS = {
    "topics": "topic",
    "authors": "author",
    "stories": "story",
    "pages": "page",
    "accounts": "passkey",
    "comments": "said",
}
# What Chromium answers when it plays a device.
PASSKEY = {
    "type": "public-key",
    "id": "rRXLJW9v6NOMr9fctysv4UKwHOMdZYF5g8FHnVbVKXE",
    "rawId": "rRXLJW9v6NOMr9fctysv4UKwHOMdZYF5g8FHnVbVKXE",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiYWJjZCIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QifQ"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQIDBAUG"
            "BwgAIK0VyyVvb-jTjK_X3LcrL-FCsBzjHWWBeYPBR51W1SlxpQECAyYgASFYIHk2uCGKj00-YZtFAXebFuU4KP68402cYQzbAPEkUG1CIlgg"
            "28ku0YoZY6h8P_tDhfDPbYtis08Ic_E-sLEVgrK4wt8"
        ),
    },
}
ARTICLE = "<str:section>/<str:year>/<str:month>/<str:day>/<str:slug>/"


def is_owned(address):
    return address.startswith(OWNED)


class Things(PatronThings):
    """One person's things. Each is made once, when first asked for; a name here is a model or a word of an address."""

    def __init__(self, owner):
        self.owner = owner

    def path(self, address):
        """An address with somebody's things in the places of its names."""
        if address in WRITTEN_OUT:
            return f"/{WRITTEN_OUT[address]}"
        address = address.replace(ARTICLE, "article/", 1) if address.startswith(ARTICLE) else address
        if "/live/" in address:
            self.post  # noqa: B018 - there is live coverage
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(self.name_of(address, name[1])), address)
        return path.replace("/article/", self.live.get_absolute_url(), 1) if address.startswith("article/") else path

    def name_of(self, address, parameter):
        """What stands in an address in place of <parameter>."""
        words = address.strip("/").split("/")
        if parameter in WORDS:
            return WORDS[parameter]
        if words[0] == "shared":
            self.link_in(words)
        if parameter in ("number", "token", "link", "fact_pk", "article_pk", "key"):
            return getattr(self, f"{parameter}_in")(words)
        if words[0] == "article":
            return self.post.pk
        if words[0] == "support":
            return self.of_support(parameter)
        if words[:2] == ["admin", "patrons"]:
            return self.of_patrons(words, parameter)
        if "member" in words:
            return self.owner.pk
        if words[0] == "admin":
            is_live = words[2] == "article" and OF_LIVE_ARTICLES.intersection(words)
            return getattr(self, "live" if is_live else words[2]).pk
        noun = OF_READERS.get(words[0], words[0])
        return getattr(self.section if noun.startswith("<") else getattr(self, noun), parameter)

    @functools.cached_property
    def article(self):
        draft = factories.draft(created_by=self.owner, section=self.section)
        edit(draft, by=self.owner, headline="Of two versions")
        return draft

    @functools.cached_property
    def live(self):
        return factories.article(created_by=self.owner, section=self.section)

    @functools.cached_property
    def post(self):
        """A post of live coverage."""
        return LiveCoverage.objects.start(self.live, by=self.owner).posts.create(body="<p>Now.</p>")

    def link_in(self, words):
        return ShareLink.objects.make(self.article, self.token_in(words), self.owner, "A source", days=1).pk

    def token_in(self, words):
        return f"token-of-{self.owner.pk}"

    def article_pk_in(self, words):
        return self.live.pk

    def key_in(self, words):
        if words[0] == "support":
            return self.key_of_support(words[1])
        return Preferences(member=self.owner).off_keys["replies"]

    def key_of_support(self, page):
        """Of an order; or what a letter to its patron carries."""
        if page == "card":
            return signed_links.card(self.pledge)
        if page == "demo":
            self.pledge.provider_id = self.subscription.number
            return providers.named("demo").card_url(self.pledge, "/support/yours/").strip("/").rpartition("/")[2]
        if page == "transfer":
            return self.transfer_order.key
        return signed_links.letters_off(self.order.patron) if page == "letters" else self.order.key

    @functools.cached_property
    def order(self):
        return factories.order(patron=factories.patron(user=self.owner))

    @functools.cached_property
    def checkout(self):
        return providers.named("demo").begin(self.order, "/support/", "/support/")

    @functools.cached_property
    def subscription(self):
        bank.pay(DemoCheckout.objects.get(number=self.checkout.id).pk, Card.GOOD, News.AT_ONCE)
        return DemoSubscription.objects.get(checkout__number=self.checkout.id)

    @functools.cached_property
    def pledge(self):
        """One that is over, so that no provider has to be asked."""
        said = {"minor": 400, "currency": "EUR", "rhythm": "monthly", "provider": "demo", "state": "ended"}
        return Pledge.objects.create(order=self.order, patron=self.order.patron, **said)

    def fact_pk_in(self, words):
        return factories.fact(story=self.story).pk

    def number_in(self, words):
        """Of a slot of the front, counted from 0, of a version, from 1, or of a checkout at the invented bank."""
        if words[0] == "support":
            return self.checkout.id
        if "front" not in words:
            return 1
        Slot.objects.get_or_create(front=Front.objects.get_or_create(language="en")[0], place=1, rule="newest")
        return 0

    @property
    def preview(self):
        return self.article

    @functools.cached_property
    def section(self):
        return factories.section()

    @functools.cached_property
    def topic(self):
        return factories.topic()

    @functools.cached_property
    def author(self):
        return factories.author()

    @functools.cached_property
    def story(self):
        return factories.story()

    @functools.cached_property
    def page(self):
        return factories.page()

    @functools.cached_property
    def source(self):
        return Source.objects.create(name=f"Organisation of {self.owner.pk}")

    @functools.cached_property
    def picture(self):
        return factories.picture(uploaded_by=self.owner)

    @functools.cached_property
    def correction(self):
        return factories.correction(article=self.live)

    @property
    def user(self):
        return self.owner

    @functools.cached_property
    def letter(self):
        return Letter.objects.create(to=self.owner.email, sender="desk@example.org", subject="News", text="Text.")

    @functools.cached_property
    def auditentry(self):
        return record(self.owner, "front.published", "Front page")

    @functools.cached_property
    def emailaddress(self):
        return EmailAddress.objects.create(user=self.owner, email=self.owner.email)

    @functools.cached_property
    def breaking(self):
        until = timezone.now() + timedelta(hours=1)
        return Breaking.objects.create(words="Breaking", language="en", ends_at=until)

    @functools.cached_property
    def notice(self):
        return Notice.objects.create(number=f"N-{self.owner.pk}", comment=self.comment, explanation="Against a law.")

    @functools.cached_property
    def comment(self):
        return Comment.objects.create(article=self.live, author=self.owner, text="Well said.", state="pending")

    @property
    def conversation(self):
        """Its page is that of the article."""
        return self.live

    @property
    def houserules(self):
        return HouseRules.current()

    @functools.cached_property
    def word(self):
        return Word.objects.create(words=f"word of {self.owner.pk}")

    @functools.cached_property
    def said(self):
        """A comment that everybody sees."""
        return factories.comment(author=self.owner, article=self.live)

    @functools.cached_property
    def passkey(self):
        data = {"name": "Telephone", "credential": PASSKEY}
        return Authenticator.objects.create(user=self.owner, type=Authenticator.Type.WEBAUTHN, data=data)
