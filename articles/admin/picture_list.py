"""The library as a list: its views, and where each picture of a page is used."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.admin.lists import REACH, BoundedChangeList
from articles.models import Picture
from articles.models.pictures import WARNED_DAYS
from articles.uses import places_of

# The views: their words, what they show to a member of staff, and whether that is a trouble.
VIEWS = {
    "": (_("All"), lambda pictures, user: pictures.available(), False),
    "credit": (_("No credit"), lambda pictures, user: pictures.without_credit(), True),
    "alt": (_("No alternative text"), lambda pictures, user: pictures.without_alt(), True),
    "use": (_("Not used"), lambda pictures, user: pictures.unused(), False),
    "licence": (_("Licence ends"), lambda pictures, user: pictures.licence_ends_within(WARNED_DAYS), True),
    "ended": (_("Licence ended"), lambda pictures, user: pictures.licence_ended(), True),
    "mine": (_("Mine"), lambda pictures, user: pictures.available().filter(uploaded_by=user), False),
    "withdrawn": (_("Withdrawn"), lambda pictures, user: pictures.withdrawn(), False),
}


class LookFilter(admin.SimpleListFilter):
    title, parameter_name = _("what to look at"), "look"

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _shown, _trouble) in VIEWS.items() if name]

    def queryset(self, request, pictures):
        _words, shown, _trouble = VIEWS.get(self.value(), VIEWS[""])
        return shown(pictures, request.user)


class PictureChangeList(BoundedChangeList):
    def get_queryset(self, *args, **kwargs):
        found = super().get_queryset(*args, **kwargs)
        self.has_filters = False  # the views stand above the list, there is nothing to show beside it
        return found

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        uses = uses_of_all(self.result_list)
        for picture in self.result_list:
            picture.uses = uses[picture.pk]


def uses_of_all(pictures):
    """In how many things each of these pictures is shown: one query for each place."""
    numbers = [picture.pk for picture in pictures]
    uses = Counter()
    for place in places_of(Picture):
        rows = place.rows.filter(**{f"{place.path}__in": numbers}).order_by().values_list(place.path)
        uses.update(dict(rows.annotate(Count("pk", distinct=True))))
    return uses


class PictureList:
    """The part of PictureAdmin that is the list."""

    change_list_template = "admin/articles/picture/change_list.html"
    list_display = ["caption", "credit", "uploaded_at"]
    list_filter = [LookFilter]
    list_per_page = 40
    search_fields = ["caption", "alt", "credit"]
    search_help_text = _("Words of the caption, the alternative text or the credit.")
    actions = None

    def get_changelist(self, request, **kwargs):
        return PictureChangeList

    def get_search_results(self, request, pictures, term):
        """Without the withdrawn ones when a picture is looked up for something that shall show it."""
        if request.resolver_match.url_name == "autocomplete":
            pictures = pictures.available()
        return super().get_search_results(request, pictures, term)

    def views_of(self, request):
        chosen = request.GET.get("look", "")
        for name, (words, shown, is_trouble) in VIEWS.items():
            count = shown(Picture.objects.order_by(), request.user)[:REACH].count()
            yield {
                "words": words,
                "query": f"?{urlencode({'look': name})}" if name else "?",
                "count": count,
                "is_cut": count == REACH,
                "is_hot": is_trouble and count,
                "is_current": name == chosen or (not name and chosen not in VIEWS),
            }
