"""What machines fall into that fill in forms: a field nobody sees, and less time than anybody needs."""

import time

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

SOONEST = 1  # seconds from the page to its answer
UNSEEN = "website"
PURPOSE = "form shown"


class Trapped(forms.Form):
    """Says so, and keeps what was typed: a quick person, or one whose browser fills in everything, presses again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[UNSEEN] = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))
        self.fields[UNSEEN].widget.attrs["autocomplete"] = "off"
        self.initial["shown"] = signing.dumps(round(time.time(), 1), salt=PURPOSE)

    def clean(self):
        cleaned = super().clean()
        if self.errors:  # it comes back anyway, and nobody needs another reason
            return cleaned
        if cleaned.get(UNSEEN):
            self.add_error(None, _("Your browser has filled in a field that is not to be seen. Send the form again."))
            self.forget(UNSEEN)
        elif time.time() - self.shown_at(cleaned.get("shown", "")) < SOONEST:
            self.add_error(None, _("That was faster than anybody writes. Look it over, and send it again."))
        return cleaned

    def shown_at(self, said):
        """When the form was given out; now, if it does not say so itself."""
        try:
            return signing.loads(said, salt=PURPOSE)
        except signing.BadSignature:
            self.forget("shown")
            return time.time()

    def forget(self, name):
        """Show the field as on a fresh form."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = self.initial.get(name, "")
