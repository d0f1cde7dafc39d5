"""Correcting what readers see: the note and the text, in one act."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import path
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Media

from accounts import audit
from articles import content as contents
from articles.ids import id_of, uuid_of
from articles.merging import MINE, merge
from articles.models import Article, Correction, StaleVersion, Version
from articles.models.changing import change_everywhere

from .article_form import LEAD
from .desk import GrowingTextarea, MeteredText
from .long_text import LongTextWidget

TEXTS = ("headline", "standfirst", "body", "details")
OF_READERS, OF_WORKING_COPY = "live", "working"


class CorrectingForm(forms.ModelForm):
    """The note, and beside it the text as it shall stand."""

    headline, standfirst, body, details = (Article._meta.get_field(name).formfield() for name in TEXTS)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)  # taken into the note: two clicks are one
    anyway = forms.BooleanField(
        label=gettext_lazy("Publish the correction, and leave the waiting changes as they are"), required=False
    )

    class Meta:
        model = Correction
        fields = ["kind", "wrong", "right"]
        widgets = {"kind": forms.RadioSelect, "wrong": GrowingTextarea, "right": GrowingTextarea}

    def __init__(self, *args, content, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.content = content
        self.fields["kind"].choices = Correction.Kind.choices
        self.fields["wrong"].help_text = _("A sentence for readers: “An earlier version said that …”.")
        self.fields["headline"].widget = GrowingTextarea()
        self.fields["standfirst"].widget = MeteredText(LEAD)
        self.fields["body"].widget, self.fields["details"].widget = (
            LongTextWidget({"rows": 16}),
            LongTextWidget({"rows": 5}),
        )
        for name in TEXTS:
            self.initial[name] = content[name]

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Correction.Kind.CORRECTION and not cleaned.get("right") and "right" in cleaned:
            self.add_error("right", _("Say what is right."))
        return cleaned

    @property
    def notes(self):
        return [self[name] for name in ("kind", "wrong", "right")]

    @property
    def texts(self):
        return [self[name] for name in TEXTS]

    def over(self, content):
        """What was typed here, merged with `content`."""
        typed = {**self.content, **{name: self.cleaned_data[name] for name in TEXTS}}
        return merge(self.content, typed, content)

    def begin_again(self, number, found):
        """Go on from what was saved meanwhile: the form then holds that too, and its own words where both differ."""
        both = found.result({part.key: MINE for part in found.conflicts})
        self.data = self.data.copy()
        self.data.update({"version": number, **{name: both[name] for name in TEXTS}})


class Overlap(Exception):
    """The same part was changed in two ways; `found` is the merge that says where."""

    def __init__(self, found, waits=False):
        self.found, self.waits = found, waits
        super().__init__()


class Correcting:
    """The page "Correct…" of ArticleAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.correct_view)
        return [path("<int:pk>/correct/", view, name="articles_article_correct"), *super().get_urls()]

    def correct_view(self, request, pk):
        article = self.found(request, pk)
        if not self.may_publish(request):
            raise PermissionDenied
        if not article.is_published:
            messages.warning(request, _("Only what readers see is corrected; anything else is simply changed."))
            return self.back_to(article)
        key = uuid_of(request.POST.get("form_key"))
        if key and Correction.objects.filter(article=article, form_key=key).exists():
            return self.corrected(request, article)  # the second of two clicks
        of = OF_WORKING_COPY if request.GET.get("text") == OF_WORKING_COPY and article.has_changes else OF_READERS
        return self.correct(request, article, of)

    def correct(self, request, article, of):
        form = CorrectingForm(
            request.POST or None,
            instance=Correction(article=article),
            content=self.base_of(request, article, of),
            initial={"version": shown_version(article, of), "form_key": uuid.uuid4()},
        )
        overlap = None
        if request.method == "POST" and form.is_valid():
            try:
                self.publish_correction(request, article, form, of)
                return self.corrected(request, article)
            except Overlap as error:
                overlap = error
                if not error.waits:
                    form.begin_again(shown_version(article, of), error.found)
            except StaleVersion:
                form.add_error(None, _("Somebody saved the article at this moment. Press again."))
            except ValidationError as error:
                form.add_error(None, error.messages)
            except IntegrityError:  # the other half of a double click was faster
                return self.corrected(request, article)
        return self.show_correcting(request, article, form, of, overlap)

    @staticmethod
    def base_of(request, article, of):
        """The content that the posted form began with."""
        number = id_of(request.POST.get("version"))
        version = article.versions.filter(number=number).first() if number != shown_version(article, of) else None
        return contents.settled(version.content) if version else text_of(article, of)

    @transaction.atomic
    def publish_correction(self, request, article, form, of):
        """Note and text together. Raises ValidationError, StaleVersion or Overlap, and then nothing has happened."""
        found = form.over(text_of(article, of))
        if found.conflicts:
            raise Overlap(found)
        form.instance.form_key = form.cleaned_data["form_key"]
        note = form.save()
        if of == OF_WORKING_COPY:
            article.keep(found.result(), request.user, Version.Act.CORRECTED, note=note.wrong[:300])
            article.publish(request.user, substantive=True, correction=note)
        else:

            def alter(content):
                """The changes that wait get the correction too; where they rewrite the same part, they stay."""
                found = form.over(content)
                if found.conflicts and not form.cleaned_data["anyway"]:
                    raise Overlap(found, waits=True)
                return found.result()

            change_everywhere(article, alter, request.user, note=note.wrong[:300], correction=note)
        said = {"kind": note.kind, "wrong": note.wrong, "right": note.right}
        audit.record(request.user, "article.corrected", article, after=said)
        self.log_change(request, article, _("Corrected."))

    def corrected(self, request, article):
        article = Article.objects.get(pk=article.pk)
        link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), _("View"))
        words = _("Corrected. Readers see the note and the new text.")
        if article.has_changes:
            words = _("Corrected. The other changes still wait to be published, with the correction in them.")
        messages.success(request, format_html("{} {}", words, link))
        return self.back_to(article)

    def show_correcting(self, request, article, form, of, overlap):
        parts = overlap.found.conflicts if overlap else ()
        return self.page(
            request,
            Article.objects.get(pk=article.pk),
            "correct",
            title=_("Correct"),
            form=form,
            of=of,
            waits=bool(overlap and overlap.waits),
            conflict=[
                {
                    "label": form.fields[part.field].label,
                    "saved": strip_tags(part.theirs or ""),
                    "typed": strip_tags(part.mine or ""),
                }
                for part in parts
                if part.field in TEXTS
            ],
            media=Media.from_media(form.media, nonce=getattr(request, "csp_nonce", "")),
        )


def shown_version(article, of):
    return article.version if of == OF_WORKING_COPY or article.live_version is None else article.live_version


def text_of(article, of):
    """The content that the form begins with."""
    if of == OF_WORKING_COPY:
        return contents.settled(article.working_content())
    return contents.settled(contents.of(Article.objects.with_parts().get(pk=article.pk)))
