"""Correcting a fact of a story, and with it the articles that printed it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import audit
from articles.dates import HistoricalDate
from articles.ids import id_of
from articles.models import Article, Correction, Fact, StaleVersion, Story
from articles.travelling import Refused, travel, uses_of

from .article_list import state_of
from .facts import FactForm

PAGE = 50
WITHOUT = "none"
WORDS = ("date", "text", "source_name", "source_link")


class CorrectedFactForm(FactForm):
    was = forms.CharField(required=False, widget=forms.HiddenInput)  # the fact when the form was opened
    kind = forms.ChoiceField(
        label=gettext_lazy("Note on the articles"),
        choices=[*Correction.Kind.choices, (WITHOUT, gettext_lazy("No note: only the wording"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, instance, **kwargs):
        self.words_now = in_short({name: getattr(instance, name) for name in WORDS})
        super().__init__(*args, instance=instance, **kwargs)
        self.initial["was"] = self.words_now

    def clean(self):
        cleaned = super().clean()
        typed = in_short({name: cleaned.get(name) for name in WORDS})
        if self.words_now not in (cleaned.get("was"), typed):
            self.data = self.data.copy()
            self.data["was"] = self.words_now
            words = _("Somebody changed this fact meanwhile. It now says: %(words)s. Press again to write over it.")
            self.add_error(None, words % {"words": self.words_now})
        return cleaned


def in_short(words):
    return " | ".join(words[name] for name in WORDS if words[name])


class FactCorrecting:
    """The page of one fact, for StoryAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.fact_view)
        return [path("<int:pk>/facts/<int:fact_pk>/", view, name="articles_story_fact"), *super().get_urls()]

    def fact_view(self, request, pk, fact_pk):
        if not (self.has_change_permission(request) and request.user.has_perm("articles.publish_article")):
            raise PermissionDenied
        fact = Fact.objects.select_related("story", "same_as__story").filter(pk=fact_pk).first()
        if fact is None:
            raise Http404("no such fact")
        if fact.standing.pk != fact.pk or fact.story_id != pk:
            return redirect(page_of(fact.standing))
        problems = {}
        kind = request.GET.get("go-on") or Correction.Kind.CORRECTION
        form = CorrectedFactForm(request.POST or None, instance=Fact.objects.get(pk=fact.pk), initial={"kind": kind})
        if request.method == "POST" and form.is_valid() and "_look" not in request.POST:
            try:
                left = self.correct_fact(request, fact, form)
                return redirect(page_of(fact) + (f"?go-on={form.cleaned_data['kind']}" if left else ""))
            except Refused as refused:
                problems = refused.problems
                form.add_error(None, _("Nothing was changed: not every article could be published."))
            except StaleVersion:
                form.add_error(None, _("Somebody saved one of the articles at this moment. Press again."))
        return self.show_fact(request, Fact.objects.get(pk=fact.pk), form, problems)

    @transaction.atomic
    def correct_fact(self, request, fact, form):
        """The fact and a page of articles, all or none. True when the rest of all shall follow."""
        story = Story.objects.select_for_update().get(pk=fact.story_id)  # whoever merges or splits it waits
        fact = Fact.objects.select_for_update().get(pk=fact.pk)
        before = {name: getattr(fact, name) for name in WORDS}
        for name in WORDS:
            setattr(fact, name, form.cleaned_data[name])
        after = {name: getattr(fact, name) for name in WORDS}
        if after != before:
            fact.save()
            story.save(update_fields=["modified_at"])
        articles, left = self.chosen(request, fact)
        kind = None if form.cleaned_data["kind"] == WITHOUT else form.cleaned_data["kind"]
        travel(fact, articles, request.user, kind)
        if after != before or articles:
            after["articles"] = [f"{article.pk}: {article.headline}" for article in articles]
            audit.record(request.user, "fact.corrected", fact, before=before, after=after)
        self.tell_of_fact(request, len(articles))
        return left

    @staticmethod
    def chosen(request, fact):
        """The articles to correct now, locked, and whether more shall follow."""
        stale = [use.number for use in uses_of(fact) if not use.says(fact.date, fact.text)]
        of_all = "_all" in request.POST
        ticked = {id_of(number) for number in request.POST.getlist("article")}
        wanted = stale if of_all else [number for number in stale if number in ticked]
        locked = Article.objects.select_for_update().filter(pk__in=wanted[:PAGE]).order_by("pk")
        return list(locked), of_all and len(wanted) > PAGE

    def tell_of_fact(self, request, count):
        words = ngettext("Corrected, with %(count)s article.", "Corrected, with %(count)s articles.", count)
        messages.success(request, words % {"count": count} if count else _("The fact is as you wrote it."))

    def show_fact(self, request, fact, form, problems):
        uses = uses_of(fact)
        after = form.instance if form.is_bound and not set(form.errors) - {"__all__"} else fact
        pages = max(-(-len(uses) // PAGE), 1)
        number = min(max(id_of(request.GET.get("page")), 1), pages)
        shown = uses[(number - 1) * PAGE : number * PAGE]
        articles = Article.objects.prefetch_related("corrections").in_bulk([use.number for use in shown])
        ticked = {id_of(posted) for posted in request.POST.getlist("article")} - set(problems)
        for use in shown:
            use.article = articles[use.number]
            use.is_ticked = use.number in ticked if form.is_bound else True
            use.problem, use.state = problems.get(use.number), state_of(use.article)
            waiting = [] if use.waiting == use.printed else use.waiting
            rows = [*printed(use.printed, ""), *printed(waiting, _("in the changes that wait"))]
            use.rows = [{**row, "is_same": row["words"] == (after.date, after.text)} for row in rows]
        done = sum(use.says(fact.date, fact.text) for use in uses)
        return self.story_page(
            request,
            fact.story,
            "fact",
            title=_("Correct a fact"),
            fact=fact,
            form=form,
            after=after,
            uses=shown,
            total=len(uses),
            done=done,
            left=len(uses) - done,
            goes_on="go-on" in request.GET and not form.is_bound and done < len(uses),
            page=number,
            pages=range(1, pages + 1) if pages > 1 else (),
        )


def printed(rows, where):
    return [
        {"when": HistoricalDate.parse(date), "text": text, "where": where, "words": (date, text)}
        for date, text in rows
    ]


def page_of(fact):
    return reverse("admin:articles_story_fact", args=[fact.story_id, fact.pk])
