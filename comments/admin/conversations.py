"""How comments are taken under one article, chosen by hand, and the list of those chosen so."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.admin.desk import DeskAdmin
from articles.models import Article
from comments.models import Conversation
from comments.models.house_rules import Mode, how_taken


class ModeForm(forms.Form):
    mode = forms.ChoiceField(
        label=gettext_lazy("Comments under this article"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["mode"].choices = [("", _("As everywhere")), *Mode.choices]


@admin.register(Conversation)
class ConversationAdmin(DeskAdmin):
    list_display = ["link", "mode"]
    list_display_links = None
    list_filter = ["mode"]
    list_select_related = ["article"]
    ordering = ["-pk"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.moderate_comment")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def get_urls(self):
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="comments_conversation_changelist"),
            path(
                "<int:pk>/",
                self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.article_view)),
                name="comments_conversation_of",
            ),
        ]

    @admin.display(description=gettext_lazy("Article"))
    def link(self, conversation):
        address = reverse("admin:comments_conversation_of", args=[conversation.article_id])
        return format_html('<a href="{}">{}</a>', address, conversation.article)

    def article_view(self, request, pk):
        """`pk` is the article's: most have no choice yet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.readable_by(request.user), pk=pk)
        chosen = Conversation.objects.filter(article=article).first()
        form = ModeForm(request.POST or None, initial={"mode": chosen.mode if chosen else ""})
        if request.method == "POST" and form.is_valid():
            Conversation.objects.choose(article, form.cleaned_data["mode"], request.user)
            messages.success(request, _("Comments under this article: %(mode)s.") % {"mode": label_of(article)})
            return redirect("admin:comments_conversation_of", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Comments under an article"),
            "opts": self.opts,
            "article": article,
            "form": form,
            "taken": how_taken(article),
            "taken_as": label_of(article),
        }
        return TemplateResponse(request, "admin/comments/conversation.html", context)


def label_of(article):
    return how_taken(article).mode.label
