"""The goal of the support page: typed as money or as a number of patrons, and seen before it is saved as readers will
see it."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit import record
from patrons.models import Currency, Goal, GoalWords
from patrons.money import BadAmount, Money
from patrons.support_page import Progress, SupportPage

MOST = 10**9  # patrons
WORDS = ("what_for", "sentence")


def current():
    return Goal.objects.prefetch_related("words").first()


class GoalForm(forms.ModelForm):
    target = forms.CharField(label=gettext_lazy("How many, or how much"), max_length=30)
    currency = forms.ModelChoiceField(Currency.objects.all(), label=gettext_lazy("Currency"), required=False)

    class Meta:
        model = Goal
        fields = ["measure", "target", "currency", "ends_on"]
        widgets = {"ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["target"].widget.attrs["inputmode"] = "decimal"
        for language, _name in settings.LANGUAGES:
            self.add_words(language)
        goal = self.instance
        if goal.pk:
            self.initial["target"] = (
                Money(goal.target, goal.currency).plain if goal.measure == Goal.Measure.MONTHLY else str(goal.target)
            )

    def add_words(self, language):
        edition = get_language_info(language)["name_local"]
        rows = {row.language: row for row in self.instance.words.all()} if self.instance.pk else {}
        for name in WORDS:
            column = GoalWords._meta.get_field(name)
            several = len(settings.LANGUAGES) > 1
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{column.verbose_name.capitalize()} · {edition}"
                if several
                else column.verbose_name.capitalize(),
                max_length=column.max_length,
                initial=getattr(rows.get(language), name, ""),
                required=language == settings.LANGUAGE_CODE,
                widget=forms.Textarea({"rows": 2}) if name == "sentence" else forms.TextInput(),
            )

    def clean(self):
        found = super().clean()
        is_money = found.get("measure") == Goal.Measure.MONTHLY
        if is_money and not found.get("currency"):
            self.add_error("currency", _("Choose the currency of the sum."))
        elif typed := found.get("target"):
            try:
                found["target"] = self.counted(typed, found["currency"].code if is_money else "")
            except BadAmount as error:
                self.add_error("target", str(error))
        return found

    @staticmethod
    def counted(typed, currency):
        if currency:
            target = Money.parse(typed, currency).minor
        else:
            plain = "".join(typed.split())
            target = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 else 0
            if not 1 <= target <= MOST:
                raise BadAmount(_("Write the number of patrons in digits."))
        if target < 1:
            raise BadAmount(_("A goal is more than nothing."))
        return target

    def clean_currency(self):
        return self.cleaned_data["currency"]

    def _post_clean(self):
        """Values go into the goal here: target and currency are not typed as they are kept."""
        if not self.errors:
            found = self.cleaned_data
            self.instance.measure, self.instance.ends_on = found["measure"], found["ends_on"]
            self.instance.target = found["target"]
            self.instance.currency = found["currency"].code if found["measure"] == Goal.Measure.MONTHLY else ""

    def words(self, language):
        return {name: self.cleaned_data.get(f"{name}_{language}", "") for name in WORDS}

    @transaction.atomic
    def keep(self, by, is_new):
        """Save it, as the goal that is there or as a new one. An earlier goal stays as it was."""
        before = {} if is_new or not self.instance.pk else said_of(Goal.objects.get(pk=self.instance.pk))
        goal = self.instance
        if is_new:
            goal.pk, goal._state.adding, goal.created_at, goal.reached_on = None, True, timezone.now(), None
        goal.is_shown = True
        goal.save()
        for language, _name in settings.LANGUAGES:
            words = self.words(language)
            if any(words.values()):
                GoalWords.objects.update_or_create(goal=goal, language=language, defaults=words)
            else:
                GoalWords.objects.filter(goal=goal, language=language).delete()
        record(by, "goal.changed", goal, before, said_of(goal))
        return goal


def said_of(goal):
    words = {f"{row.language}": f"{row.what_for}: {row.sentence}" for row in GoalWords.objects.filter(goal=goal)}
    return {
        "measure": goal.measure,
        "target": goal.target,
        "currency": goal.currency,
        "ends_on": goal.ends_on,
        "is_shown": goal.is_shown,
        **words,
    }


def preview(form):
    """The goal as readers will see it, with what is typed; None while it makes no goal."""
    if not form.is_bound and not form.instance.pk:
        return None
    if form.is_bound and not form.is_valid():
        return None
    page, goal = SupportPage(get_language()), form.instance
    sentence = form.words(get_language())["sentence"] if form.is_bound else goal.in_words("sentence")
    return {"progress": Progress(goal, page.measured(goal), timezone.localdate()), "sentence": sentence}
