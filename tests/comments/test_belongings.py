"""What a member has said and done under articles: taken along, kept without a name, or erased."""

import json
import time
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import archive, erasing
from accounts.audit import AuditEntry, record
from articles.models import Article
from comments.models import Comment, ModerationAct, Mute, Preferences, Recommendation, Report, Sanction
from tests import factories

pytestmark = pytest.mark.django_db
State, Act = Comment.State, ModerationAct.Act


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def archive_of(member):
    return zipfile.ZipFile(BytesIO(b"".join(archive.pieces(member, "en"))))


def shown(article):
    return Article.objects.get(pk=article.pk).comment_count


def visible(article):
    return article.comments.filter(state=State.VISIBLE).count()


class Talk:
    """A member among others: a thread with an answer, a lone comment, an own answer to oneself, a removed one."""

    def __init__(self):
        self.member, self.other = factories.user(display_name="Olha R."), factories.user(display_name="Ivan K.")
        self.answered = factories.comment(author=self.member, text="First & foremost: <b>\nnew line")
        self.article = self.answered.article
        self.answer = factories.comment(author=self.other, parent=self.answered, text="Words of Ivan")
        self.deeper = factories.comment(author=self.member, parent=self.answer, text="Deeper words")
        self.deepest = factories.comment(author=self.member, parent=self.deeper, text="Deepest words")
        self.lone = factories.comment(author=self.member, article=self.article, text="Lone words")
        self.removed = factories.comment(
            author=self.member, article=self.article, text="Rude words", state=State.REMOVED, reason="attack"
        )
        factories.comment(author=self.other, parent=self.removed, text="Why?", state=State.DELETED)
        self.answer.recommend(self.member)
        self.answer.recommend(factories.user())
        self.lone.recommend(self.other)
        self.answer.report(self.member, "hate", "So I think")
        self.answered.report(self.other, "hate", "And so I")
        Mute.objects.create(member=self.member, muted=self.other)
        Mute.objects.create(member=self.other, muted=self.member)
        Preferences.objects.create(member=self.member, replies="never")
        Sanction.objects.create(member=self.member, kind="warning", reason="attack", words="Be kind")
        ModerationAct.objects.create(act=Act.EDITED, comment=self.lone, member=self.member, note="Former words")
        ModerationAct.objects.create(act=Act.NOTED, member=self.member, note="A quarrel with Ivan", by=self.other)
        record(self.other, "member.warned", self.member, note="Olha was rude")

    def gone(self, comment):
        return not Comment.objects.filter(pk=comment.pk).exists()

    def now(self, comment):
        return Comment.objects.get(pk=comment.pk)


@pytest.fixture
def talk():
    return Talk()


def test_the_archive_holds_what_the_member_said_and_did(talk):
    with archive_of(talk.member) as taken:
        told = {name[:-5]: json.loads(taken.read(name)) for name in taken.namelist() if name.endswith(".json")}
        page = taken.read("index.html").decode()
    texts = [comment["text"] for comment in told["comments"]]
    assert texts == ["First & foremost: <b>\nnew line", "Deeper words", "Deepest words", "Lone words", "Rude words"]
    rude = told["comments"][-1]
    assert (rude["state"], rude["reason"]) == ("Removed by a moderator", "Personal attack")
    assert told["comments"][1]["answers"].endswith(f"/comments/{talk.answer.pk}/")
    assert [report["note"] for report in told["reports"]] == ["So I think"]
    assert [given["comment"] for given in told["recommendations"]] == [told["comments"][1]["answers"]]
    assert [mute["name"] for mute in told["mutes"]] == ["Ivan K."]
    assert told["sanctions"][0]["words"] == "Be kind"
    assert told["mail"] == [{"replies": "Never", "decisions": True}]
    assert "Former words" in [act["note"] for act in told["acts_on_comments"]]
    assert "First &amp; foremost: &lt;b&gt;\nnew line" in page
    for of_others in ("Words of Ivan", "And so I", "A quarrel"):
        assert of_others not in page
        assert of_others not in json.dumps(told)


