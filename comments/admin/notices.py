"""The register of notices of illegal content: read as they came, decided once, with reasons to both sides."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.lists import BoundedList
from comments.models import Notice


class DecisionForm(forms.ModelForm):
    """Nothing of the notice is changed: it is decided on."""

    class Meta:
        model = Notice
        fields = ["decision", "grounds"]
        widgets = {"grounds": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"grounds": _("Whoever wrote the notice reads these words, and so does the author of a comment.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].required = True

    def clean(self):
        if Notice.objects.filter(pk=self.instance.pk).exclude(decision="").exists():
            raise ValidationError(_("Somebody has decided on this notice meanwhile. Reload the page to read how."))
        return super().clean()


@admin.register(Notice)
class NoticeAdmin(BoundedList, admin.ModelAdmin):
    form = DecisionForm
    list_display = ["number", "at", "about", "state", "decided_by"]
    list_filter = ["decision"]
    list_select_related = ["decided_by", "comment__article"]
    search_fields = ["number", "explanation", "text_then", "name"]
    ordering = ["decision", "at"]  # the open ones first, the oldest on top
    said = ["number", "at", "about", "text_then", "explanation", "law", "name", "email"]
    decided = ["decision", "grounds", "decided_by", "decided_at"]

    def get_fields(self, request, obj=None):
        return [*self.said, *(self.decided if obj and obj.decided_at else ["decision", "grounds"])]

    def get_readonly_fields(self, request, obj=None):
        return [*self.said, *(self.decided if obj and obj.decided_at else [])]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """What is decided stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.decided_at)

    def save_model(self, request, obj, form, change):
        try:
            obj.decide(request.user, form.cleaned_data["decision"], form.cleaned_data["grounds"])
        except ValidationError as somebody_was_faster:
            messages.error(request, somebody_was_faster.messages[0])

    @admin.display(description=_("about"))
    def about(self, notice):
        """The comment, which leads to its page in the newsroom; its address once it is gone."""
        if notice.comment is None:
            return notice.address
        page = reverse("admin:comments_comment_change", args=[notice.comment_id])
        return format_html('<a href="{}">{}</a>', page, notice.comment.article.headline)

    @admin.display(description=_("decision"), ordering="decision")
    def state(self, notice):
        return notice.get_decision_display() or _("Open")
