"""The lists of words that stop a comment or bring it to a moderator."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit import record
from articles.admin.desk import DeskAdmin
from comments.checks.words import words_of
from comments.models import Word

LONGEST = Word._meta.get_field("words").max_length
SHORTEST_STEM = 3  # letters before a star: fewer begin too many innocent words
MOST_AT_ONCE = 1000
HELP = gettext_lazy(
    "Only whole words match, in any case, and also in letters that look alike. “word*” matches its endings, too."
)


def listable(line):
    """A word or phrase as it is listed, or a ValidationError."""
    line = " ".join(line.split())
    if len(line) > LONGEST:
        raise ValidationError(_("“%(words)s…” is too long.") % {"words": line[:40]})
    words = words_of(line)
    if not words:
        raise ValidationError(_("“%(words)s” has no letters.") % {"words": line})
    if any(word.endswith("*") and len(word) <= SHORTEST_STEM for word in words):
        raise ValidationError(_("“%(words)s” would match too much: write more letters.") % {"words": line})
    return line


class WordForm(forms.ModelForm):
    class Meta:
        model = Word
        fields = ["words", "language", "verdict"]
        help_texts = {"words": HELP}

    def clean_words(self):
        return listable(self.cleaned_data["words"])


class WordsForm(WordForm):
    """Several at once, a line each."""

    words = forms.CharField(
        label=gettext_lazy("Words or phrases, one a line"), help_text=HELP, widget=forms.Textarea({"rows": 8})
    )

    def clean_words(self):
        lines = [listable(line) for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)d at once.") % {"most": MOST_AT_ONCE})
        return list(dict.fromkeys(lines))

    def _post_clean(self):
        """Nothing: the words are several rows, and which of them are listed already is seen when they are saved."""

    def save_rows(self):
        place = {"language": self.cleaned_data["language"], "verdict": self.cleaned_data["verdict"]}
        known = set(Word.objects.filter(language=place["language"]).values_list("words", flat=True))
        fresh = [Word(words=words, **place) for words in self.cleaned_data["words"] if words not in known]
        return Word.objects.bulk_create(fresh, ignore_conflicts=True)


@admin.register(Word)
class WordAdmin(DeskAdmin):
    form = WordForm
    list_display = ["words", "language", "verdict"]
    list_filter = ["verdict", "language"]
    search_fields = ["words"]
    fields = ["words", "language", "verdict"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change=change, **{"form": WordForm if obj else WordsForm, **kwargs})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None and request.method == "POST" and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self.add_rows(request, form)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def add_rows(self, request, form):
        rows = form.save_rows()
        for word in rows:
            self.record(request, word, after=written(word))
        told = ngettext("%(number)d word listed.", "%(number)d words listed.", len(rows))
        messages.success(request, told % {"number": len(rows)})
        return redirect("admin:comments_word_changelist")

    def save_model(self, request, obj, form, change):
        before = written(Word.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)
        self.record(request, obj, before, written(obj))

    def delete_model(self, request, obj):
        self.record(request, obj, before=written(obj))
        super().delete_model(request, obj)

    @staticmethod
    def record(request, word, before=None, after=None):
        record(request.user, "word.listed", str(word), before, after)


def written(word):
    return {"words": word.words, "language": word.language, "verdict": word.verdict}