def test_kept_comments_stay_under_no_name(talk):
    erasing.erase(talk.member, "keep")
    kept = Comment.objects.filter(author=None)
    assert {comment.text for comment in kept} >= {"Deeper words", "Deepest words", "Lone words"}
    assert talk.now(talk.answered).is_visible
    assert shown(talk.article) == visible(talk.article) == 5
    assert talk.now(talk.answer).recommend_count == Recommendation.objects.filter(comment=talk.answer).count() == 1
    report = Report.objects.get(comment=talk.answer)
    assert (report.member, report.reason, report.note) == (None, "hate", "So I think")
    assert not Mute.objects.exists()
    assert not Sanction.objects.exists()
    assert not Preferences.objects.exists()
    assert not ModerationAct.objects.filter(note__contains="quarrel").exists()
    assert not AuditEntry.objects.filter(note__contains="Olha").exists()


def test_erased_comments_leave_a_place_only_where_somebody_has_answered(talk):
    record(talk.other, "thing.deleted", talk.lone)
    erasing.erase(talk.member, "erase")
    answered, removed = talk.now(talk.answered), talk.now(talk.removed)
    assert (answered.state, answered.text, answered.author, answered.report_count) == (State.DELETED, "", None, 0)
    assert (removed.state, removed.text, removed.reason) == (State.REMOVED, "", "attack")
    assert all(talk.gone(comment) for comment in (talk.deeper, talk.deepest, talk.lone))
    answer = talk.now(talk.answer)
    assert (answer.text, answer.parent, answer.thread) == ("Words of Ivan", answered, answered)
    assert shown(talk.article) == visible(talk.article) == 1
    assert answer.recommend_count == 1
    assert Report.objects.get(comment=answer).note == ""
    assert Report.objects.get(comment=answered).closed_at
    act = answered.acts.get(act=Act.DELETED)
    assert (act.by, act.member, act.before, act.after) == (None, None, "visible", "deleted")
    assert not ModerationAct.objects.filter(note="Former words").exists()
    assert not AuditEntry.objects.filter(thing_name="Lone words").exists()


def test_an_answer_deep_below_keeps_the_whole_way_to_it():
    member, other = factories.user(), factories.user()
    first = factories.comment(author=member)
    second = factories.comment(author=member, parent=first)
    third = factories.comment(author=member, parent=second)
    leaver = factories.comment(author=None, parent=third)
    Comment.objects.filter(pk=leaver.pk).update(author=None)
    beside = factories.comment(author=member, parent=second)
    factories.comment(author=other, parent=leaver)
    erasing.erase(member, "erase")
    ways = {comment.pk: comment.text for comment in (Comment.objects.filter(pk__in=[first.pk, second.pk, third.pk]))}
    assert ways == {first.pk: "", second.pk: "", third.pk: ""}
    assert not Comment.objects.filter(pk=beside.pk).exists()


def many(member, number):
    article = factories.article()
    now = timezone.now()
    rows = [
        Comment(article=article, author=member, text=f"Number {n}: " + "words " * 30, posted_at=now, shown_at=now)
        for n in range(number)
    ]
    Comment.objects.bulk_create(rows, batch_size=500)
    Comment.objects.recount(article)
    return article


def test_the_archive_asks_and_holds_no_more_for_many_comments():
    few, lots = factories.user(), factories.user()
    many(few, 3)
    many(lots, 450)
    asked = []
    for member in (few, lots):
        with CaptureQueriesContext(connection) as queries:
            assert max(map(len, archive.pieces(member, "en"))) < 200_000, "sent in handfuls"
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.thorough
def test_ten_thousand_comments_are_taken_along_and_erased_in_seconds():
    member = factories.user()
    article = many(member, 10_000)
    began = time.process_time()
    list(archive.pieces(member, "en"))
    taken_along = time.process_time() - began
    erasing.erase(member, "erase")
    erased = time.process_time() - began - taken_along
    assert shown(article) == 0
    assert not Comment.objects.exists()
    assert max(taken_along, erased) < 6, (taken_along, erased)
