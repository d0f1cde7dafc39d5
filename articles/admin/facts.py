"""Between an article and its story: facts taken into the Background, and the lead given back as a fact."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.models import Article, Fact, StaleVersion, Story

from .desk import GrowingTextarea, HistoricalDateField

LAST_FACTS = 3
LONGEST = Fact._meta.get_field("text").max_length


class FactForm(forms.ModelForm):
    date = HistoricalDateField(label=Fact._meta.get_field("date").verbose_name, max_length=20)

    source_link = Fact._meta.get_field("source_link").formfield(assume_scheme="https")

    class Meta:
        model = Fact
        fields = ["date", "text", "source_name", "source_link"]
        widgets = {"text": GrowingTextarea({"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["date"].help_text = Fact._meta.get_field("date").help_text

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())


class FactsOfArticle:
    """Pages of an article's own, for ArticleAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/facts/", view(self.facts_view), name="articles_article_facts"),
            path("<int:pk>/lead-as-fact/", view(self.lead_as_fact_view), name="articles_article_lead_as_fact"),
            *super().get_urls(),
        ]

    def facts_view(self, request, pk):
        """The facts of the article's story: the last three and the pinned ones are ticked already."""
        article = self.found(request, pk)
        content = article.working_content()
        story = Story.objects.filter(pk=content["story"]).first()
        if not story:
            messages.warning(request, _("Choose a story first."))
            return self.back_to(article)
        story = story.standing
        facts = list(story.facts.all())
        taken = {row["fact"] for row in content["background"]}
        if request.method == "POST":
            wanted = set(request.POST.getlist("fact"))
            self.take_facts(request, article, [f for f in facts if str(f.pk) in wanted and f.pk not in taken])
            return redirect(f"{self.back_to(article).url}#background-group")
        suggested = {fact.pk for fact in facts[-LAST_FACTS:]} | {fact.pk for fact in facts if fact.pinned}
        rows = [{"fact": fact, "is_taken": fact.pk in taken, "is_suggested": fact.pk in suggested} for fact in facts]
        return self.page(request, article, "facts", title=_("Take from story"), story=story, rows=rows)

    @transaction.atomic
    def take_facts(self, request, article, facts):
        if not facts:
            return
        content = article.working_content()
        taken = [{"date": fact.date, "text": fact.text, "fact": fact.pk} for fact in facts]
        words = _("Took facts from the story.")
        try:
            article.keep({**content, "background": [*content["background"], *taken]}, request.user, note=words)
        except StaleVersion:
            messages.warning(request, _("Somebody saved the article at this moment. Press again to take the facts."))
        else:
            self.log_change(request, article, words)

    # --- the other way: what we reported is a fact of the story ---

    def lead_as_fact_view(self, request, pk):
        article = self.found(request, pk)
        if not self.may_publish(request):
            raise PermissionDenied
        if not may_lend_its_lead(article):
            return self.back_to(article)
        start = {"date": f"{timezone.localdate(article.published_at):%Y-%m-%d}", "text": shortened(article.standfirst)}
        form = FactForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid():
            self.add_fact(request, article, form)
            return redirect(reverse("admin:articles_story_change", args=[article.story_id]))
        title = _("Add the lead as a fact")
        return self.page(request, article, "lead_as_fact", title=title, form=form, story=article.story)

    @transaction.atomic
    def add_fact(self, request, article, form):
        story = Story.objects.select_for_update().get(pk=article.story_id)
        if story.facts.filter(article=article).exists():  # the other half of a double click was faster
            return
        form.instance.story, form.instance.article = story, article
        form.save()
        story.save(update_fields=["modified_at"])
        self.log_change(request, article, _("Added its lead as a fact of the story."))
        messages.success(request, _("The fact stands in “%(story)s”.") % {"story": story})


def may_lend_its_lead(article):
    """Whether a published article of a story is not one of its facts yet."""
    published = article.status in Article.VISIBLE and article.published_at
    return bool(published and article.story and not article.story.facts.filter(article=article).exists())


def offer_of_lead(article):
    """A link for the message after publishing, or nothing."""
    if not may_lend_its_lead(article):
        return ""
    words = _("Add the lead as a fact of “%(story)s”") % {"story": article.story}
    return format_html('<a href="{}">{}</a>', reverse("admin:articles_article_lead_as_fact", args=[article.pk]), words)


def shortened(text):
    """At most as long as a fact, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rpartition(" ")[0] + "…"
