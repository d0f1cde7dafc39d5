"""Figures for the desk: reads of one article, what is read most, sections over time. Each chart has its numbers as a
table and as a file."""

import csv

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import charts, figures

PERIODS = (1, 7, 30)
HOURS, DAYS = 72, 90
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a text that begins so


class ReadsPages:
    """The part of ArticleAdmin that shows how often an article was read."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.reads_view))
        return [path("<int:pk>/reads/", view, name="articles_article_reads"), *super().get_urls()]

    def reads_view(self, request, pk):
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404("no such article")
        if not request.user.has_perm("articles.add_article"):
            raise PermissionDenied
        by_day = request.GET.get("by") == "day"
        rows = figures.reads_by_day(article, DAYS) if by_day else figures.reads_by_hour(article, HOURS)
        if "csv" in request.GET:
            head = [_("Day") if by_day else _("Hour"), _("Reads")]
            return as_file(f"reads-{article.pk}", head, [(when.isoformat(), reads) for when, reads in rows])
        reads = [reads for _when, reads in rows]
        return self.page(
            request,
            article,
            "reads",
            title=_("Reads"),
            by_day=by_day,
            rows=[row for row in reversed(rows) if row[1]],
            total=sum(reads),
            most=max(rows, key=lambda row: row[1], default=None),
            bars=charts.bars(reads),
            ticks=charts.ticks([when for when, _reads in rows], max(len(rows) // 4, 1)),
        )


def addresses(site):
    """The addresses of these pages, for an admin site."""

    @require_safe
    def page(request):
        if not request.user.has_perm("articles.add_article"):
            raise PermissionDenied
        return figures_page(request, site)

    return [path("figures/", site.admin_view(page), name="figures")]


def figures_page(request, site):
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    if request.GET.get("csv") == "articles":
        rows = [(found.pk, found.headline, str(found.section), reads) for found, reads in figures.most_read(days)]
        return as_file(f"most-read-{days}", [_("Number"), _("Headline"), _("Section"), _("Reads")], rows)
    dates, sections = figures.sections_by_day(days, get_language())
    if request.GET.get("csv") == "sections":
        rows = [(day.isoformat(), *(reads[at] for reads in sections.values())) for at, day in enumerate(dates)]
        return as_file(f"sections-{days}", [_("Day"), *sections], rows)
    most_read = figures.most_read(days)
    lines = {name: (charts.line(reads), sum(reads)) for name, reads in sections.items()}
    context = {
        **site.each_context(request),
        "title": _("Figures"),
        "days": days,
        "periods": PERIODS,
        "most_read": most_read,
        "most": most_read[0][1] if most_read else 0,
        "lines": lines,
        "sections": list(sections),
        "by_day": [(day, [reads[at] for reads in sections.values()]) for at, day in enumerate(dates)][::-1],
    }
    return TemplateResponse(request, "admin/figures.html", context)


def as_file(name, head, rows):
    """A table to be opened elsewhere. What a spreadsheet would take for a formula is marked as text."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")  # or a spreadsheet takes it for another alphabet
    out = csv.writer(answer)
    out.writerows([[plain(cell) for cell in row] for row in [head, *rows]])
    return answer


def plain(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
