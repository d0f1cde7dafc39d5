"""Pictures by the dozen: taken in at once, and their words written side by side."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.ids import id_of
from articles.images import WIDE
from articles.models import Picture

from .desk import GrowingTextarea

AT_ONCE = 10  # files in one request; the script sends them one by one, and then there is no limit
SIDE_BY_SIDE = 100
LONGEST_NAME = 60
WORDS = ["credit", "alt", "licence", "licence_expires_on"]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BatchForm(forms.ModelForm):
    """Asked before the files: what is the same for all of them."""

    class Meta:
        model = Picture
        fields = WORDS
        widgets = {"licence_expires_on": DAY}
        help_texts = dict.fromkeys(WORDS, "")

    def good_words(self):
        """What was filled in well; the pictures are taken in with that, whatever is wrong with the rest."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in WORDS if name in self.cleaned_data}


class WordsForm(forms.ModelForm):
    class Meta:
        model = Picture
        fields = ["alt", "caption", "credit", "licence", "licence_expires_on"]
        widgets = {"licence_expires_on": DAY, "caption": GrowingTextarea}


@dataclass
class Taken:
    """What became of one file."""

    name: str
    picture: Picture | None = None
    is_new: bool = False
    problem: str = ""

    @property
    def url(self):
        return reverse("admin:articles_picture_change", args=[self.picture.pk])

    def as_json(self):
        if self.problem:
            return {"problem": self.problem}
        return {
            "number": self.picture.pk,
            "is_new": self.is_new,
            "words": _("Added.") if self.is_new else _("Already in the library."),
            "size": f"{self.picture.width} × {self.picture.height}",
            "warnings": self.picture.warnings(),
            "url": self.url,
            "thumb": self.picture.renditions(WIDE).fallback,
        }


def take(file, user, words):
    name = Truncator(file.name).chars(LONGEST_NAME)
    try:
        picture, is_new = Picture.objects.admit(file, user, **words)
    except ValidationError as error:
        return Taken(name, problem=" ".join(error.messages))
    return Taken(name, picture, is_new)


class PictureUpload:
    """The part of PictureAdmin that takes in several files, and shows several pictures' words on one page."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload_view), name="articles_picture_upload"),
            path("several/", view(self.several_view), name="articles_picture_several"),
            *super().get_urls(),
        ]

    def upload_view(self, request):
        """The files of the box above the list. The script sends one a request and is answered in JSON."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:articles_picture_changelist")
        form = BatchForm(request.POST)
        files, words = request.FILES.getlist("files"), form.good_words()
        problems = [f"{form.fields[name].label}: {' '.join(said)}" for name, said in form.errors.items()]
        taken = [take(file, request.user, words) for file in files[:AT_ONCE]]
        for one in taken:
            if one.is_new:
                self.log_addition(request, one.picture, _("Added."))
        if request.headers.get("Accept") == "application/json":
            return answer_script(taken, problems)
        left = [Truncator(file.name).chars(LONGEST_NAME) for file in files[AT_ONCE:]]
        self.tell(request, taken, problems, left)
        new = [one.picture.pk for one in taken if one.is_new]
        if not new:
            return redirect("admin:articles_picture_changelist")
        return redirect(f"{reverse('admin:articles_picture_several')}?{urlencode({'pictures': new}, doseq=True)}")

    def tell(self, request, taken, problems, left):
        """What became of the files, for a page without script."""
        if not taken:
            messages.error(request, _("Choose at least one file."))
        for one in taken:
            if one.problem:
                messages.error(request, _("“%(name)s”: %(problem)s") % {"name": one.name, "problem": one.problem})
            elif not one.is_new:
                words = _("“{name}” is in the library already: {picture}")
                link = format_html('<a href="{}">{}</a>', one.url, one.picture)
                messages.info(request, format_html(words, name=one.name, picture=link))
        for problem in problems:
            messages.error(request, problem)
        if left:
            words = ngettext(
                "Only %(limit)d files are taken at once. This one was not: %(names)s",
                "Only %(limit)d files are taken at once. These were not: %(names)s",
                len(left),
            )
            messages.error(request, words % {"limit": AT_ONCE, "names": ", ".join(left)})

    def several_view(self, request):
        """The words of the pictures that were just added, or ticked in the list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        asked = request.POST.getlist("pictures") or request.GET.getlist("pictures")
        numbers = list(dict.fromkeys(number for number in map(id_of, asked) if number))[:SIDE_BY_SIDE]
        editable = Picture.objects.editable_by(request.user).available().filter(pk__in=numbers)
        pictures = sorted(editable, key=lambda picture: numbers.index(picture.pk))
        if not pictures:
            messages.warning(request, _("Tick pictures that you may change."))
            return redirect("admin:articles_picture_changelist")
        data = request.POST if request.method == "POST" else None
        rows = [WordsForm(data, instance=picture, prefix=str(picture.pk), label_suffix="") for picture in pictures]
        if data is not None and all(form.is_valid() for form in rows):
            return self.save_several(request, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Words of several pictures"),
            "opts": self.opts,
            "rows": rows,
            "left_out": len(numbers) - len(pictures),
            "has_errors": any(form.errors for form in rows),
        }
        return TemplateResponse(request, "admin/articles/picture/several.html", context)

    def save_several(self, request, rows):
        changed = [form for form in rows if form.has_changed()]
        for form in changed:
            form.instance.save(update_fields=form.changed_data)
            self.log_change(request, form.instance, self.construct_change_message(request, form, None))
        words = ngettext("%(count)d picture was changed.", "%(count)d pictures were changed.", len(changed))
        messages.success(request, words % {"count": len(changed)})
        return redirect("admin:articles_picture_changelist")


def answer_script(taken, problems):
    if not taken:
        return JsonResponse({"problem": _("Choose at least one file.")}, status=400)
    answer = taken[0].as_json()
    if "warnings" in answer:
        answer["warnings"] = [*problems, *answer["warnings"]]
    return JsonResponse(answer, status=400 if "problem" in answer else 200)
