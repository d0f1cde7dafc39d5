import itertools

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, Correction, Page, PastStoryAddress, Story
from articles.pagination import keyset_page

LEDGER_PAGE = 30


@require_safe
def story(request, slug):
    """The whole timeline of a running subject; `?order=oldest` reads it from the start. Where a story stood before, or
    one that was merged into it, the way to where it stands now."""
    shown = Story.objects.standing().filter(language=get_language(), slug=slug).first()
    if shown is None:
        past = get_object_or_404(PastStoryAddress.objects.select_related("story"), language=get_language(), slug=slug)
        return redirect(past.story.get_absolute_url(), permanent=True)
    newest_first = request.GET.get("order") != "oldest"
    facts = list(shown.facts.select_related("article__section", "article__picture"))
    if newest_first:
        facts.reverse()
    years = itertools.groupby(facts, key=lambda fact: fact.when.year)
    address = shown.get_absolute_url()
    context = {
        "story": shown,
        "years": [
            {"year": year, "label": year_label(year), "entries": [entry(fact) for fact in of_year]}
            for year, of_year in years
        ],
        "newest_first": newest_first,
        "order_urls": {"newest": address, "oldest": f"{address}?order=oldest"},
        "article_count": Article.objects.published(shown.language).filter(story=shown).count(),
        "articles": Article.objects.published(shown.language).filter(story=shown).cards().latest_first()[:20],
    }
    return render(request, "articles/story.html", context)


def year_label(year):
    return str(year) if year > 0 else _("%(year)s BC") % {"year": 1 - year}


def entry(fact):
    """A fact as the timeline prints it."""
    return {
        "when": fact.when,
        "text": fact.text,
        "source_name": fact.source_name,
        "source_link": fact.source_link,
        "article": fact.own_article,
    }


@require_safe
def corrections(request):
    """Everything we got wrong, newest first, with the number of each month."""
    ledger = Correction.objects.public(get_language()).select_related("article__section")
    page = keyset_page(request, ledger, LEDGER_PAGE, along=("date", "id"))
    months = itertools.groupby(page.rows, key=lambda note: timezone.localtime(note.date).replace(day=1).date())
    context = {
        "page": page,
        "months": [
            {"label": formats.date_format(month, "F Y"), "corrections": (found := list(notes)), "count": len(found)}
            for month, notes in months
        ],
    }
    return render(request, "articles/corrections.html", context)


@require_safe
def page(request, slug):
    shown = get_object_or_404(Page, language=get_language(), slug=slug)
    return render(request, "articles/page.html", {"page_object": shown})
