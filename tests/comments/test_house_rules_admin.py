"""What the newsroom sets about comments by hand: the numbers, the sections, single articles, the lists of words."""

import pytest

from accounts.audit import AuditEntry
from comments.models import Conversation, HouseRules, SectionConversations, Word
from comments.models.house_rules import how_taken
from tests import factories

from .conversations import rules

RULES, WORDS = "/admin/comments/houserules/", "/admin/comments/word/"


def audited(act):
    return [
        (entry.by_name, entry.thing_name, entry.before, entry.after) for entry in AuditEntry.objects.filter(act=act)
    ]


def form_of(page):
    form = page.context["adminform"].form
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def test_the_chief_editor_sets_numbers_and_sections(chief_editor):
    politics, war = factories.section(name="Politics"), factories.section(name="Війна", language="uk")
    page = chief_editor.get(RULES)
    assert "Politics · English" in page.content.decode()
    typed = {**form_of(page), "edit_minutes": "5", "mode": "held", f"section_{war.pk}": "closed"}
    answer = chief_editor.post(RULES, typed, follow=True)
    assert "was changed successfully" in answer.content.decode()
    assert (HouseRules.current().edit_minutes, HouseRules.current().mode) == (5, "held")
    assert HouseRules.current().trust_after == 2
    assert audited("house_rules.changed") == [
        ("Chief editor", "House rules", {"mode": "open", "edit_minutes": 15}, {"mode": "held", "edit_minutes": 5})
    ]
    assert audited("conversation.chosen") == [("Chief editor", "Війна", {"mode": ""}, {"mode": "closed"})]
    typed |= {f"section_{war.pk}": "", "seconds_to_write": "61"}
    assert "less than or equal to 60" in chief_editor.post(RULES, typed).content.decode()
    assert SectionConversations.objects.count() == 1
    chief_editor.post(RULES, {**typed, "seconds_to_write": "60"})
    assert not SectionConversations.objects.exists()
    assert politics.articles.count() == 0


def test_a_moderator_reads_the_rules_and_changes_none(moderator):
    page = moderator.get(RULES).content.decode()
    assert "minutes in which one may edit" in page.lower()
    assert 'name="_save"' not in page
    assert moderator.post(RULES, {"edit_minutes": 1}).status_code == 403


def test_a_moderator_opens_one_article_by_hand(moderator, editor):
    article = factories.article(headline="A calm subject")
    rules(mode="held")
    address = f"/admin/comments/conversation/{article.pk}/"
    assert "Now: Held" in moderator.get(address).content.decode()
    answer = moderator.post(address, {"mode": "open"}, follow=True)
    assert "Comments under this article: Open." in answer.content.decode()
    assert how_taken(article).mode == "open"
    assert "A calm subject" in moderator.get("/admin/comments/conversation/").content.decode()
    assert "Select a valid choice" in moderator.post(address, {"mode": "half open"}).content.decode()
    moderator.post(address, {"mode": "open"})  # the same again is no change
    moderator.post(address, {"mode": ""})
    assert not Conversation.objects.exists()
    assert [change[2:] for change in audited("conversation.chosen")] == [
        ({"mode": "open"}, {"mode": ""}), ({"mode": ""}, {"mode": "open"})
    ]  # fmt: skip
    assert moderator.get(f"/admin/comments/conversation/{factories.draft().pk}/").status_code == 404
    assert address in editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()


def test_words_are_listed_several_at_once(moderator):
    Word.objects.create(words="casino")
    typed = {"words": "casino\n  free   money \nпогань*\n\nпогань*", "language": "", "verdict": "report"}
    assert "2 words listed." in moderator.post(f"{WORDS}add/", typed, follow=True).content.decode()
    assert list(Word.objects.values_list("words", flat=True)) == ["casino", "free money", "погань*"]
    assert [change[1] for change in audited("word.listed")] == ["погань*", "free money"]
    assert "free money" in moderator.get(WORDS, {"q": "free"}).content.decode()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "This field is required"),
        ("fine\n***", "“***” has no letters."),
        ("fine\nго*", "“го*” would match too much"),
        ("x" * 101, "is too long"),
    ],
)
def test_a_word_that_cannot_be_listed_says_why(moderator, words, problem):
    answer = moderator.post(f"{WORDS}add/", {"words": words, "language": "", "verdict": "report"})
    assert problem in answer.content.decode()
    assert words.splitlines()[-1:] == answer.context["adminform"].form["words"].value().splitlines()[-1:]
    assert not Word.objects.exists()


def test_a_listed_word_is_changed_and_taken_off(moderator):
    word, other = Word.objects.create(words="casino"), Word.objects.create(words="bank")
    typed = {"words": "casino*", "language": "", "verdict": "reject"}
    moderator.post(f"{WORDS}{word.pk}/change/", typed)
    assert Word.objects.get(pk=word.pk).verdict == "reject"
    assert audited("word.listed")[0][3] == typed
    assert "already exists" in moderator.post(f"{WORDS}{other.pk}/change/", typed).content.decode()
    moderator.post(f"{WORDS}{word.pk}/delete/", {"post": "yes"})
    assert list(Word.objects.all()) == [other]
    assert audited("word.listed")[0][2:] == (typed, {})
