"""The desk of a story: its facts in order, which articles use them, its own articles."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.ids import id_of
from articles.models import Article, Fact, Story

from .article_list import state_of
from .desk import DeskAdmin, DeskInline, SuggestedOne
from .fact_correcting import FactCorrecting
from .in_use import KeptWhileUsed
from .story_pages import StoryPages

FIRST, LATEST = 5, 50  # of its articles: at once, and behind a click


class OwnArticle(SuggestedOne):
    """Names the articles of all facts by one query for the whole form."""

    names = {}

    def optgroups(self, name, value, attrs=None):
        chosen = [number for number in value if id_of(number)]
        if not all(id_of(number) in self.names for number in chosen):
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, number, self.names[id_of(number)], True, index)
            for index, number in enumerate(chosen, 1)
        ]
        return [(None, options, 0)]


class FactInline(DeskInline, admin.TabularInline):
    model = Fact
    fields = ["date", "text", "source_name", "source_link", "article", "pinned", "used_in"]
    readonly_fields = ["used_in"]
    autocomplete_fields = ["article"]
    note = _("in order of their dates")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses_count=Count("uses__article", distinct=True))

    def get_fields(self, request, obj=None):
        """Who only reads a story is not told of an article of it that may be anybody's draft."""
        for_editors = () if request.user.has_perm("articles.change_story") else ("article", "used_in")
        return [name for name in self.fields if name not in for_editors]

    def get_formset(self, request, obj=None, **kwargs):
        own = Article.objects.filter(pk__in=obj.facts.values("article")) if obj else Article.objects.none()
        request.names_of_articles = {article.pk: str(article) for article in own.only("headline")}
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "article":
            choices = field.widget.widget.choices
            field.widget.widget = OwnArticle(db_field, self.admin_site)
            field.widget.widget.choices, field.widget.widget.names = choices, request.names_of_articles
        return field

    @admin.display(description=_("used in"))
    def used_in(self, fact):
        if not fact.pk:
            return ""
        count = getattr(fact, "uses_count", 0)
        words = ngettext("%(count)s article", "%(count)s articles", count) % {"count": count}
        address = reverse("admin:articles_story_fact", args=[fact.story_id, fact.pk])
        return format_html('{}<br><a href="{}">{}</a>', words, address, _("Correct…"))


@admin.register(Story)
class StoryAdmin(KeptWhileUsed, FactCorrecting, StoryPages, DeskAdmin):
    list_display = ["title", "language", "facts_count", "articles_count", "modified_at"]
    list_filter = ["language"]
    search_fields = ["title"]
    fields = ["title", "language", "slug", "summary"]
    inlines = [FactInline]
    change_form_template = "admin/articles/story/change_form.html"

    def get_queryset(self, request):
        counted = {"facts_count": how_many(Fact), "articles_count": how_many(Article)}
        return super().get_queryset(request).standing().annotate(**counted)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        story = Story.objects.filter(pk=id_of(object_id)).first()
        if story and story.merged_into_id:
            return redirect("admin:articles_story_change", story.merged_into_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        left = Story.objects.filter(pk=obj.pk).values("slug", "language").first()
        super().save_model(request, obj, form, change)
        if left:
            obj.leave_address(**left)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            articles = articles_of(obj, request.user)
            context.update(
                articles=articles[:FIRST],
                earlier=articles[FIRST:],
                article_count=obj.articles.count(),
                may_rearrange=self.has_change_permission(request, obj)
                and request.user.has_perm("articles.publish_article"),
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("facts"))
    def facts_count(self, story):
        return story.facts_count

    @admin.display(description=_("articles"))
    def articles_count(self, story):
        return story.articles_count


def how_many(model):
    """The number of a story's rows of another model."""
    rows = model.objects.filter(story=OuterRef("pk")).order_by().values("story")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def articles_of(story, user):
    """The latest articles of a story, as far as this member of staff may know of them."""
    readable = Article.objects.readable_by(user).filter(story=story).order_by("-published_at", "-pk")
    told = set(story.facts.values_list("article", flat=True))
    return [
        {"article": article, "state": state_of(article), "is_untold": article.is_published and article.pk not in told}
        for article in readable.prefetch_related("corrections").defer("body", "details")[:LATEST]
    ]
