"""One press of a button in the article form: what it asks for, whether it was pressed twice, and how it ends."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles import content as contents
from articles.checks.blocking import GRACE
from articles.ids import id_of
from articles.models import Article, Author, Autosave, PlannedAct, StaleVersion, Version
from articles.templatetags.newsroom import short_moment

from .article_parts import MOST_ROWS
from .autosave import key_of

NAMESPACE = uuid.UUID("5d6e1f1c-6f0b-4b0e-9d3d-0c3f3f0c2b57")
ACTS = {  # what the history says of a press
    "_submit": Version.Act.SUBMITTED,
    "_changes": Version.Act.CHANGES_ASKED,
    "_ready": Version.Act.APPROVED,
    "_publish": Version.Act.PUBLISHED,
}


class NothingTyped(Exception):
    """The form is older than the article, and holds nothing that was not saved before."""


class Press:
    def __init__(self, request):
        self.user = request.user
        self.posted = request.POST
        self.key = self.key_of(request) if request.POST.get("form_key") else None
        self.opened = {}  # articles of this request, as the form shows them
        self.typed = None  # a copy of the form that was never saved and is shown now
        self.missing, self.upload_error, self.note_problem = {}, None, ""
        self.passed_on = ""  # what became of it between colleagues, in one sentence
        self.article = self.content = self.form = None

    @staticmethod
    def key_of(request):
        """The same for two presses that send the same, and for nothing else."""
        fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
        return uuid.uuid5(NAMESPACE, repr((request.user.pk, request.path, fields, files)))

    def article_saved_before(self):
        return self.key and Article.objects.filter(form_key=self.key).first()

    @property
    def seen(self):
        """The number of the version that the form was opened with; None when it does not say."""
        number = self.posted.get("version", "")
        return id_of(number) if number.isdecimal() else None

    @property
    def wants_publication(self):
        return "_publish" in self.posted

    @property
    def act(self):
        pressed = next((act for button, act in ACTS.items() if button in self.posted), Version.Act.SAVED)
        publishes = pressed in (Version.Act.PUBLISHED, Version.Act.CHANGES_ASKED, Version.Act.APPROVED)
        return Version.Act.SAVED if publishes and not self.may_publish else pressed

    @property
    def note(self):
        return self.posted.get("desk_note", "").strip()[:2000]

    @cached_property
    def may_publish(self):
        return self.user.has_perm("articles.publish_article")

    # --- what the form begins with ---

    def rows_of(self, article, name):
        """The rows of a list as the form begins with them: as they were typed and never saved, or saved last."""
        columns = contents.LISTS[name]
        if self.typed:
            return typed_rows(self.typed, name)
        rows = getattr(article, name).all() if article and article.pk else ()
        return [{"order": number, **contents.row_of(row, columns)} for number, row in enumerate(rows, 1)]

    # --- what becomes of it ---

    def carry_out(self, form, formsets):
        """Keep what was typed as the next version, then do what the button says. Raises StaleVersion when somebody
        saved after the form was opened, and NothingTyped when that costs nobody anything."""
        self.form, self.content = form, contents.settled(content_from(form, formsets))
        if self.wants_publication:
            contents.lead_with_first_paragraph(self.content)
        is_new = form.instance.pk is None
        self.article = form.instance if is_new else Article.objects.get(pk=form.instance.pk)
        self.sign(self.article, is_new)
        if is_new:
            self.article.begin(self.content, self.user, self.act, self.key)
        else:
            self.keep(form.cleaned_data["version"])
        form.save_picture_words()
        Autosave.objects.settle(self.user, key_of(self.posted))
        self.pass_on()
        if self.may_publish:
            self.decide(form)

    def decide(self, form):
        """What only somebody may do who publishes."""
        article = self.article
        if self.wants_publication:
            self.publish(form)
        elif "_unschedule" in self.posted and article.status == Article.Status.SCHEDULED and not article.is_published:
            article.unschedule(self.user)
        elif plan := article.planned.waiting().filter(pk=id_of(self.posted.get("_unplan"))).first():
            article.call_off(plan, self.user)

    def keep(self, seen):
        article = self.article
        if seen != article.version:
            base = article.versions.filter(number=seen).values_list("content", flat=True).first()
            raise NothingTyped if base == self.content else StaleVersion
        article.hold(seen)
        if self.act != Version.Act.SAVED or self.content != article.begin_history(seen):
            article.keep(self.content, self.user, self.act, seen)
            Article.objects.filter(pk=article.pk).update(form_key=self.key)
            article.form_key = self.key

    def sign(self, article, is_new):
        """An article nobody signed gets the byline of whoever began it, when they have one in its edition."""
        if self.content["bylines"] or not (is_new or article.created_by == self.user):
            return
        if author := Author.objects.signing(self.user, self.content["language"]):
            self.content["bylines"] = [{"author": author.pk, "role": ""}]

    def pass_on(self):
        """Over the desk: to review, back to the writer, to the colleague who takes it."""
        article = self.article
        try:
            if "_submit" in self.posted:
                article.submit(self.user, self.note)
            elif "_changes" in self.posted and self.may_publish:
                article.ask_changes(self.user, self.note)
                self.passed_on = _("Sent back with your note.")
            elif "_ready" in self.posted and self.may_publish:
                article.approve(self.user, self.note)
                self.passed_on = _("Marked ready.")
            elif "_take" in self.posted and self.may_publish:
                article.take_over(self.user)
                self.passed_on = _("It is yours now.")
            elif self.note:
                article.desk_notes.create(text=self.note, by=self.user)
            elif article.desk == article.Desk.READY and not self.may_publish:
                article.submit(self.user)
        except ValidationError as error:
            self.note_problem = error.messages[0]

    def publish(self, form):
        """Publish, schedule, or plan the change of what is live; what stops it is noted in `missing`."""
        article, at = self.article, form.cleaned_data.get("planned_at")
        substantive = bool(form.cleaned_data.get("substantive"))
        chosen, now = contents.moment(self.content["published_at"]), timezone.now()
        if not form.was_seen and chosen and chosen < now - GRACE:
            passed = _("%(time)s has passed. Choose a later time or empty the field.")
            self.missing = {**article.working_copy().missing_for_publication(now)}
            self.missing["published_at"] = passed % {"time": short_moment(chosen)}
            return
        try:
            if article.is_published and at:
                article.plan(PlannedAct.Act.CHANGE, at, self.user, substantive)
            else:
                article.publish(self.user, substantive=substantive)
        except ValidationError as error:
            self.missing = {name: words[0] for name, words in error.message_dict.items()}


def content_from(form, formsets):
    """The content of a valid form and its rows. What the form does not show is as it was."""
    article, cleaned = form.instance, form.cleaned_data
    content = {name: getattr(article, name) for name in (*contents.TEXTS, *contents.FLAGS)}
    content |= {name: getattr(article, f"{name}_id") for name in contents.LINKS}
    content |= {name: (at := getattr(article, name)) and at.isoformat() for name in contents.TIMES}
    content["topics"] = [topic.pk for topic in cleaned["topics"]]
    content["translation_of"] = other.pk if (other := cleaned.get("translation_of")) else None
    return content | {formset.prefix: formset.content() for formset in formsets}


def typed_rows(typed, name):
    """The rows of a list in a copy of what was typed, without those that were left empty or ticked for removal."""
    rows = {}
    for key, values in typed.lists():
        prefix, _dash, rest = key.partition("-")
        number, _dash, column = rest.partition("-")
        if prefix == name and number.isdecimal() and column:
            rows.setdefault(int(number), {})[column] = values[-1]
    kept = [rows[number] for number in sorted(rows)[:MOST_ROWS]]
    filled = set(contents.LISTS[name]) - {"kind"}
    return [row for row in kept if not row.get("DELETE") and any(row.get(column) for column in filled)]
