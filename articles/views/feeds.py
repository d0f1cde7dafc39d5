"""Feeds of the record: what we corrected."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Correction

LENGTH = 50


class CorrectionsFeed(Feed):
    """The newest corrections of an edition, as Atom."""

    feed_type = Atom1Feed
    author_name = settings.SITE_NAME

    def title(self):
        return _("Corrections of %(paper)s") % {"paper": settings.SITE_NAME}

    def subtitle(self):
        return _("What we got wrong, what is right, and when we changed it.")

    def link(self):
        return settings.SITE_URL + reverse("articles:corrections")

    def feed_url(self):
        return settings.SITE_URL + reverse("articles:corrections_feed")

    def items(self):
        notes = Correction.objects.public(get_language()).select_related("article__section")
        return notes.order_by("-date", "-id")[:LENGTH]

    def item_title(self, note):
        return f"{note.get_kind_display()}: {note.article.headline}"

    def item_description(self, note):
        return escape(f"{note.wrong} {note.right}".strip())  # it is sent as HTML

    def item_link(self, note):
        return f"{settings.SITE_URL}{note.article.get_absolute_url()}#corrections"

    def item_guid(self, note):
        return f"{settings.SITE_URL}{reverse('articles:corrections')}#correction-{note.pk}"

    def item_pubdate(self, note):
        return note.date

    def item_updateddate(self, note):
        return note.date

    def item_categories(self, note):
        return [note.kind]

    def get_feed(self, *args):
        feed = super().get_feed(*args)
        feed.feed["language"] = get_language()
        return feed


@require_safe
@conditional_page
def corrections_feed(request):
    response = CorrectionsFeed()(request)
    del response.headers["Last-Modified"]  # a note may be put right, or go with its article, without a newer date
    return response
