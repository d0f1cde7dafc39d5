"""The editor of an article's own texts: pictures of the library and pull quotes stand between its paragraphs."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from articles.images import WIDE
from articles.models import Picture

from .desk import MARKUP, ProseWidget

OFFERED = 24  # pictures at a time: the newest ones, or those found by a word
MOST_LETTERS = 200
WORDS = {
    "picture": _("picture from the library"),
    "choose": _("Choose a picture"),
    "search": _("Words of its caption, alternative text or credit"),
    "newest": _("The newest ones. Others are found by a word."),
    "none": _("No picture was found."),
    "trouble": _("The library cannot be reached. Try again."),
    "library": _("Open the library"),
    "cancel": _("Cancel"),
    "gone": _("This picture is not in the library any more."),
    "without": _("No caption"),
}
# The markup of articles/body.py; static/newsdesk/prose.js has what is our own.
LONG_MARKUP = MARKUP | {
    "Document": False,
    "LongDocument": True,
    "LibraryPicture": {
        "about": reverse_lazy("admin:articles_picture_words", args=[0]),
        "choices": reverse_lazy("admin:articles_picture_choices"),
        "library": reverse_lazy("admin:articles_picture_changelist"),
        "words": WORDS,
    },
    "PullQuote": {"words": {"pull": _("pull quote")}},
}


class LongTextWidget(ProseWidget):
    """For body and details of an article, wherever they are written: an editor that does not know a picture in the
    text would lose it."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.config = {"extensions": LONG_MARKUP}

    def get_config(self):
        return super().get_config() | {"js_modules": [static("newsdesk/prose.js")]}


class PictureChoices:
    """The part of PictureAdmin that offers pictures to the editor."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.choices_view)
        return [path("choices/", view, name="articles_picture_choices"), *super().get_urls()]

    def choices_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "")[:MOST_LETTERS]
        found, _has_doubles = self.get_search_results(request, Picture.objects.available(), term)
        return JsonResponse({"pictures": [as_choice(picture) for picture in found[:OFFERED]]})


def as_choice(picture):
    return {
        "number": picture.pk,
        "thumb": picture.renditions(WIDE).fallback,
        "name": str(picture),
        "credit": picture.credit,
        "warnings": picture.warnings(),
    }
