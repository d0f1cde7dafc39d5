import datetime
import itertools

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import archive
from articles.models import Article, Author, Popularity, Section, Topic
from articles.pagination import keyset_page
from articles.readership import most_read

POPULAR = 5
SECTION_TOP = 3  # the lead of a section and two beside it
ALL_NEWS = 40
POPULAR_PAGE = 30


def by_day(articles):
    """Articles in time order, cut into the newsroom's days."""
    days = itertools.groupby(articles, key=lambda article: timezone.localdate(article.published_at))
    return [{"date": date, "articles": list(of_day), "url": archive.day_url(date)} for date, of_day in days]


def popular_rail(language):
    return {
        "popular": most_read(language, Popularity.Period.DAY, POPULAR),
        "popular_period": Popularity.Period.DAY.label,
    }


@require_safe
def section(request, slug):
    shown = get_object_or_404(Section, language=get_language(), slug=slug)
    page = keyset_page(request, Article.objects.published().filter(section=shown).cards())
    lead, *seconds = top_of(page.rows) if page.is_first else [None]
    rest = [article for article in page.rows if article not in (lead, *seconds)]
    context = {"section": shown, "page": page, "days": by_day(rest), "lead": lead, "seconds": seconds}
    return render(request, "articles/section.html", {**context, **popular_rail(get_language())})


def top_of(articles):
    """The lead of a section and what stands beside it: the newest with a picture, then reports before flashes."""
    worth = sorted(articles, key=lambda article: (not article.picture_id, article.kind == Article.Kind.FLASH))
    return worth[:SECTION_TOP] or [None]


@require_safe
def topic(request, slug):
    shown = get_object_or_404(Topic, language=get_language(), slug=slug)
    page = keyset_page(request, Article.objects.published().filter(topics=shown).cards())
    context = {"topic": shown, "page": page, "days": by_day(page.rows)}
    return render(request, "articles/topic.html", {**context, **popular_rail(get_language())})


@require_safe
def author(request, slug):
    shown = get_object_or_404(Author.objects.select_related("portrait"), language=get_language(), slug=slug)
    bylines = shown.bylines.visible()
    page = keyset_page(request, bylines.cards(), along=("published_at", "article_id"))
    since = bylines.order_by("published_at", "article_id").values_list("published_at", flat=True).first()
    days = by_day([byline.article for byline in page.rows])
    context = {"author": shown, "page": page, "days": days, "since": since}
    return render(request, "articles/author.html", {**context, **popular_rail(get_language())})


@require_safe
def all_news(request):
    """The stream. `?date=2026-03-17` from the date field leads to that day's page."""
    if wanted := request.GET.get("date"):
        return archive.redirect_to_day(wanted)
    page = keyset_page(request, Article.objects.published(get_language()).cards(), size=ALL_NEWS)
    today = timezone.localdate()
    context = {
        "page": page,
        "days": by_day(page.rows),
        "today_url": archive.day_url(today),
        "yesterday_url": archive.day_url(today - datetime.timedelta(days=1)),
        "today": today,
        "calendar": archive.calendar_of(get_language(), today, current=None),
    }
    return render(request, "articles/all_news.html", context)


@require_safe
def day(request, year, month, day):
    try:
        date = datetime.date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404("no such day") from error
    if not archive.FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404("outside the archive")
    articles = Article.objects.published(get_language()).between(*archive.bounds(date)).cards().latest_first()
    context = {
        "date": date,
        "articles": list(articles),
        "calendar": archive.calendar_of(get_language(), date, current=date),
        **archive.neighbours(get_language(), date),
    }
    return render(request, "articles/day.html", context)


@require_safe
def popular(request):
    periods = {str(period.value): period for period in Popularity.Period}
    wanted = request.GET.get("hours", str(Popularity.Period.DAY.value))
    if wanted not in periods:
        raise Http404("no such period")
    address = reverse("articles:popular")
    context = {
        "articles": most_read(get_language(), periods[wanted], POPULAR_PAGE),
        "period_label": periods[wanted].label,
        "periods": [
            {
                "label": period.label,
                "url": address if period == Popularity.Period.DAY else f"{address}?hours={value}",
                "is_current": value == wanted,
            }
            for value, period in periods.items()
        ],
    }
    return render(request, "articles/popular.html", context)
