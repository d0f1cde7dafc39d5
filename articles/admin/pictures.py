"""The library of pictures."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.images import MAX_BYTES, WIDE
from articles.models import Picture

from .desk import DeskAdmin, GrowingTextarea
from .in_use import KeptWhileUsed, uses_of
from .long_text import PictureChoices
from .picture_list import PictureList
from .picture_upload import DAY, BatchForm, PictureUpload

TYPES = "image/jpeg,image/png,image/webp,image/avif"


class PictureForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, WebP or AVIF, up to 20 MB."),
        widget=forms.FileInput({"accept": TYPES}),
    )

    class Meta:
        model = Picture
        fields = ["alt", "caption", "credit", "licence", "licence_expires_on", "focal_x", "focal_y"]
        widgets = {"caption": GrowingTextarea, "licence_expires_on": DAY}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "upload" in self.fields:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Replace the file")

    def clean_upload(self):
        """The picture that the file is. The one being changed keeps its own until everything else is right, too."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        new = Picture(pk=self.instance.pk)
        new.admit(upload)
        if twin := new.twin():
            twin.refuse_if_withdrawn()
            link = reverse("admin:articles_picture_change", args=[twin.pk])
            message = format_html('{} <a href="{}">{}</a>', _("This picture is in the library already:"), link, twin)
            raise forms.ValidationError(message)
        return new

    def save(self, commit=True):
        if new := self.cleaned_data.get("upload"):
            for name in ("file", "digest", "width", "height"):
                setattr(self.instance, name, getattr(new, name))
        return super().save(commit)


@admin.register(Picture)
class PictureAdmin(PictureList, PictureUpload, PictureChoices, KeptWhileUsed, DeskAdmin):
    form = PictureForm
    change_form_template = "admin/articles/picture/change_form.html"
    date_hierarchy = None
    fieldsets = [
        (None, {"fields": ["upload", "alt", "caption", "credit", "licence", "licence_expires_on"]}),
        (_("Focal point"), {"fields": [("focal_x", "focal_y")], "classes": ["nd-point"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/words/", view(self.words_view), name="articles_picture_words"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="articles_picture_withdraw"),
            *super().get_urls(),
        ]

    def words_view(self, request, pk):
        """What the article form shows of a picture that was just chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Picture.objects.available(), pk=pk)
        words = {name: getattr(picture, name) for name in ("alt", "caption", "credit")}
        return JsonResponse({**words, "thumb": picture.renditions(WIDE).fallback, "warnings": picture.warnings()})

    def withdraw_view(self, request, pk):
        picture = self.get_object(request, str(pk))
        if picture is None:
            raise Http404("no such picture")
        if not self.may_withdraw(request):
            raise PermissionDenied
        problem, reason = "", request.POST.get("reason", "")
        if request.method == "POST" and not picture.withdrawn_at:
            try:
                picture.withdraw(request.user, reason)
                self.log_change(request, picture, _("Withdrawn."))
                messages.success(request, _("Withdrawn. No page shows it any more, and its files are gone."))
            except ValidationError as error:
                problem = error.messages[0]
        if picture.withdrawn_at:
            return redirect("admin:articles_picture_change", picture.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw picture"),
            "opts": self.opts,
            "original": picture,
            "used_in": uses_of(picture, request.user),
            "problem": problem,
            "reason": reason,
        }
        return TemplateResponse(request, "admin/articles/picture/withdraw.html", context)

    def may_withdraw(self, request):
        return request.user.has_perm("articles.publish_article")

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        editable = Picture.objects.editable_by(request.user).available()
        return allowed and (obj is None or editable.filter(pk=obj.pk).exists())

    def get_fieldsets(self, request, obj=None):
        """Without the file's field where nothing may be changed."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return [(None, {"fields": PictureForm.Meta.fields})]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        before = Picture.objects.filter(pk=obj.pk).first()
        if {"upload", "focal_x", "focal_y"} & set(form.changed_data):
            obj.make_renditions()
            for picture in filter(None, (before, obj)):
                picture.settle_files()
        super().save_model(request, obj, form, change)

    def changelist_view(self, request, extra_context=None):
        context = {
            "views": list(self.views_of(request)),
            "batch": BatchForm(label_suffix="") if self.has_add_permission(request) else None,
            "types": TYPES,
            "limit": MAX_BYTES,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and obj.pk:
            context["shown"] = Picture.objects.get(pk=obj.pk)  # not with what was typed and is not saved
            context["used_in"] = uses_of(obj, request.user)
            context["may_withdraw"] = self.may_withdraw(request) and not obj.withdrawn_at
            context["warnings"] = obj.warnings()
            lost = obj.withdrawn_from.readable_by(request.user).order_by("-modified_at")
            context["lost"] = list(lost[:50]) if obj.withdrawn_at else []
            context["lost_rest"] = obj.withdrawn_from.count() - len(context["lost"]) if obj.withdrawn_at else 0
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
