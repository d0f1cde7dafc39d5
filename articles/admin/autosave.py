"""What is typed is kept every few seconds, beside the article and its history, and offered when the form is opened
again. Loaded without JavaScript, the form does without this; a copy that exists is shown all the same."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.ids import LARGEST, id_of, uuid_of
from articles.models import Article, Autosave
from articles.models.presence import KEPT_FOR

LONGEST_COPY = 2_000_000  # characters
BUTTON = "_"  # with which the names of buttons begin
NOT_KEPT = {"csrfmiddlewaretoken", "upload", "typed_order"}


def key_of(data, name="form_key"):
    """The key of a form as it was posted, in its one spelling, or nothing."""
    return str(uuid_of(data.get(name)) or "")


def keep_typed(user, article, posted, order):
    """Keep a posted form as the copy of what was typed. Returns the copy and whether it is this one, or None when it
    cannot be kept: it is too long, or it is not a form of ours."""
    key = key_of(posted)
    fields = {
        name: [value.replace("\x00", "") for value in values]
        for name, values in posted.lists()
        if name not in NOT_KEPT and not name.startswith(BUTTON) and "\x00" not in name
    }
    if not key or sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LONGEST_COPY:
        return None
    base = min(id_of(posted.get("version")), 2**31 - 1)
    return Autosave.objects.keep(user, key, min(order, LARGEST), article=article, fields=fields, base=base)


def keep_crossed(request, article):
    """Keep the form whose save crossed with another, until its writer has chosen."""
    return keep_typed(request.user, article, request.POST, int(timezone.now().timestamp() * 1000))


def typed_fields(request, article=None):
    """What was typed into an earlier form and never saved, when the address asks to see it; or None."""
    key = key_of(request.GET, "typed")
    copy = key and Autosave.objects.unsaved().filter(user=request.user, key=key, article=article).first()
    return copy.posted if copy else None


class AutosavePages:
    """The part of ArticleAdmin that keeps what is typed."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("new/autosave/", view(self.autosave_view), name="articles_article_autosave_new"),
            path("<int:pk>/autosave/", view(self.autosave_view), name="articles_article_autosave"),
            path("typed/forget/", view(require_POST(self.forget_view)), name="articles_article_forget"),
            *super().get_urls(),
        ]

    def autosave_view(self, request, pk=None):
        """Keeps a copy. Asked without one it gives the form a new token, for after a new log-in."""
        article = self.found(request, pk) if pk else None
        if not (article or self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        kept = keep_typed(request.user, article, request.POST, id_of(request.POST.get("typed_order")))
        if kept is None:
            return JsonResponse({"words": _("This is too long to be kept while you type. Save it.")}, status=413)
        copy, is_this = kept
        time = date_format(timezone.localtime(copy.at), "H:i:s")
        words = _("Typing kept %(time)s") % {"time": time}
        return JsonResponse({"kept": is_this, "order": copy.order, "words": words})

    def forget_view(self, request):
        """Throws a copy away, at its writer's word."""
        copy = Autosave.objects.unsaved().filter(user=request.user, key=key_of(request.POST)).first()
        if copy:
            Autosave.objects.settle(request.user, copy.key)
            messages.success(request, _("What you had typed is thrown away."))
        article = Article.objects.readable_by(request.user).filter(pk=id_of(request.POST.get("article"))).first()
        return self.back_to(article) if article else redirect("admin:articles_article_add")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        copies = list(Autosave.objects.of(request.user).annotate(headline=KT("fields__headline__0")))
        unsaved = [copy for copy in copies if not copy.saved and copy.at > timezone.now() - KEPT_FOR]
        shown = {key_of(request.GET, "typed"), key_of(request.POST)}
        address = "admin:articles_article_autosave" if obj else "admin:articles_article_autosave_new"
        own = next((copy for copy in copies if copy.key in shown), None)
        context["unsaved"] = [
            copy for copy in unsaved if copy.article_id == (obj and obj.pk) and copy.key not in shown
        ]
        context["shown_copy"] = own if own and not own.saved and request.method == "GET" else None
        context["autosave"] = {
            "address": reverse(address, args=[obj.pk] if obj else []),
            "place": f"{request.user.pk}:{obj.pk if obj else 'new'}",
            "order": own.order if own else 0,
            "kept": {copy.key: int(copy.at.timestamp() * 1000) for copy in unsaved},
            "saved": [copy.key for copy in copies if copy.saved],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
