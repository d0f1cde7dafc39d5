"""The library of pictures."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.images import WIDE
from articles.models import Picture

from .desk import DeskAdmin, GrowingTextarea
from .in_use import KeptWhileUsed, uses_of


class NoCreditFilter(admin.SimpleListFilter):
    title, parameter_name = _("what is missing"), "missing"

    def lookups(self, request, model_admin):
        return [("credit", _("No credit")), ("alt", _("No alternative text")), ("use", _("Not used"))]

    def queryset(self, request, pictures):
        if self.value() in ("credit", "alt"):
            return pictures.filter(**{self.value(): ""})
        return pictures.filter(articles__isnull=True) if self.value() == "use" else pictures


class PictureForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, WebP or AVIF, up to 20 MB."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )

    class Meta:
        model = Picture
        fields = ["alt", "caption", "credit", "licence", "focal_x", "focal_y"]
        widgets = {"caption": GrowingTextarea}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "upload" in self.fields:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Replace the file")

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if not upload:
            return upload
        self.instance.admit(upload)
        if twin := Picture.objects.filter(digest=self.instance.digest).exclude(pk=self.instance.pk).first():
            link = reverse("admin:articles_picture_change", args=[twin.pk])
            message = format_html('{} <a href="{}">{}</a>', _("This picture is in the library already:"), link, twin)
            raise forms.ValidationError(message)
        return upload


@admin.register(Picture)
class PictureAdmin(KeptWhileUsed, DeskAdmin):
    form = PictureForm
    change_form_template = "admin/articles/picture/change_form.html"
    list_display = ["caption", "credit", "uploaded_at"]
    list_filter = [NoCreditFilter]
    search_fields = ["caption", "alt", "credit"]
    search_help_text = _("Words of the caption, the alternative text or the credit.")
    date_hierarchy = None
    list_per_page = 40
    fieldsets = [
        (None, {"fields": ["upload", "alt", "caption", "credit", "licence"]}),
        (_("Focal point"), {"fields": [("focal_x", "focal_y")], "classes": ["nd-point"]}),
    ]

    def get_urls(self):
        words = self.admin_site.admin_view(self.words_view)
        return [path("<int:pk>/words/", words, name="articles_picture_words"), *super().get_urls()]

    def words_view(self, request, pk):
        """What the article form shows of a picture that was just chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Picture, pk=pk)
        words = {name: getattr(picture, name) for name in ("alt", "caption", "credit")}
        return JsonResponse({**words, "thumb": picture.renditions(WIDE).fallback})

    def get_queryset(self, request):
        pictures = super().get_queryset(request)
        return pictures.annotate(uses=Count("articles", distinct=True))

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or Picture.objects.editable_by(request.user).filter(pk=obj.pk).exists())

    def get_fieldsets(self, request, obj=None):
        """Without the file's field where nothing may be changed."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return [(None, {"fields": PictureForm.Meta.fields})]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        if {"upload", "focal_x", "focal_y"} & set(form.changed_data):
            obj.make_renditions()
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["used_in"] = uses_of(obj, request.user) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
