"""Each edition speaks one language: no page of the Ukrainian one shows an English word of ours, and the other way."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from articles.models import Article, Breaking, Correction, LiveCoverage
from tests import factories
from tests.accounts.pages import filled_in
from tests.articles.newsdesk import change_url, fields_of, press
from tests.articles.test_public_history import edit
from tests.newsportal.catalogue import FILES, messages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
# What a script will say. One word alone is the name of a sentence that stands elsewhere.
SCRIPTED = re.compile(
    r'\bdata-(?:chosen|copied|later|logged-out|many|minutes|more|now|offline|one|refused|words)="([^"]* [^"]*)"'
)
BUTTON = re.compile(r'<input type="submit"[^>]*\bvalue="([^"]*)"')
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|/uk/\S+")
LATIN = re.compile(r"[A-Za-z]{2,}(?:[-/][A-Za-z]+)*")
CYRILLIC = re.compile(r"[А-яІіЇїЄєҐґ]+")
TAG = re.compile(r"<[^>]*>")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>")
# Names, which no language changes.
NAMES = {"The-News", "English", "Europe/Kyiv", "cookie", "Atom"}
NAMES_IN_THE_NEWSROOM = {
    *NAMES,
    *{"JPEG", "PNG", "WebP", "AVIF", "Mac", "Control", "Command", "LDAP", "Single", "Sign-On", "CSV", "HTML", "LIX"},
    *{"Alt", "Cmd", "Ctrl", "Enter", "Option"},  # as they stand on the keys
    *{"Editor", "Moderator", "Reporter", "Publisher", "Author", "slovo"},  # rows of the database
    *{"Admin", "Chief", "editor", "Patron", "manager"},  # the roles, which are rows too
    *{"True", "False"},  # Django's icons have no other words
}

PUBLIC = ["", "all-news/", "popular/", "popular/?hours=168", "popular/?hours=720", "corrections/", "support/"]
OF_STRANGERS = ["accounts/login/", "accounts/signup/", "accounts/password/reset/", "accounts/password/reset/done/"]
OF_STRANGERS += ["accounts/confirm-email/", "accounts/confirm-email/nothing/", "accounts/inactive/", "no/such/page/"]
OF_MEMBERS = ["accounts/", "accounts/email/", "accounts/password/change/", "accounts/logout/"]
OF_STORIES = ["change", "merge", "split"]
OWN_PAGES = ["figures", "keys", "front/uk", "front/uk/breaking", "front/uk/earlier", "front/uk/place"]
OF_THE_NEWSROOM = ["article", "picture", "story", "topic", "correction", "section", "author", "source", "page"]


def words_of(response):
    """What a page says to eyes and ears, each piece on its line."""
    page = HIDDEN.sub(" ", response.content.decode())
    heard = [match for pattern in (SPOKEN, SCRIPTED, BUTTON, DESCRIPTION) for match in pattern.findall(page)]
    text = unescape("\n".join([TAG.sub("\n", page), *heard]))
    return PLACE.sub(" ", TAG.sub("\n", ADDRESS.sub("", text)))  # tags once more: a field holds what was written in it


def english_in(text, names=NAMES):
    return sorted(set(LATIN.findall(text)) - names)


def sentences():
    """Every run of two words or more that our catalogue has a Ukrainian answer to."""
    pieces = [
        piece.strip(" .,:;…") for path in FILES for entry in messages(path) for piece in PLACE.split(entry.words)
    ]
    return {piece for piece in pieces if len(LATIN.findall(piece)) > 1}


def newsroom(language, words):
    """A small paper in which everything that a writer wrote is `words`."""
    section = factories.section(language=language, name=words, description=words, in_nav=True)
    story = factories.story(language=language, title=words, summary=words)
    author = factories.author(language=language, name=words, bio=words, title=words, portrait=picture(words))
    topic = factories.topic(language=language, name=words, description=words)
    factories.page(language=language, title=words, slug="about", in_footer=True, body=f"<p>{words}</p>")
    whole = factories.article(
        language=language,
        headline=words,
        standfirst=words,
        body=f"<p>{words * 400}</p><table><tr><td>{words}</td></tr></table>",
        details=f"<p>{words}</p>",
        dateline=words,
        section=section,
        story=story,
        topics=[topic],
        authors=[author],
        picture=picture(words),
        important=True,
        at=timezone.now() - timedelta(days=800),
    )
    whole.sources.create(name=words, date="2018-11-16")
    whole.quotes.create(text=words, speaker=words, role=words, original_language="fr", translator=words)
    for date in ("1875-05-20", "1889-09", "1875", "1450~", "1451-03~", "-3999"):
        whole.background.create(date=date, text=words)
        factories.fact(story=story, date=date, text=words, source_name=words)
    for kind in Correction.Kind:
        factories.correction(article=whole, kind=kind, wrong=words, right=words)
    for number, kind in enumerate([*Article.Kind] * 9):
        factories.article(
            language=language,
            headline=f"{words} {number}",
            standfirst=words,
            body=f"<p>{words}</p>",
            section=section,
            story=story,
            topics=[topic],
            authors=[author],
            kind=kind,
            picture=whole.picture if number % 2 else None,
            important=number % 4 == 0,
            at=timezone.now() - timedelta(hours=7 * number + 1),
        )
    on_the_air(whole, words)
    return whole


def on_the_air(whole, words):
    """Live coverage, a strip above the pages and a change of substance."""
    told = {"headline": words, "body": f"<p>{words}</p>", "authors": [whole.bylines.get().author]}
    running = factories.article(language=whole.language, section=whole.section, **told)
    coverage = LiveCoverage.objects.start(running, by=None)
    coverage.say_what_we_know(f"<ul><li>{words}</li></ul>", seen=coverage.version)
    for is_key in (True, False):
        coverage.posts.create(headline=words, body=f"<p>{words}</p>", is_key=is_key)
    Breaking.objects.create(words=words, language=whole.language, ends_at=timezone.now() + timedelta(hours=1))
    edit(whole, substantive=True, headline=f"{words} {words}")


def picture(words):
    return factories.picture(alt=words, caption=words, credit=words)


@pytest.fixture
def ukrainian():
    return newsroom("uk", "Слово")


def of_things(article):
    """The pages of everything that has one."""
    with translation.override(article.language):
        things = [article, article.section, article.story, article.topics.get(), article.bylines.get().author]
        things += [Article.objects.published(article.language).filter(kind=kind).first() for kind in Article.Kind]
        yesterday = timezone.localdate() - timedelta(days=1)
        things.append(LiveCoverage.objects.get().article)
        yield from (thing.get_absolute_url() for thing in things)
        yield f"{article.get_absolute_url()}history/"
        yield reverse("articles:page", args=["about"])
        yield reverse("articles:day", args=[yesterday.year, yesterday.month, yesterday.day])
        yield f"{article.story.get_absolute_url()}?order=oldest"


def test_the_ukrainian_paper_says_everything_in_ukrainian(client, ukrainian):
    addresses = [*(f"/uk/{path}" for path in [*PUBLIC, *OF_STRANGERS]), *of_things(ukrainian)]
    pages = {address: words_of(client.get(address)) for address in addresses}
    assert {address: found for address, text in pages.items() if (found := english_in(text))} == {}
    everything = "\n".join(pages.values())
    assert {sentence for sentence in sentences() if sentence in everything} == set()


def test_the_english_paper_says_nothing_in_ukrainian(client):
    article = newsroom("en", "Word")
    for address in [*(f"/{path}" for path in [*PUBLIC, *OF_STRANGERS]), *of_things(article)]:
        assert set(CYRILLIC.findall(words_of(client.get(address)))) <= {"Українська"}, address


def test_an_empty_ukrainian_paper_says_so_in_ukrainian(client):
    factories.story(language="uk", title="Слово", slug="story")
    factories.topic(language="uk", name="слово", slug="topic")
    for path in [*PUBLIC, "stories/story/", "topics/topic/"]:
        assert english_in(words_of(client.get(f"/uk/{path}"))) == [], path


def test_what_is_gone_or_forbidden_is_said_in_ukrainian(client, reader, ukrainian):
    address = ukrainian.get_absolute_url()
    ukrainian.withdraw(by=None, note="Слово")
    gone = client.get(address)
    assert gone.status_code == 410
    assert english_in(words_of(gone)) == []
    client.handler.enforce_csrf_checks = True
    expired = client.post("/uk/accounts/login/", {"login": "слово"})
    assert expired.status_code == 403
    assert english_in(words_of(expired)) == []


def test_a_member_reads_ukrainian(reader, ukrainian):
    reader.user.display_name = "Читач"
    reader.user.save()
    for address in [*(f"/uk/{path}" for path in OF_MEMBERS), ukrainian.get_absolute_url()]:
        assert english_in(words_of(reader.get(address))) == [], address


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("login", {"login": "nobody", "password": ""}),
        ("login", {"login": "nobody@example.org", "password": "wrong"}),
        ("signup", {"email": "nobody", "display_name": "", "password1": ""}),
        ("signup", {"email": "nobody@example.org", "display_name": "nobody@example.org", "password1": "password"}),
        ("signup", {"email": "somebody@example.org", "display_name": "<b>", "password1": "somebody@example.org"}),
        ("password/reset", {"email": "nobody"}),
    ],
)
def test_mistakes_are_named_in_ukrainian(client, path, typed):
    response = client.post(f"/uk/accounts/{path}/", typed)
    text = words_of(response)
    assert "Помилка:" in text
    assert english_in(text) == []


def test_letters_to_ukrainian_readers_are_in_ukrainian(client):
    factories.user(email="known@example.org", password="three unlikely words")
    typed = {"email": "new@example.org", "display_name": "Читачка", "password1": "three unlikely words"}
    client.post("/uk/accounts/signup/", {**typed, **filled_in()})
    client.logout()
    client.post("/uk/accounts/signup/", {**typed, **filled_in(), "email": "known@example.org"})
    for email in ("known@example.org", "nobody@example.org"):
        client.post("/uk/accounts/password/reset/", {"email": email})
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        assert english_in(ADDRESS.sub("", f"{letter.subject}\n{letter.body}")) == []


def test_dates_are_written_as_ukrainian_writes_them(client):
    # Noon, so that no time zone moves the day.
    moment = timezone.make_aware(timezone.datetime(2026, 3, 6, 14, 5))
    article = factories.article(language="uk", at=moment, story=factories.story(language="uk"))
    factories.correction(article=article, date=moment)
    factories.fact(story=article.story, date="1889-09")
    factories.fact(story=article.story, date="1875-05-20")
    plain = {
        address: words_of(client.get(address)).replace("\u00a0", " ")
        for address in (
            *(article.get_absolute_url(), article.story.get_absolute_url()),
            *("/uk/all-news/2026/3/6/", "/uk/corrections/"),
            article.bylines.get().author.get_absolute_url(),
        )
    }
    of_article, of_story, of_day, of_corrections, of_author = plain.values()
    assert "Опубліковано" in of_article
    assert "6 березня 2026, 14:05" in of_article
    assert "П’ятниця, 6 березня 2026" in of_day
    assert "Березень 2026" in of_day  # the caption of the calendar
    assert re.search(r"\b6\s+березня, 1 стаття", of_day)  # what a day of it says to those who hear it
    assert "Березень 2026" in of_corrections
    assert "Вересень 1889" in of_story
    assert "20 травня 1875" in of_story
    assert "Тексти в газеті з березня 2026 року" in of_author


def test_the_newsroom_speaks_ukrainian_to_those_who_ask_for_it(publisher, ukrainian):
    publisher.user.display_name = "Publisher"
    publisher.user.save()
    publisher.defaults["HTTP_ACCEPT_LANGUAGE"] = "uk"
    addresses = [
        "/admin/",
        reverse("admin:articles_article_add"),
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        f"/admin/accounts/user/{publisher.user.pk}/password/",
        "/admin/accounts/auditentry/",
        "/admin/articles/",
        *(f"/admin/{page}/" for page in OWN_PAGES),
    ]
    addresses += [reverse(f"admin:articles_{thing}_changelist") for thing in OF_THE_NEWSROOM]
    addresses += [reverse(f"admin:articles_{thing}_add") for thing in OF_THE_NEWSROOM if thing != "correction"]
    of_article = ("change", "history", "withdraw", "facts", "correct", "live", "reads", "share", "preview")
    addresses += [reverse(f"admin:articles_article_{page}", args=[ukrainian.pk]) for page in of_article]
    addresses += [reverse(f"admin:articles_story_{page}", args=[ukrainian.story_id]) for page in OF_STORIES]
    fact = ukrainian.story.facts.first()
    addresses += [reverse("admin:articles_story_fact", args=[fact.story_id, fact.pk])]
    addresses += [reverse("admin:articles_section_delete", args=[ukrainian.section_id])]
    addresses += [reverse("admin:articles_picture_change", args=[ukrainian.picture_id])]
    pages = {address: publisher.get(address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    texts = {address: words_of(page) for address, page in pages.items()}
    found = {address: english_in(text, NAMES_IN_THE_NEWSROOM) for address, text in texts.items()}
    assert {address: words for address, words in found.items() if words} == {}


def test_a_refused_publication_is_explained_in_ukrainian(publisher):
    publisher.defaults["HTTP_ACCEPT_LANGUAGE"] = "uk"
    answer = press(publisher, "_publish", language="uk", headline="Слово")
    page = publisher.get(answer.url) if answer.status_code == 302 else answer
    assert "Не опубліковано" in words_of(page)
    assert english_in(words_of(page), NAMES_IN_THE_NEWSROOM) == []


def test_two_versions_of_an_article_are_told_apart_in_ukrainian(editor, publisher):
    publisher.user.display_name = "Редакторка"
    publisher.user.save()
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = "uk"
    draft = factories.draft(language="uk", headline="Слово", body="<p>Слово</p>", created_by=editor.user)
    mine = {**fields_of(editor.get(change_url(draft))), "standfirst": "Моє слово", "_save": "1"}
    press(publisher, "_save", draft, standfirst="Інше слово")
    text = words_of(editor.post(change_url(draft), mine))
    assert "Дві версії" in text
    assert english_in(text, NAMES_IN_THE_NEWSROOM) == []


def test_the_editor_learns_its_ukrainian_from_the_page(publisher):
    publisher.defaults["HTTP_ACCEPT_LANGUAGE"] = "uk"
    script = publisher.get(reverse("admin:jsi18n")).content.decode()
    start, end = script.index("const newcatalog = "), script.index(";\n", script.index("const newcatalog = "))
    catalogue = json.loads(script[start:end].partition("= ")[2])
    for entry in messages(FILES[1]):
        assert catalogue[entry.words] == (entry.forms if entry.plural else entry.forms[0])
