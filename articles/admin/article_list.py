"""The list of articles: what a row shows, how it is filtered and searched, in the same time for a thousand and a
million."""

from datetime import timedelta
from urllib.parse import unquote, urlencode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.cache import caches
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.admin.lists import BoundedChangeList
from articles.ids import id_of
from articles.models import Article, ArticleSource, Author, Byline, Correction, HourlyReads, Section
from articles.models.articles import mostly

ROWS = 30
STATE = {  # the mark of a state: its word, and the shape of its bar
    "draft": (_("Draft"), "draft"),
    "scheduled": (_("Scheduled"), "sched"),
    "published": (_("Live"), "live"),
    "corrected": (_("Corrected"), "corr"),
    "withdrawn": (_("Withdrawn"), "gone"),
}
A_MINUTE = 60
NAMES = 40  # authors offered by the filter; the others are found through their own page


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("status"), "state"
    states = {
        "draft": (_("Draft"), Q(status=Article.Status.DRAFT)),
        "scheduled": (_("Scheduled"), Q(status=Article.Status.SCHEDULED, published_at__gt=Now())),
        "live": (_("Live"), mostly(Q(status__in=Article.VISIBLE, published_at__lte=Now()))),
        "withdrawn": (_("Withdrawn"), Q(status=Article.Status.WITHDRAWN)),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _condition) in self.states.items()]

    def queryset(self, request, articles):
        return articles.filter(self.states[self.value()][1]) if self.value() in self.states else articles


class DeskFilter(admin.SimpleListFilter):
    title, parameter_name = _("desk"), "desk"

    def lookups(self, request, model_admin):
        states = [choice for choice in Article.Desk.choices if choice[0] != Article.Desk.WRITING]
        return [*states, ("waiting", _("Changes not published"))]

    def queryset(self, request, articles):
        if self.value() == "waiting":
            return articles.with_changes()
        moving = articles.exclude(desk=Article.Desk.WRITING)  # in the words of the index, or it is not used
        return moving.filter(desk=self.value()) if self.value() in dict(self.lookup_choices) else articles


class SectionFilter(admin.SimpleListFilter):
    title, parameter_name = _("section"), "section"

    def lookups(self, request, model_admin):
        sections = list(Section.objects.all())
        several = len({section.language for section in sections}) > 1
        for section in sections:
            edition = f" · {get_language_info(section.language)['name_local']}" if several else ""
            yield str(section.pk), f"{section.name}{edition}"

    def queryset(self, request, articles):
        return articles.filter(section=self.value()) if id_of(self.value()) else articles


class AuthorFilter(admin.SimpleListFilter):
    title, parameter_name = _("author"), "author"

    def lookups(self, request, model_admin):
        authors = Author.objects.order_by("former", "name").values_list("pk", "name")
        named = dict(caches["process"].get_or_set("authors-of-the-list", lambda: list(authors[:NAMES]), A_MINUTE))
        if id_of(self.value()) and int(self.value()) not in named:
            named |= dict(authors.filter(pk=self.value()))
        return [("me", _("Me")), *((str(pk), name) for pk, name in named.items())]

    def queryset(self, request, articles):
        if self.value() == "me":
            return articles.of(request.user)
        if id_of(self.value()):
            return articles.filter(pk__in=Byline.objects.filter(author=self.value()).values("article"))
        return articles


class AttentionFilter(admin.SimpleListFilter):
    title, parameter_name = _("what to look at"), "look"

    def lookups(self, request, model_admin):
        return [("picture", _("No picture")), ("source", _("No source")), ("corrected", _("Has a correction"))]

    def queryset(self, request, articles):
        if self.value() == "picture":
            return articles.filter(mostly(Q(picture__isnull=True)))  # flashes have none
        if self.value() == "source":
            return articles.filter(~Exists(ArticleSource.objects.filter(article=OuterRef("pk"))))
        if self.value() == "corrected":
            return articles.filter(pk__in=Correction.objects.values("article"))
        return articles


class ChosenFilter(admin.SimpleListFilter):
    """Too many to list: one is looked up by name."""

    template = "admin/filter_chosen.html"
    field = None

    def lookups(self, request, model_admin):
        return []

    def has_output(self):
        return True

    def queryset(self, request, articles):
        return articles.filter(**{self.field: self.value()}) if id_of(self.value()) else articles

    def choices(self, changelist):
        field = Article._meta.get_field(self.field)
        value = id_of(self.value()) or None
        widget = AutocompleteSelect(field, admin.site, attrs={"id": f"filter-{self.field}", "class": "nd-chosen"})
        widget.choices = forms.ModelChoiceField(field.remote_field.model.objects.all(), required=False).choices
        yield {
            "widget": widget.render(self.parameter_name, value),
            "kept": [row for row in changelist.params.items() if row[0] != self.parameter_name],
            "clear": changelist.get_query_string(remove=[self.parameter_name]) if value else "",
            "id": widget.attrs["id"],
        }


