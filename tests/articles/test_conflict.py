"""Two people save one article: the second chooses, nobody overwrites anybody, and nothing typed is lost."""

import pytest
from django.urls import reverse

from articles import content as contents
from articles.models import Article, StaleVersion, Version
from tests import factories
from tests.articles.newsdesk import change_url, fields_of, press, rows

BODY = ["The river rises slowly this spring.", "The map gives one figure for the reach.", "Nobody knows the end."]


def body(*changed):
    return "".join(f"<p>{text}</p>" for text in (*changed, *BODY[len(changed) :]))


@pytest.fixture
def draft(editor):
    return factories.draft(headline="River cities share a map", body=body(), created_by=editor.user)


def typed_over(client, article, **typed):
    """A form that was opened now and will be sent later."""
    return {**fields_of(client.get(change_url(article))), **typed}


def send(client, article, form, button="_save"):
    return client.post(change_url(article), {**form, button: "1"})


def conflict_url(article):
    return reverse("admin:articles_article_conflict", args=[article.pk])


def answer(client, article, asked, **choices):
    data = {**fields_of(asked, "conflict_form"), "_save": "1"}
    return client.post(conflict_url(article), {**data, **choices})


def asked_by(client, other, article, button="_save", **typed):
    """The page that `client` gets whose headline crosses with that of `other`."""
    mine = typed_over(client, article, **{"headline": "Mine of the river", **typed})
    press(other, "_save", article, headline="Theirs of the river")
    return send(client, article, mine, button)


def latest(article):
    return article.versions.first()


def test_two_headlines_are_a_choice_with_the_name_of_the_other(editor, chief_editor, draft):
    page = asked_by(editor, chief_editor, draft).content.decode()
    assert "Chief editor saved this article while you were writing" in page
    assert "Mine" in page
    assert "<ins>Mine of the river</ins>" in page
    assert "<ins>Theirs of the river</ins>" in page
    assert latest(draft).content["headline"] == "Theirs of the river"


@pytest.mark.parametrize(("side", "headline"), [("mine", "Mine of the river"), ("theirs", "Theirs of the river")])
def test_the_chosen_side_is_saved(editor, chief_editor, draft, side, headline):
    asked = asked_by(editor, chief_editor, draft)
    response = answer(editor, draft, asked, **{"choice-headline": side})
    assert response.url == change_url(draft)
    draft.refresh_from_db()
    assert draft.headline == headline
    assert draft.slug == headline.lower().replace(" ", "-")


