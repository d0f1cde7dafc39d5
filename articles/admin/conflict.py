"""Two people saved one article: a page that lets the second choose part by part, and loses nothing of either."""

from difflib import SequenceMatcher

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from js_asset import Media

from articles import content as contents
from articles.body import FIGURE, pictures_in
from articles.merging import BOTH, MINE, SENTENCES, THEIRS, merge
from articles.models import (
    Article,
    ArticleSource,
    Author,
    Autosave,
    BackgroundFact,
    Byline,
    Picture,
    Quote,
    Section,
    Source,
    StaleVersion,
    Story,
    Topic,
    Version,
)
from articles.slugs import slug_for
from articles.templatetags.newsroom import moment

from .autosave import keep_crossed, key_of
from .desk import GrowingTextarea
from .long_text import LongTextWidget

ROWS = {"bylines": Byline, "sources": ArticleSource, "quotes": Quote, "background": BackgroundFact}
NAMED = {"section": Section, "story": Story, "picture": Picture, "topics": Topic, "translation_of": Article}
NAMED_IN_ROWS = {"author": Author, "organisation": Source}
MOST_WORDS = 3000  # of a part in which changed words are marked
TRIES = 5


class ConflictPages:
    """The part of ArticleAdmin that brings two versions together."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.conflict_view)
        return [path("<int:pk>/conflict/", view, name="articles_article_conflict"), *super().get_urls()]

    def conflict_view(self, request, pk):
        article = self.found(request, pk)
        if request.method != "POST":
            return self.back_to(article)
        try:
            conflict = Conflict.unsealed(request, article)
        except (signing.BadSignature, Version.DoesNotExist):
            messages.error(request, _("This page was not ours, or belongs to somebody else. Nothing was saved."))
            return self.back_to(article)
        everything = next((side for side in (MINE, THEIRS) if f"_all_{side}" in request.POST), None)
        if everything:
            conflict.choices = {part.key: everything for part in conflict.merged.conflicts}
            return conflict.page(self, request)
        if problem := conflict.take(request.POST):
            return conflict.page(self, request, problem)
        return save(self, request, conflict)


def conflict_page(admin, request, article, base_number, mine):
    """What a press on an article that somebody else saved meanwhile is answered with.

    `mine` is the typed content, `base_number` the version it began from, or None when nobody knows. What touches
    nothing that the other changed is merged and saved at once; otherwise the page asks.
    """
    article.begin_history(article.version)
    conflict = Conflict(article, base_number, article.version, mine, request.user)
    conflict.pressed_publish = "_publish" in request.POST
    conflict.note = request.POST.get("desk_note", "").strip()[:2000]
    conflict.form_key = key_of(request.POST)
    if not conflict.merged.conflicts:
        return save(admin, request, conflict)
    keep_crossed(request, article)
    return conflict.page(admin, request)


def save(admin, request, conflict):
    """Keep the result as the next version; where yet another save came in between, ask again about that one."""
    article = conflict.article
    for _again in range(TRIES):
        result = conflict.result()
        try:
            if result != contents.settled(conflict.theirs.content):
                keep(article, result, request.user, conflict.theirs.number)
            conflict.after_saving()
            tell(request, conflict)
            return admin.back_to(article)
        except StaleVersion:
            article.refresh_from_db()
            conflict = conflict.over_again(result)
            if conflict.merged.conflicts:
                break
    return conflict.page(admin, request)


def keep(article, content, by, seen):
    try:
        article.keep(content, by, Version.Act.MERGED, seen)
    except IntegrityError:  # meanwhile another article took the address: this one gets one of its own
        article.refresh_from_db()
        article.keep({**content, "slug": ""}, by, Version.Act.MERGED, seen)


def tell(request, conflict):
    other = conflict.theirs.by if conflict.theirs.by != request.user else None
    words = _("Saved together with what %(who)s saved meanwhile.") % {"who": other or _("you yourself")}
    if conflict.pressed_publish:
        words += " " + _("It is not published yet: look at it and press again.")
    messages.success(request, words)


class Conflict:
    """What one person typed over version `base`, while others saved up to version `theirs`."""

    def __init__(self, article, base, theirs, mine, user, at=None):
        self.article, self.base_number, self.user = article, base, user
        self.at = at or timezone.now()
        self.pressed_publish, self.note, self.form_key, self.choices = False, "", "", {}
        self.theirs = article.versions.select_related("by").get(number=theirs)
        found = article.versions.filter(number=base).first() if base is not None else None
        self.base = found.content if found else {}
        self.mine = with_times_of(self.base, mine)
        self.merged = merge(self.base, self.mine, self.theirs.content)

    # --- over the way through the browser ---

    def sealed(self):
        """All of it as text that comes back unchanged, or not at all."""
        value = {
            "base": self.base_number, "theirs": self.theirs.number, "mine": self.mine,
            "at": self.at.isoformat(), "publish": self.pressed_publish, "note": self.note, "form": self.form_key,
        }  # fmt: skip
        return signing.dumps(value, salt=salt_of(self.article, self.user), compress=True)

    @classmethod
    def unsealed(cls, request, article):
        """The conflict as it was asked. Raises BadSignature for what is not this person's and this article's."""
        value = signing.loads(request.POST.get("conflict", ""), salt=salt_of(article, request.user))
        at = contents.moment(value["at"])
        conflict = cls(article, value["base"], value["theirs"], value["mine"], request.user, at)
        conflict.pressed_publish, conflict.note, conflict.form_key = value["publish"], value["note"], value["form"]
        return conflict

    def over_again(self, result):
        """The same with what was chosen until now as mine, over a version that came in between."""
        again = Conflict(self.article, self.theirs.number, self.article.version, result, self.user)
        again.pressed_publish, again.note, again.form_key = self.pressed_publish, self.note, self.form_key
        return again

    # --- what is chosen ---

    def take(self, posted):
        """Note what was chosen. Returns a sentence when something is missing or cannot be."""
        for part in self.merged.conflicts:
            side = posted.get(f"choice-{part.key}")
            if side == BOTH and part.allows_both:
                text = posted.get(f"both-{part.key}")
                self.choices[part.key] = BOTH if text is None else (BOTH, text.replace("\x00", ""))
            elif side in (MINE, THEIRS):
                self.choices[part.key] = side
        if len(self.choices) < len(self.merged.conflicts):
            return _("Choose in each part first. What you chose is kept below.")
        return self.problem(self.result())

    def result(self):
        """The content that is chosen. A draft's address follows its headline, unless somebody wrote it by hand."""
        made, theirs = self.merged.result(self.choices), contents.settled(self.theirs.content)
        follows = theirs["slug"].startswith(slug_for(theirs["headline"]) or Article._meta.model_name)
        is_theirs = made["slug"] == theirs["slug"] and made["headline"] != theirs["headline"]
        if self.article.status == Article.Status.DRAFT and follows and is_theirs:
            made["slug"] = ""
        return made

    def problem(self, content):
        for name in SENTENCES:
            field = self.article._meta.get_field(name)
            try:
                field.clean(content[name], self.article)
            except ValidationError as error:
                return f"{capfirst(field.verbose_name)}: {error.messages[0]}"
        return ""

    def after_saving(self):
        if self.form_key:
            Autosave.objects.settle(self.user, self.form_key)
        if self.note:
            self.article.desk_notes.create(text=self.note, by=self.user)

    # --- the page ---

    def page(self, admin, request, problem=""):
        names = Names(self.merged.parts)
        asked = [Question(part, names, self.choices.get(part.key)) for part in self.merged.conflicts]
        between = self.article.versions.rows().filter(number__gt=self.base_number or 0)
        media = LongTextWidget().media if any(question.is_prose for question in asked) else None
        context = {
            **admin.admin_site.each_context(request),
            "title": _("Two versions of one article"),
            "opts": admin.opts, "original": self.article, "article": self.article,
            "conflict": self, "questions": asked, "problem": problem, "sealed": self.sealed(),
            "chosen": sum(question.choice != "" for question in asked),
            "settled": [(label_of(part), names.text(part, part.by_itself)) for part in self.merged.settled],
            "theirs": self.theirs,
            "who": self.theirs.by if self.theirs.by_id != self.user.pk else None,
            "is_own": self.theirs.by_id == self.user.pk,
            "others": sorted({str(version.by) for version in between if version.by_id not in (None, self.user.pk)}),
            "next_number": self.theirs.number + 1,
            "media": media and Media.from_media(media, nonce=getattr(request, "csp_nonce", "")),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/article/conflict.html", context)


def with_times_of(base, content):
    """The content with the seconds of times that were left as they were: a form shows and sends minutes."""
    kept = {}
    for name in contents.TIMES:
        old, new = contents.moment(base.get(name)), contents.moment(content.get(name))
        if old and new and old.replace(second=0, microsecond=0) == new.replace(second=0, microsecond=0):
            kept[name] = base[name]
    return {**content, **kept}


def salt_of(article, user):
    return f"articles.conflict.{article.pk}.{user.pk}"


class Question:
    """One part on the page: two texts side by side with their own words marked, and room for both."""

    def __init__(self, part, names, choice=None):
        self.part, self.key, self.label, self.is_prose = part, part.key, label_of(part), part.is_prose
        self.choice, typed = choice if isinstance(choice, tuple) else (choice or "", None)
        base, mine, theirs = (names.text(part, value) for value in (part.base, part.mine, part.theirs))
        if mine == theirs:  # only a link or an emphasis differs: then the source is shown
            base, mine, theirs = (str(value or "") for value in (part.base, part.mine, part.theirs))
        self.mine, self.theirs = marked(base, mine), marked(base, theirs)
        self.is_headline = part.field in ("headline", "short_headline")
        self.has_row_for_both = part.allows_both and isinstance(part.mine, dict)
        self.both = ""
        if part.allows_both and not self.has_row_for_both:
            widget = LongTextWidget({"rows": 4}) if part.is_prose else GrowingTextarea()
            attrs = {
                "id": f"id_both-{part.key}",
                "aria-label": _("%(part)s: both texts, to edit") % {"part": self.label},
            }
            self.both = widget.render(f"both-{part.key}", part.both if typed is None else typed, attrs)


def label_of(part):
    """The name of a part: “Headline”, “Body, paragraph 3”, “Background, row 2”."""
    if part.field in ROWS:
        name = capfirst(ROWS[part.field]._meta.verbose_name_plural)
        return _("%(field)s, row %(number)d") % {"field": name, "number": part.number}
    name = _("Translation of") if part.field == "translation_of" else Article._meta.get_field(part.field).verbose_name
    if part.is_prose and part.number:
        return _("%(field)s, paragraph %(number)d") % {"field": capfirst(name), "number": part.number}
    return str(capfirst(name))


class Names:
    """The values of parts as text for people. Asks once for each kind of thing, however many are named."""

    def __init__(self, parts):
        wanted = {name: set() for name in (*NAMED, *NAMED_IN_ROWS)}
        for part in parts:
            for value in (part.base, part.mine, part.theirs):
                if part.field in NAMED:
                    wanted[part.field].add(value)
                elif part.is_prose:
                    wanted["picture"] |= set(pictures_in(value))
                elif isinstance(value, dict):
                    for name in NAMED_IN_ROWS:
                        wanted[name].add(value.get(name))
        models = {**NAMED, **NAMED_IN_ROWS}
        self.found = {name: models[name].objects.in_bulk(numbers - {None}) for name, numbers in wanted.items()}

    def text(self, part, value):
        if value is None:
            return ""
        if isinstance(value, dict):
            return " · ".join(filter(None, (self.cell(name, cell) for name, cell in value.items())))
        if part.field in NAMED:
            return str(self.found[part.field].get(value, "")) if value else ""
        if part.field in contents.TIMES:
            return moment(contents.moment(value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if choices := Article._meta.get_field(part.field).flatchoices:
            return str(dict(choices).get(value, value))
        return self.prose(value) if part.is_prose else str(value)

    def prose(self, html):
        """The words of a text, and of each picture in it the library's."""
        words = FIGURE.split(html)
        words[1::2] = [_("Picture: %(caption)s") % {"caption": self.picture(number)} for number in words[1::2]]
        words[::2] = [strip_tags(passage.replace("<", " <")) for passage in words[::2]]
        return " ".join(" ".join(words).split())

    def picture(self, number):
        found = self.found["picture"].get(int(number))
        return str(found or _("number %(number)s, which is no longer there") % {"number": number})

    def cell(self, name, cell):
        if name in NAMED_IN_ROWS:
            return str(self.found[name].get(cell, "")) if cell else ""
        return "" if name == "fact" else str(cell)


def marked(base, text):
    """The text in pieces, each with whether it is new against `base`."""
    old, new = base.split(), text.split()
    if not old or len(old) + len(new) > MOST_WORDS:
        return [(text, False)]
    runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(" ".join(new[start:end]), kind != "equal") for kind, _from, _to, start, end in runs if start < end]
