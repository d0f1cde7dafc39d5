"""The newsroom's side of the site: the plain Django admin with our words, our order and our safety headers."""

import functools
import secrets

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from accounts.second_factor import detour
from comments import queues
from comments.models import Comment, Notice
from newsportal.again import may_come_back, send_again
from newsportal.desk import Overview

ORDER = ["Article", "Picture", "Story", "Topic", "Correction", "Section", "Author", "Source", "Page", "Comment"]
ORDER += ["Patron", "Order", "Payment", "LedgerEntry", "Tier"]
OWN_PAGES = {
    "front": (_("Front page"), "articles.arrange_front"),
    "figures": (_("Figures"), "articles.add_article"),
}
PATRON_PAGES = {
    "patron_desk": (_("Patron desk"), "patrons.see_figures"),
    "patron_transfers": (_("Bank transfers"), "patrons.handle_money"),
}
NOT_HERE = {"auth.group", "mfa.authenticator", "usersessions.usersession"}
NOT_HERE |= {f"socialaccount.{name}" for name in ("socialaccount", "socialapp", "socialtoken")}


def policy(nonce):
    """What pages of the newsroom may load: the editor needs an inline import map and styles of its own."""
    rules = {
        **settings.SECURE_CSP,
        "script-src": ["'self'", f"'nonce-{nonce}'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": [*settings.SECURE_CSP["img-src"], "blob:"],  # a chosen file shows its face before it is sent
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class ChoicesWithEdition(AutocompleteJsonView):
    """Suggestions that say of which edition they are, since the same name stands in several."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        language = getattr(obj, "language", None)
        if language and len(settings.LANGUAGES) > 1:
            result["text"] += f" · {get_language_info(language)['name_local']}"
        return result


class Words(JavaScriptCatalog):
    """The words of the admin's and the editor's scripts, with our own translations of them."""

    packages = ["django.contrib.admin", "django_prose_editor"]

    def get_paths(self, packages):
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


class Newsdesk(admin.AdminSite):
    site_header = site_title = _("Newsdesk")
    index_title = _("Newsdesk")
    empty_value_display = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")  # one press must not empty a shelf; each thing is deleted on its page

    def register(self, model_or_iterable, admin_class=None, **options):
        """Without what nobody edits by hand: roles are data (roles.py), second factors are secrets."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        shown = [model for model in models if model._meta.label_lower not in NOT_HERE]
        super().register(shown, admin_class, **options)

    def get_urls(self):
        """Without the way to anything by its number: it asks nobody whether they may know the address."""
        from articles.admin import figures, front_page  # they load after the site on which they register
        from patrons.admin import desk, transfers

        keys = path("keys/", self.admin_view(self.keys), name="keys")
        known = [address for address in super().get_urls() if getattr(address, "name", "") != "view_on_site"]
        patrons = [*desk.addresses(self), *transfers.addresses(self)]
        return [keys, *front_page.addresses(self), *figures.addresses(self), *patrons, *known]

    def keys(self, request):
        """The keys, for browsers without scripts and for print."""
        context = {**self.each_context(request), "title": _("Keys")}
        return TemplateResponse(request, "admin/keys.html", context)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def guarded(request, *args, **kwargs):
            request.csp_nonce = secrets.token_urlsafe(16)
            way_in = detour(request)
            if (way_in or not self.has_permission(request)) and may_come_back(request):
                response = send_again(request)
            else:
                response = way_in or inner(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = policy(request.csp_nonce)
            return response

        return guarded

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Staff log in where everybody does, with its limits and second keys; Django's own form would know neither."""
        return secure_admin_login(lambda request: redirect("admin:index"))(request)

    @method_decorator(never_cache)
    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def autocomplete_view(self, request):
        return ChoicesWithEdition.as_view(admin_site=self)(request)

    def i18n_javascript(self, request, extra_context=None):
        return Words.as_view()(request)

    def index(self, request, extra_context=None):
        return super().index(request, {"desk": Overview(request.user, get_language()), **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """The nouns in the order of the day's work, not of the alphabet."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            place = {name: number for number, name in enumerate(ORDER)}
            app["models"].sort(key=lambda model: place.get(model["object_name"], len(place)))
            if app["app_label"] == "articles" and not app_label:
                app["models"] += self.own_pages(request, OWN_PAGES)
            if app["app_label"] == "patrons" and not app_label:
                app["models"] = self.own_pages(request, PATRON_PAGES) + app["models"]
            for model in app["models"]:
                if model.get("model") is Comment:
                    model |= {"name": _("Queue"), "waiting": queues.waiting_lately}
                elif model.get("model") is Notice:
                    model["name"] = _("Illegal content")  # the side list is narrow
        return sorted(apps, key=lambda app: app["app_label"] != "articles")

    @staticmethod
    def own_pages(request, pages):
        """The pages that are no list of things, as rows of the side list."""
        return [
            {"name": name, "object_name": address, "admin_url": reverse(f"admin:{address}"), "view_only": True}
            for address, (name, permission) in pages.items()
            if request.user.has_perm(permission)
        ]
