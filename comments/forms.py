"""What members send: words, an answer, a report."""

import uuid

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Report
from comments.models.voicing import LONGEST_NOTE

OPENED = signing.Signer(salt="comments.opened")


def now_signed():
    return OPENED.sign(int(timezone.now().timestamp()))


class CommentForm(forms.Form):
    """The words are checked by the verb they are given to: its sentences say more than a form's."""

    text = forms.CharField(
        label=_("Your comment"),
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": _("Write something first.")},
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=36)
    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    website = forms.CharField(required=False)  # nobody sees it: whoever fills it in is a program
    use_required_attribute = False

    def __init__(self, *args, text="", **kwargs):
        initial = {"text": text, "form_key": uuid.uuid4(), "opened": now_signed()}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def key(self):
        """The number that tells this form from every other; None if it is none of ours."""
        try:
            return uuid.UUID(self.cleaned_data["form_key"])
        except ValueError:
            return None

    @property
    def seconds(self):
        """How long the form was open. Whoever leaves that out or invents it has not opened one."""
        try:
            opened = int(OPENED.unsign(self.cleaned_data["opened"]))
        except signing.BadSignature:
            return 0
        return timezone.now().timestamp() - opened


class ReportForm(forms.Form):
    use_required_attribute = False
    reason = forms.ChoiceField(
        label=_("What is wrong with this comment?"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Write at most %(limit_value)d characters about it.")},
    )
