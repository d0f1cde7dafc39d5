"""The forms of the front: what stands in a place, the hour to look at, the breaking strip."""

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.front.layouts import MOST_PLACES
from articles.front.rules import RULES
from articles.ids import id_of
from articles.models import Breaking, Section, Slot

from .article_form import NewsroomMoment

SUGGESTED, FOUND = 60, 12
LONGEST_NAME = 1000  # the words of one, or its address in Cyrillic, percent-encoded
WORDS_OF_STRIP, MINUTES_OF_STRIP = 120, 60


class Named(forms.CharField):
    """A row by its number, its address or the words of its name; the newest are suggested by the browser.

    `found` holds the rows that the words mean when they mean several; one of them is chosen by the button beside it.
    """

    rows, searched = None, ""

    def __init__(self, searched, **kwargs):
        widget = forms.TextInput({"class": "vTextField", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=LONGEST_NAME, **kwargs)
        self.searched, self.found = searched, []

    @staticmethod
    def spelled(row):
        return f"{row} ({row.pk})" if row else ""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if row := self.by_number(text) or self.by_address(text):
            return row
        self.found = list(self.rows.filter(**{f"{self.searched}__icontains": text})[:FOUND])
        if len(self.found) == 1:
            return self.found.pop()
        if self.found:
            raise forms.ValidationError(_("Several have these words. Choose one below."))
        raise forms.ValidationError(_("Nothing of this edition has this number, address or these words."))

    def by_number(self, text):
        whole = text if text.isdigit() else (re.search(r"\((\d+)\)$", text) or [None, ""])[1]
        return self.rows.filter(pk=id_of(whole)).first() if id_of(whole) else None

    def by_address(self, text):
        if not text.startswith(("/", "http://", "https://")) or self.searched != "headline":
            return None
        path = unquote(urlsplit(text).path) if "[" not in text else ""
        slug = path.rstrip("/").rpartition("/")[2]
        return next((row for row in self.rows.filter(slug=slug) if row.path == path), None)


class SlotForm(forms.Form):
    """What stands in a place, on which conditions."""

    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=MOST_PLACES)
    article = Named(
        "headline",
        label=_("Article"),
        required=False,
        help_text=_("Words of the headline, the number or the address."),
    )
    rule = forms.ChoiceField(
        label=_("Rule"),
        required=False,
        help_text=_("Fills the place when no article is named, or it cannot be shown."),
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Section of the rule"), required=False, empty_label="—"
    )
    short_headline = forms.CharField(
        label=_("Own headline"),
        required=False,
        max_length=120,
        help_text=_("On the front, in place of the article's."),
    )
    picture = Named(
        "caption", label=_("Own picture"), required=False, help_text=_("Words of the caption, or the number.")
    )
    starts_at = NewsroomMoment(label=_("From"), required=False)
    ends_at = NewsroomMoment(label=_("Until"), required=False)
    locked = forms.BooleanField(
        label=_("Locked"), required=False, help_text=_("Stays in its place when others are moved.")
    )

    def __init__(self, *args, articles, pictures, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        rules = [(name, rule.title) for name, rule in RULES.items()]
        self.fields["rule"].choices = [("", "—"), *rules]
        self.fields["article"].rows, self.fields["picture"].rows = articles, pictures
        self.fields["section"].queryset = Section.objects.in_edition(language)
        for name in ("article", "picture"):
            self.fields[name].widget.attrs["list"] = f"{name}-suggestions"

    def clean(self):
        data = super().clean()
        rule, starts, ends = (data.get(name) for name in ("rule", "starts_at", "ends_at"))
        if not self.errors.get("article") and not data.get("article") and not rule:
            self.add_error("article", _("Name an article, or choose a rule."))
        if rule and RULES[rule].of_section and not data.get("section"):
            self.add_error("section", _("Choose the section of the rule."))
        if ends and ends <= (starts or timezone.now()):
            self.add_error("ends_at", _("It would end before it begins. Choose a later time."))
        picture = data.get("picture")
        if picture and picture.withdrawn_at:
            self.add_error("picture", picture.words_of_withdrawal())
        return data

    def slot(self):
        """The slot in memory."""
        data = self.cleaned_data
        of_section = bool(data["rule"]) and RULES[data["rule"]].of_section
        return Slot(**{**data, "section": data["section"] if of_section else None})

    @staticmethod
    def initial_of(slot):
        names = ("place", "rule", "section", "short_headline", "starts_at", "ends_at", "locked")
        named = {name: Named.spelled(getattr(slot, name)) for name in ("article", "picture")}
        return {**{name: getattr(slot, name) for name in names}, **named}


class HourForm(forms.Form):
    at = NewsroomMoment(label=_("At"), required=False)


class BreakingForm(forms.Form):
    words = forms.CharField(label=_("Words"), max_length=WORDS_OF_STRIP)
    article = Named(
        "headline",
        label=_("Article"),
        required=False,
        help_text=_("Words of the headline, the number or the address."),
    )
    ends_at = NewsroomMoment(label=_("Until"), required=False, help_text=_("Left empty: for 60 minutes."))

    def __init__(self, *args, articles, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["article"].rows = articles
        self.fields["article"].widget.attrs["list"] = "article-suggestions"

    def clean_ends_at(self):
        ends = self.cleaned_data["ends_at"]
        if ends and ends <= timezone.now():
            raise forms.ValidationError(_("That time has passed. Choose a later one."))
        return ends or timezone.now() + timedelta(minutes=MINUTES_OF_STRIP)

    def announce(self, language, by):
        return Breaking.objects.announce(language, by=by, **self.cleaned_data)
