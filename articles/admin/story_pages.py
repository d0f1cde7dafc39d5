"""Merging two stories, and taking one out of another."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.ids import id_of
from articles.models import Article, StaleVersion, Story

from .article_list import state_of

PAGE = 50


class SplitForm(forms.ModelForm):
    title = Story._meta.get_field("title").formfield(label=gettext_lazy("Title of the new story"))

    class Meta:
        model = Story
        fields = ["title"]


class StoryPages:
    """The part of StoryAdmin that has pages of its own."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", view(self.merge_view), name="articles_story_merge"),
            path("<int:pk>/split/", view(self.split_view), name="articles_story_split"),
            *super().get_urls(),
        ]

    def story_of(self, request, pk):
        """A story that this editor may change. Raises Http404 and PermissionDenied."""
        if not (self.has_change_permission(request) and request.user.has_perm("articles.publish_article")):
            raise PermissionDenied
        story = Story.objects.standing().filter(pk=id_of(pk)).first()
        if story is None:
            raise Http404("no such story")
        return story

    def merge_view(self, request, pk):
        story = self.story_of(request, pk)
        others = Story.objects.standing().filter(language=story.language).exclude(pk=story.pk)
        other = others.filter(pk=id_of(request.POST.get("into") or request.GET.get("into"))).first()
        problem = ""
        if request.method == "POST" and other is None:
            problem = _("Choose another story.")
        elif request.method == "POST":
            try:
                story.merge_into(other, request.user)
            except ValidationError as error:
                problem = error.messages[0]
            else:
                messages.success(request, _("Merged. The old address leads here."))
                return redirect("admin:articles_story_change", other.pk)
        return self.story_page(
            request,
            story,
            "merge",
            title=_("Merge into another story"),
            others=others,
            other=other,
            problem=problem,
            facts=story.facts.count(),
            articles=story.articles.count(),
            same=len(words_of_facts(story) & words_of_facts(other)) if other else 0,
        )

    def split_view(self, request, pk):
        """Ticked facts, and ticked articles of one page, go to a new story."""
        story = self.story_of(request, pk)
        form = SplitForm(request.POST or None, label_suffix="")
        facts = list(story.facts.all())
        ticked = {name: {id_of(number) for number in request.POST.getlist(name)} for name in ("fact", "article")}
        if request.method == "POST" and form.is_valid():
            chosen = [fact for fact in facts if fact.pk in ticked["fact"]]
            try:
                made = self.split(request, story, form.cleaned_data["title"], chosen, ticked["article"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            except StaleVersion:
                form.add_error(None, _("Somebody saved one of the articles at this moment. Press again."))
            else:
                messages.success(request, _("“%(story)s” is a story of its own now.") % {"story": made})
                return redirect("admin:articles_story_change", made.pk)
        articles = story.articles.order_by("-published_at", "-pk").prefetch_related("corrections")
        return self.story_page(
            request,
            story,
            "split",
            title=_("Split into two stories"),
            form=form,
            facts=[{"fact": fact, "is_ticked": fact.pk in ticked["fact"]} for fact in facts],
            articles=[
                {"article": article, "state": state_of(article), "is_ticked": article.pk in ticked["article"]}
                for article in articles[:PAGE]
            ],
            more=max(story.articles.count() - PAGE, 0),
        )

    @transaction.atomic
    def split(self, request, story, title, facts, numbers):
        story = Story.objects.select_for_update().get(pk=story.pk)
        articles = list(
            Article.objects.select_for_update().filter(story=story, pk__in=list(numbers)[:PAGE]).order_by("pk")
        )
        if not facts and not articles:
            raise ValidationError(_("Tick the facts and articles of the new story."))
        return story.split(" ".join(title.split()), facts, articles, request.user)

    def story_page(self, request, story, name, **context):
        context.update(self.admin_site.each_context(request), opts=self.opts, original=story, story=story)
        return TemplateResponse(request, f"admin/articles/story/{name}.html", context)


def words_of_facts(story):
    return {(date, text.strip()) for date, text in story.facts.values_list("date", "text")}
