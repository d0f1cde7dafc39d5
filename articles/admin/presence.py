"""Who else has the article open, told while one writes: by name, and only to those who may write on it themselves."""

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.ids import id_of, uuid_of
from articles.models import Presence
from articles.templatetags.newsroom import short_moment


class PresencePages:
    """The part of ArticleAdmin that hears which forms are open."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        return [path("<int:pk>/presence/", view, name="articles_article_presence"), *super().get_urls()]

    def presence_view(self, request, pk):
        """A word from an open form. The answer says who else is there, and whether a newer version was saved."""
        article = self.found(request, pk)
        tab = str(uuid_of(request.POST.get("tab")) or "")
        if not tab:
            return JsonResponse({"lines": []}, status=400)
        if "left" in request.POST:
            Presence.objects.filter(article=article, user=request.user, tab=tab).delete()
            return JsonResponse({"lines": []})
        Presence.objects.beat(article, request.user, tab, "typing" in request.POST)
        seen = id_of(request.POST.get("version"))
        lines = lines_of(Presence.objects.now_at(article), request.user, tab)
        newer = newer_version(article, seen, request.user) if article.version > seen else ""
        return JsonResponse({"lines": lines, "newer": newer})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["present"] = lines_of(Presence.objects.now_at(obj), request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def lines_of(open_tabs, user, tab=""):
    """Who else has it open, a sentence each; of a person with several tabs the one that is typed in."""
    people = {}
    for other in open_tabs:
        if other.tab != tab:
            known = people.setdefault(other.user_id, other)
            known.typing = known.typing or other.typing
    return [sentence(other, user) for other in people.values()]


def sentence(other, user):
    if other.user_id == user.pk:
        return _("This article is also open in another window of yours.")
    if other.typing:
        return _("%(name)s also has this open, and is typing.") % {"name": other.user}
    return _("%(name)s also has this open, since %(time)s.") % {
        "name": other.user,
        "time": short_moment(other.opened_at),
    }


def newer_version(article, seen, user):
    """Who saved it after the version that the form was opened with."""
    version = article.versions.rows().filter(number__gt=seen).first()
    if version is None:
        return ""
    values = {"name": version.by or _("Somebody"), "number": version.number, "time": short_moment(version.at)}
    if version.by == user:
        return _("You saved version %(number)d in another window, at %(time)s. Yours will be merged.") % values
    return _("%(name)s saved version %(number)d at %(time)s. Yours will be merged with it.") % values
