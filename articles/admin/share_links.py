"""Links for people without an account: who gets one, how long it opens, who opened it, and how to close it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import ShareLink, ShareOpening
from articles.models.sharing import new_token

DAYS, USUAL_DAYS = (1, 3, 7), 3
A_DAY = 24 * 3600
SHOWN, SHOWN_OPENINGS = 50, 20
NEWEST, THIS = "newest", "this"


def days_words(days):
    words = ngettext("%(count)d day", "%(count)d days", days)
    return words % {"count": days}


class ShareForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("So that you know later whom you gave it. Readers never see this."),
    )
    which = forms.ChoiceField(label=gettext_lazy("What it shows"), widget=forms.RadioSelect, initial=NEWEST)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Opens for"),
        coerce=int,
        choices=lambda: [(days, days_words(days)) for days in DAYS],  # in the language of the moment
        widget=forms.RadioSelect,
        initial=USUAL_DAYS,
    )

    # The address to be, signed, so that it is one of ours: a form that is sent twice makes one link.
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, article, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.signer = signing.TimestampSigner(salt=f"share-link-{article.pk}")
        self.initial["token"] = self.signer.sign(new_token())
        this = _("Version %(number)d, even if the article is changed") % {"number": article.version}
        self.fields["which"].choices = [
            (NEWEST, _("Whatever was saved last")),
            *([(THIS, this)] if article.version else []),
        ]

    def clean_token(self):
        try:
            return self.signer.unsign(self.cleaned_data["token"], max_age=A_DAY)
        except signing.BadSignature:
            return new_token()


class SharePages:
    """The part of ArticleAdmin that gives links to an article away."""

    def get_urls(self):
        view = self.admin_site.admin_view
        share = require_http_methods(["GET", "HEAD", "POST"])(self.share_view)
        return [
            path("<int:pk>/share/", view(share), name="articles_article_share"),
            path(
                "<int:pk>/share/<int:link>/revoke/",
                view(require_POST(self.revoke_view)),
                name="articles_article_revoke_share",
            ),
            *super().get_urls(),
        ]

    def share_view(self, request, pk):
        """Make a link; its address is shown in this one answer, and kept nowhere."""
        article, address = self.found(request, pk), ""
        form = ShareForm(article, request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = form.cleaned_data
            version = article.version if made["which"] == THIS else None
            ShareLink.objects.make(article, made["token"], request.user, made["label"], made["days"], version)
            address, form = address_of(article, made["token"]), ShareForm(article)
        openings = ShareOpening.objects.select_related("user")[:SHOWN_OPENINGS]
        links = (
            article.share_links.select_related("created_by")
            .annotate(opened=Count("openings"))
            .order_by("-created_at", "-pk")
        )
        context = {
            "title": _("Share a preview"),
            "form": form,
            "address": address,
            "links": links.prefetch_related(Prefetch("openings", openings, to_attr="last_openings"))[:SHOWN],
        }
        return self.page(request, article, "share", **context)

    def revoke_view(self, request, pk, link):
        article = self.found(request, pk)
        get_object_or_404(article.share_links, pk=link).revoke(request.user)
        messages.success(request, _("The link is closed."))
        return redirect(reverse("admin:articles_article_share", args=[article.pk]) + "#links")


def address_of(article, token):
    with override(article.language):
        return settings.SITE_URL + reverse("articles:shared", args=[token])