class StoryFilter(ChosenFilter):
    title, parameter_name, field = _("story"), "story", "story"


class TopicFilter(ChosenFilter):
    title, parameter_name, field = _("topic"), "topic", "topics"


class ArticleChangeList(BoundedChangeList):
    def get_results(self, request):
        """The rows of the page with what they show; it is counted for these rows only."""
        super().get_results(request)
        since = timezone.now() - timedelta(hours=24)
        reads = HourlyReads.objects.filter(article=OuterRef("pk"), hour__gte=since).order_by().values("article")
        rows = self.result_list.defer("body", "details").annotate(
            reads_of_the_day=Subquery(reads.annotate(Sum("reads")).values("reads__sum")),
            is_corrected=Exists(Correction.objects.filter(article=OuterRef("pk"))),
        )
        self.result_list = list(rows.prefetch_related(Prefetch("bylines", Byline.objects.select_related("author"))))


class ArticleList:
    """The half of ArticleAdmin that is the list."""

    change_list_template = "admin/articles/article/change_list.html"
    list_display = ["thumb", "headline_and_state", "section", "published", "modified", "reads"]
    list_display_links = None
    list_per_page = ROWS
    list_filter = [
        StateFilter,
        DeskFilter,
        *([("language", admin.ChoicesFieldListFilter)] if len(settings.LANGUAGES) > 1 else []),
        AuthorFilter,
        SectionFilter,
        ("kind", admin.ChoicesFieldListFilter),
        AttentionFilter,
        StoryFilter,
        TopicFilter,
    ]
    search_fields = ["headline"]
    search_help_text = _("Words of the headline, an address, or a number.")
    date_hierarchy = "published_at"
    ordering = ["-modified_at"]
    list_select_related = ["section", "picture"]

    def get_changelist(self, request, **kwargs):
        return ArticleChangeList

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.formset = None
        return changelist

    @property
    def media(self):
        chosen = AutocompleteSelect(Article._meta.get_field("story"), admin.site)
        return super().media + chosen.media

    def get_search_results(self, request, articles, term):
        """Headline words; or the number of an article, or its address."""
        words = term.strip()
        if words.isdecimal() and len(words) < 10:
            return articles.filter(pk=words), False
        if "/" in words and " " not in words:
            return articles.filter(slug=unquote(words).rstrip("/").rpartition("/")[2]), False
        return super().get_search_results(request, articles, term)

    def changelist_view(self, request, extra_context=None):
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
        views = [
            (_("All"), {}),
            (_("My drafts"), {"author": "me", "state": "draft"}),
            (_("In review"), {"desk": "in_review"}),
            (_("Scheduled"), {"state": "scheduled"}),
            (_("Live today"), {"state": "live", "published_at__gte": today}),
            (_("Changes not published"), {"desk": "waiting"}),
            (_("No picture"), {"look": "picture"}),
        ]
        filters = {name for _words, query in views for name in query}
        chosen = {name: value for name in filters if (value := request.GET.get(name))}
        saved = [
            {
                "words": words,
                "query": f"?{urlencode(query)}",
                "is_current": chosen == query,
            }
            for words, query in views
        ]
        return super().changelist_view(request, {"views": saved, **(extra_context or {})})

    # --- the columns ---

    @admin.display(description=_("picture"))
    def thumb(self, article):
        return cell("thumb", article)

    @admin.display(description=_("headline"), ordering="headline")
    def headline_and_state(self, article):
        return cell("headline", article, state=state_of(article))

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, article):
        return cell("moment", article, at=article.published_at, updated=article.updated_at)

    @admin.display(description=_("modified"), ordering="modified_at")
    def modified(self, article):
        return cell("moment", article, at=article.modified_at)

    @admin.display(description=_("reads, 24 h"))
    def reads(self, article):
        return article.reads_of_the_day or ""


def state_of(article):
    """What readers see of it now and where it is on the desk, as a word, a colour and a shape."""
    name = article.status
    if article.is_published:
        name = "corrected" if is_corrected(article) else "published"
    word, shape = STATE[name]
    if article.desk != Article.Desk.WRITING:
        shape = "review" if name == "draft" else shape
        word = article.get_desk_display() if name == "draft" else f"{word} · {article.get_desk_display()}"
    elif article.has_changes:
        changes = _("changes not published")
        word = f"{word} · {changes}"
    return {"word": word, "shape": shape}


def is_corrected(article):
    """Whether a correction stands on it, which a row of the list knows already."""
    known = getattr(article, "is_corrected", None)
    return bool(article.corrections.all()) if known is None else known


def cell(name, article, **context):
    return render_to_string(f"admin/articles/article/_{name}.html", {"article": article, **context})