def test_a_merged_version_says_that_it_was_merged(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    answer(editor, draft, asked, **{"choice-headline": "mine"})
    assert (latest(draft).act, latest(draft).by) == (Version.Act.MERGED, editor.user)


def test_both_texts_can_be_edited_into_one(editor, chief_editor, draft):
    mine = typed_over(editor, draft, body=body(BODY[0], "The map gives one figure for the reach, and a colour."))
    press(chief_editor, "_save", draft, body=body(BODY[0], "The map gives one figure for the whole reach."))
    asked = send(editor, draft, mine)
    text = "<p>The map gives one figure for the whole reach, and a colour.</p><script>alert(1)</script>"
    assert "and a colour.&lt;/p&gt;\n&lt;p&gt;The map gives one figure for the whole" in asked.content.decode()
    answer(editor, draft, asked, **{"choice-body-2": "both", "both-body-2": text})
    draft.refresh_from_db()
    assert draft.body == body(BODY[0], "The map gives one figure for the whole reach, and a colour.")


def test_a_time_that_only_they_changed_is_no_conflict(editor, chief_editor):
    article = factories.article(body=body())
    mine = typed_over(editor, article, standfirst="My lead.")
    press(chief_editor, "_save", article, published_at="2026-03-17T14:05")
    assert send(editor, article, mine).status_code == 302
    content = latest(article).content
    assert (content["standfirst"], content["published_at"][:16]) == ("My lead.", "2026-03-17T14:05")


def test_what_touches_different_parts_merges_by_itself(editor, chief_editor, draft):
    mine = typed_over(editor, draft, body=body("The river rises very slowly this spring."), standfirst="My lead.")
    press(chief_editor, "_save", draft, headline="Theirs", **rows("sources", {"name": "Register", "kind": "document"}))
    response = send(editor, draft, mine)
    assert response.url == change_url(draft)
    assert "together with what Chief editor saved" in editor.get(response.url).content.decode()
    draft.refresh_from_db()
    assert (draft.headline, draft.standfirst) == ("Theirs", "My lead.")
    assert "very slowly" in draft.body
    assert draft.sources.get().name == "Register"


def test_nothing_is_saved_before_each_part_is_chosen(editor, chief_editor, draft):
    mine = typed_over(editor, draft, headline="Mine", standfirst="My lead")
    press(chief_editor, "_save", draft, headline="Theirs", standfirst="Their lead")
    asked = send(editor, draft, mine)
    again = answer(editor, draft, asked, **{"choice-standfirst": "both", "both-standfirst": "Our lead, half done"})
    page = again.content.decode()
    assert "Choose in each part first" in page
    assert "Our lead, half done" in page
    assert latest(draft).number == 1 or latest(draft).content["headline"] == "Theirs"
    answer(editor, draft, again, **{"choice-headline": "mine", "both-standfirst": "Our lead"})
    draft.refresh_from_db()
    assert (draft.headline, draft.standfirst) == ("Mine", "Our lead")


@pytest.mark.parametrize("side", ["Mine", "Theirs"])
def test_one_press_chooses_one_side_in_every_part(editor, chief_editor, draft, side):
    asked = asked_by(editor, chief_editor, draft)
    data = fields_of(asked, "conflict_form")
    chosen = editor.post(conflict_url(draft), {**data, f"_all_{side.lower()}": "1"})
    answer(editor, draft, chosen)
    draft.refresh_from_db()
    assert draft.headline == f"{side} of the river"


def test_a_third_save_in_between_is_a_choice_again_and_the_first_is_kept(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    press(chief_editor, "_save", draft, headline="Third of the river")
    again = answer(editor, draft, asked, **{"choice-headline": "mine"})
    page = again.content.decode()
    assert "Third" in page
    assert "Mine of the" in page
    answer(editor, draft, again, **{"choice-headline": "mine"})
    draft.refresh_from_db()
    assert draft.headline == "Mine of the river"
    assert {"Theirs of the river", "Third of the river"} <= {v.content["headline"] for v in draft.versions.all()}


def test_a_third_save_elsewhere_merges_into_the_choice(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    press(chief_editor, "_save", draft, dateline="Lviv")
    answer(editor, draft, asked, **{"choice-headline": "mine"})
    draft.refresh_from_db()
    assert (draft.headline, draft.dateline) == ("Mine of the river", "Lviv")


def test_choosing_all_of_theirs_makes_no_version(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    number = latest(draft).number
    answer(editor, draft, asked, **{"choice-headline": "theirs"})
    assert latest(draft).number == number


def test_readers_see_nothing_of_a_merge_before_it_is_published(editor, chief_editor, reader):
    article = factories.article(headline="As it was", body=body())
    asked = asked_by(editor, chief_editor, article, "_publish")
    assert "Nothing is published yet" in asked.content.decode()
    response = answer(editor, article, asked, **{"choice-headline": "mine"})
    assert "press again" in editor.get(response.url).content.decode()
    assert "As it was" in reader.get(article.get_absolute_url()).content.decode()
    assert latest(article).content["headline"] == "Mine of the river"


def test_a_note_to_colleagues_survives_the_conflict(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft, desk_note="Please look at the figure.")
    answer(editor, draft, asked, **{"choice-headline": "mine"})
    assert draft.desk_notes.get().text == "Please look at the figure."


def test_a_text_too_long_for_its_field_comes_back_with_a_sentence(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    long = "River " * 100
    again = answer(editor, draft, asked, **{"choice-headline": "both", "both-headline": long})
    assert again.status_code == 200
    assert "at most 250 characters" in again.content.decode()
    assert long.strip() in again.content.decode()


def test_an_address_taken_meanwhile_is_given_another_number(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    factories.draft(slug="mine-of-the-river")
    answer(editor, draft, asked, **{"choice-headline": "mine"})
    draft.refresh_from_db()
    assert (draft.headline, draft.slug) == ("Mine of the river", "mine-of-the-river-2")


# --- who may, and with what ---


def test_a_conflict_page_of_somebody_else_saves_nothing(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    response = answer(chief_editor, draft, asked, **{"choice-headline": "mine"})
    assert response.url == change_url(draft)
    draft.refresh_from_db()
    assert draft.headline == "Theirs of the river"


@pytest.mark.parametrize("seal", ["", "nonsense", "a:b:c", "{}"])
def test_a_page_that_was_not_ours_saves_nothing(editor, draft, seal):
    assert editor.post(conflict_url(draft), {"conflict": seal}).status_code == 302
    assert draft.versions.count() == 0


def test_choices_that_were_never_offered_are_asked_again(editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    response = answer(editor, draft, asked, **{"choice-headline": "none of them", "choice-nothing": "mine"})
    assert "Choose in each part first" in response.content.decode()


def test_only_who_may_write_on_it_gets_there(reporter, editor, chief_editor, draft):
    asked = asked_by(editor, chief_editor, draft)
    assert answer(reporter, draft, asked, **{"choice-headline": "mine"}).status_code in (302, 403, 404)
    draft.refresh_from_db()
    assert draft.headline == "Theirs of the river"


def test_opened_without_a_conflict_it_leads_to_the_form(editor, draft):
    assert editor.get(conflict_url(draft)).url == change_url(draft)


def test_the_page_asks_as_much_for_many_rows_as_for_few(editor, chief_editor, draft, django_assert_max_num_queries):
    counts = []
    editor.get("/admin/")  # what a process asks once
    for number in (2, 12):
        texts = [{"date": f"18{index:02}", "text": f"Fact number {index}"} for index in range(10, 10 + number)]
        press(editor, "_save", draft, **rows("background", *texts))
        mine = [{**row, "text": f"{row['text']} of mine"} for row in texts]
        theirs = [{**row, "text": f"{row['text']} of theirs"} for row in texts]
        form = typed_over(editor, draft, **rows("background", *mine))
        press(chief_editor, "_save", draft, **rows("background", *theirs))
        with django_assert_max_num_queries(100) as asked:
            page = send(editor, draft, form)
        assert page.content.decode().count("choice-background") == number * 3
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- whoever comes a moment later ---


def ready(**fields):
    return factories.draft(section=factories.section(), body=body(), authors=[factories.author()], **fields)


def test_a_save_that_began_before_a_publication_does_not_take_the_article_back(editor):
    slow = ready(headline="Rain")
    Article.objects.get(pk=slow.pk).publish(editor.user)
    with pytest.raises(StaleVersion):
        slow.keep({**contents.of(slow), "headline": "Hail"}, editor.user, seen=slow.version)
    slow.refresh_from_db()
    assert (slow.status, slow.headline) == ("published", "Rain")


def test_a_publication_that_began_before_a_save_does_not_overwrite_it(editor):
    slow = ready(headline="Rain")
    fast = Article.objects.get(pk=slow.pk)
    fast.keep({**contents.of(fast), "headline": "Hail"}, editor.user)
    with pytest.raises(StaleVersion):
        slow.publish(editor.user)
    assert latest(slow).content["headline"] == "Hail"


def test_ticked_in_the_list_an_article_saved_at_this_moment_is_left_alone_and_named(editor, monkeypatch):
    article = ready(headline="Rain")

    def beaten(self, by):
        raise StaleVersion

    monkeypatch.setattr(Article, "publish", beaten)
    ticked = {"action": "publish_ticked", "_selected_action": article.pk, f"seen-{article.pk}": article.version}
    page = editor.post("/admin/articles/article/", ticked, follow=True).content.decode()
    assert "Somebody saved it" in page


def test_a_withdrawal_at_the_moment_of_a_save_says_so_and_keeps_the_note(editor, monkeypatch):
    article = factories.article()

    def beaten(self, by, note):
        raise StaleVersion

    monkeypatch.setattr(Article, "withdraw", beaten)
    address = reverse("admin:articles_article_withdraw", args=[article.pk])
    page = editor.post(address, {"note": "It was wrong."}).content.decode()
    assert "Somebody saved it at this moment" in page
    assert "It was wrong." in page
