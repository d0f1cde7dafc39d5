"""The panel beside the form: what stops publication, what is only worth a look, and what is done."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles import content as contents
from articles.checks import STOP, WARN, advice_on, missing
from articles.models import Article

from .typed import as_typed

# where the field is that a rule names, and the words when nothing stops it there
PLACES = {
    "headline": ("id_headline", gettext_lazy("Headline")),
    "section": ("id_section", gettext_lazy("Section")),
    "body": ("id_body", gettext_lazy("Text")),
    "authors": ("bylines-group", gettext_lazy("Author")),
    "picture_alt": ("id_picture_alt", gettext_lazy("Alternative text of the picture")),
    "picture_credit": ("id_picture_credit", gettext_lazy("Credit of the picture")),
    "sources": ("sources-group", None),
    "quotes": ("quotes-group", None),
    "background": ("background-group", None),
}


def anchor_of(field):
    return PLACES[field][0] if field in PLACES else f"id_{field}"


def checks(article, stopping):
    """Lines of the panel: what stops first, then advice, then what is done."""
    stop = [line(STOP, words, name) for name, words in stopping.items()]
    look = [line(WARN, finding.words, finding.field, finding.place) for finding in advice_on(article)]
    done = [
        line("ok", words, name)
        for name, (_anchor, words) in PLACES.items()
        if words and name not in stopping and (article.picture_id or not name.startswith("picture"))
    ]
    return [*stop, *look, *done]


def line(kind, words, field, place=""):
    return {"kind": kind, "words": words, "anchor": anchor_of(field), "place": place.removesuffix("…")}


def heading(lines):
    """How many lines of each kind there are: “2 stop it, 1 to look at”."""
    kinds = [each["kind"] for each in lines]
    stop, look = kinds.count(STOP), kinds.count(WARN)
    words = []
    if stop:
        words.append(ngettext("%(count)d stops it", "%(count)d stop it", stop) % {"count": stop})
    if look:
        words.append(ngettext("%(count)d to look at", "%(count)d to look at", look) % {"count": look})
    return ", ".join(words)


class CheckPages:
    """The part of ArticleAdmin that answers what the checks say of a text that is being typed."""

    def get_urls(self):
        allowed = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path(
                "checks/", self.admin_site.admin_view(allowed(self.checks_of_new)), name="articles_article_checks_new"
            ),
            path(
                "<int:pk>/checks/",
                self.admin_site.admin_view(allowed(self.checks_view)),
                name="articles_article_checks",
            ),
            *super().get_urls(),
        ]

    def checks_view(self, request, pk):
        """The lines of the panel: of the form as it is sent, or of what was saved last. Nothing is written."""
        return self.lines_of(request, self.found(request, pk).working_copy())

    def checks_of_new(self, request):
        """The same of a form that was not saved yet; nought stands for the number that its article will have."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.lines_of(request, contents.lay(Article(pk=0), contents.settled({})))

    @staticmethod
    def lines_of(request, article):
        if request.method == "POST":
            as_typed(article, request.POST)
        lines = checks(article, missing(article))
        context = {"checks": lines, "checks_heading": heading(lines)}
        return render(request, "admin/articles/article/_check_lines.html", context)
