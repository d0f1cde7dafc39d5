"""The article's own form: what a draft may leave out, what two people may not overwrite, and the picture in place."""

import uuid
from itertools import groupby

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminRadioSelect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Fact, Picture, Section

from .desk import GrowingTextarea, MeteredText, SuggestedOne
from .long_text import LongTextWidget

LONGEST_TEXT = 400_000  # characters, markup included
HEADLINE, SHORT_HEADLINE, LEAD = 90, 60, 220  # characters from which the meters warn
MINUTES = "%Y-%m-%dT%H:%M"
YEARS = range(1900, 3000)  # outside of them even adding an hour may fail
BOOKKEEPING = ("version", "form_key", "picture_words_of", "desk_note")
PICTURE_WORDS = ("alt", "credit", "caption")


class NewsroomMoment(forms.DateTimeField):
    """A minute of newsroom time in one field. Left as it was shown, it keeps its seconds and its side of a clock
    change."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    kept = None

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.kept
        except forms.ValidationError:
            return True

    def to_python(self, value):
        if self.kept and value == f"{timezone.localtime(self.kept):{MINUTES}}":
            return self.kept
        try:
            found = super().to_python(value)
        except forms.ValidationError as error:
            if "T" in str(value) and error.code != "invalid":
                message = _("On that day the clocks change, and this minute comes twice or never. Choose another one.")
                raise forms.ValidationError(message) from error
            raise
        if found and found.year not in YEARS:
            raise forms.ValidationError(_("Choose a year between 1900 and 2999."))
        return found


class SectionSelect(forms.Select):
    """Each section says its edition, so that the edition beside it can follow."""

    editions = {}  # number of a section → its edition

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if edition := self.editions.get(value):
            option["attrs"]["data-edition"] = edition
        return option


class ArticleForm(forms.ModelForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    picture_words_of = forms.IntegerField(required=False, widget=forms.HiddenInput)
    published_at = NewsroomMoment(label=_("Goes live"), required=False)
    embargo_until = NewsroomMoment(
        label=_("Embargo until"), required=False, help_text=_("Cannot go live before. Readers never see this.")
    )
    planned_at = NewsroomMoment(
        label=_("The changes go live"), required=False, help_text=_("Left empty: the moment you publish them.")
    )
    substantive = forms.BooleanField(
        label=_("This changes the substance"), required=False, help_text=_("Readers see a new “updated” time.")
    )
    upload = forms.FileField(
        label=_("Upload a new one"),
        required=False,
        help_text=_("JPEG, PNG, WebP or AVIF, up to 20 MB."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    picture_alt = forms.CharField(
        label=_("Alternative text"), required=False, max_length=250, help_text=_("For people who cannot see it.")
    )
    picture_caption = forms.CharField(label=_("Caption"), required=False, max_length=400, widget=GrowingTextarea)
    picture_credit = forms.CharField(label=_("Credit"), required=False, max_length=200)
    translation_of = forms.ModelChoiceField(Article.objects.none(), label=_("Translation of"), required=False)

    # set by the admin for each request
    user = None
    typed = None  # a copy of what was typed and never saved, with which the form begins
    upload_error = None

    class Meta:
        model = Article
        fields = [
            *("headline", "short_headline", "standfirst", "kind", "body", "details", "published_at", "language"),
            *(
                "embargo_until",
                "section",
                "dateline",
                "topics",
                "story",
                "picture",
                "important",
                "popular_excluded",
                "slug",
            ),
        ]
        widgets = {
            "headline": MeteredText(HEADLINE),
            "short_headline": MeteredText(SHORT_HEADLINE),
            "standfirst": MeteredText(LEAD),
            "section": SectionSelect,
            "kind": AdminRadioSelect({"class": "radiolist inline"}),
            "body": LongTextWidget({"rows": 20}),
            "details": LongTextWidget({"rows": 6}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        article = self.instance
        self.was_public = bool(article.pk and article.status != Article.Status.DRAFT and article.published_at)
        self.was_live = article.is_published
        self.was_seen = self.was_live or bool(article.withdrawn_at)
        self.old = {name: getattr(article, name) for name in ("headline", "slug", "published_at")}
        for name in ("published_at", "embargo_until"):
            self.fields[name].kept = getattr(article, name)
        zone = settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")
        words = _("%(zone)s time. Left empty: the moment you publish.")
        self.fields["published_at"].help_text = words % {"zone": _(zone)}
        if self.was_live:
            self.fields["published_at"].label = _("Published")
            self.fields["published_at"].help_text = _("The date readers see, and part of the address.")
        self.name_chosen()
        self.fields["section"].choices = self.sections_by_edition()
        self.offer_translations()
        self.initial.update(version=article.version, form_key=uuid.uuid4(), picture_words_of=article.picture_id)
        for word in PICTURE_WORDS:
            self.initial[f"picture_{word}"] = getattr(article.picture, word, "")
        if self.typed:
            self.begin_with(self.typed)

    def begin_with(self, typed):
        """Show what was typed before, over the version it was typed over: saving notices when there is a newer one."""
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField):
                continue
            several = isinstance(field, forms.ModelMultipleChoiceField)
            self.initial[name] = typed.getlist(name) if several else typed.get(name, "")
            if isinstance(field, forms.BooleanField):
                self.initial[name] = name in typed

    def name_chosen(self):
        """Spare the lookup fields a question each: the article knows the rows it points to."""
        article = self.instance
        chosen = {
            "story": [article.story],
            "picture": [article.picture],
            "topics": article.topics.all() if article.pk else (),
        }
        for name, rows in chosen.items():
            widget = self.fields[name].widget
            getattr(widget, "widget", widget).named = {row.pk: row for row in rows if row}

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name not in BOOKKEEPING]

    def sections_by_edition(self):
        every = list(Section.objects.all())
        if not self.was_public:
            widget = self.fields["section"].widget
            editions = {section.pk: section.language for section in every}
            getattr(widget, "widget", widget).editions = editions  # the admin wraps it for its "+"
        grouped = groupby(every, key=lambda section: section.language)
        groups = [
            (get_language_info(language)["name_local"], [(section.pk, section.name) for section in sections])
            for language, sections in grouped
        ]
        return [("", "---------"), *(groups if len(groups) > 1 else [row for group in groups for row in group[1]])]

    def offer_translations(self):
        field, article = self.fields["translation_of"], self.instance
        field.queryset = Article.objects.readable_by(self.user).exclude(pk=article.pk)
        field.widget = SuggestedOne(Fact._meta.get_field("article"), admin.site)  # for its way to the articles
        field.widget.choices = field.choices
        if article.pk:
            self.initial["translation_of"] = article.linked_translation

    # --- each field ---

    def clean_body(self):
        return self.short_enough(self.cleaned_data["body"])

    def clean_details(self):
        return self.short_enough(self.cleaned_data["details"])

    @staticmethod
    def short_enough(text):
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(_("This is longer than a book chapter. Divide it into several articles."))
        return text

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_short_headline(self):
        return " ".join(self.cleaned_data["short_headline"].split())

    def clean_published_at(self):
        """Emptied, what readers have seen keeps its time; what was only scheduled has none any more."""
        chosen = self.cleaned_data["published_at"]
        if self.was_live and chosen and chosen > timezone.now():
            raise forms.ValidationError(_("Readers see it already. Withdraw it to take it away."))
        return chosen or (self.old["published_at"] if self.was_seen else None)

    def clean_planned_at(self):
        chosen = self.cleaned_data["planned_at"]
        if chosen and chosen <= timezone.now():
            raise forms.ValidationError(_("That time has passed. Choose a later one or empty the field."))
        return chosen

    # --- all together ---

    def clean(self):
        cleaned = super().clean()
        self.follow_section(cleaned)
        self.settle_slug(cleaned)
        self.check_translation(cleaned)
        self.take_picture_words(cleaned)
        if self.upload_error:
            self.add_error("upload", self.upload_error)
        return cleaned

    def follow_section(self, cleaned):
        """Until publication a newly chosen section decides the edition: no article stands in two."""
        section = cleaned.get("section")
        if section and "section" in self.changed_data and not self.was_public:
            cleaned["language"] = section.language

    def check_translation(self, cleaned):
        other, language = cleaned.get("translation_of"), cleaned.get("language")
        if not other or not language:
            return
        rivals = Article.objects.filter(language=language, translation_key=other.translation_key)
        if other.language == language:
            self.add_error("translation_of", _("A translation stands in another edition; this one is of the same."))
        elif other.translation_key and (rival := rivals.exclude(pk=self.instance.pk).first()):
            self.add_error("translation_of", _("It has a translation already: %(rival)s") % {"rival": rival})

    def settle_slug(self, cleaned):
        """Until publication the address follows the headline, unless somebody wrote it by hand."""
        slug, language = cleaned.get("slug"), cleaned.get("language")
        untouched = slug == self.old["slug"] and not self.was_public
        if untouched and cleaned.get("headline") != self.old["headline"] and self.slug_was_automatic():
            cleaned["slug"] = ""
        elif slug and language:
            others = Article.objects.filter(language=language, slug=slug).exclude(pk=self.instance.pk)
            if others.exists():
                self.add_error("slug", _("Another article of this edition has this address."))

    def slug_was_automatic(self):
        article = Article(headline=self.old["headline"], language=self.instance.language)
        return self.old["slug"].startswith(article.automatic_slug())

    def take_picture_words(self, cleaned):
        """What was typed about the picture, when it was typed about this picture."""
        picture = cleaned.get("picture")
        about = cleaned.get("picture_words_of")
        typed = {word: cleaned.get(f"picture_{word}") for word in PICTURE_WORDS}
        self.picture_words = {}
        if not picture:
            return
        if about == picture.pk:
            self.picture_words = {word: text for word, text in typed.items() if text is not None}
        elif about is None:
            self.picture_words = {word: text for word, text in typed.items() if text}
        changed = [word for word, text in self.picture_words.items() if text != getattr(picture, word)]
        if changed and not Picture.objects.editable_by(self.user).filter(pk=picture.pk).exists():
            words = _("Other articles use this picture; an editor can change its words.")
            self.add_error(f"picture_{changed[0]}", words)

    def save_picture_words(self):
        picture = self.instance.picture
        if picture and any(getattr(picture, word) != text for word, text in self.picture_words.items()):
            for word, text in self.picture_words.items():
                setattr(picture, word, text)
            picture.save(update_fields=list(self.picture_words))
