"""The form by which anybody says that a comment is illegal, with an account or without one."""

from django import forms
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.network import network_name
from articles.models import Article
from comments.models import Comment, Notice

AT_ONCE, WITHIN = 5, 3600  # notices from one network, seconds
NUMBER = signing.Signer(salt="comments.notice")
SHORTEST = 20


class NoticeForm(forms.ModelForm):
    website = forms.CharField(required=False)  # nobody sees it: whoever fills it in is a program

    class Meta:
        model = Notice
        fields = ["explanation", "law", "name", "email", "good_faith"]
        widgets = {
            "explanation": forms.Textarea(attrs={"rows": 6}),
            "law": forms.TextInput(),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        error_messages = {
            "explanation": {"required": gettext_lazy("Say why the comment is illegal.")},
            "email": {"invalid": gettext_lazy("Write the address like name@example.org, or leave it empty.")},
        }
        help_texts = {
            "email": gettext_lazy("To this address we confirm the notice and write what was decided, with reasons."),
            "name": gettext_lazy("You may leave name and address empty if the comment abuses children sexually."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["good_faith"].required = True
        self.fields["good_faith"].error_messages["required"] = _("Tick that what you have written is true to you.")

    def clean_explanation(self):
        explanation = self.cleaned_data["explanation"].strip()
        if len(explanation) < SHORTEST:
            raise forms.ValidationError(_("Say in a sentence or two why the comment is illegal."))
        return explanation

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the hidden field empty."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def illegal(request, pk):
    """A notice of illegal content about one comment that can be seen."""
    seen = Comment.objects.visible().filter(article__in=Article.objects.published())
    comment = get_object_or_404(seen.select_related("article__section", "author"), pk=pk)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = limits.take("notices", network_name(request), AT_ONCE, WITHIN)
        if not wait:
            notice = filed(request, comment, form.cleaned_data)
            received = urlencode({"received": NUMBER.sign(notice.number)})
            return redirect(f"{reverse('comments:illegal', args=[pk])}?{received}")
        form.add_error(None, _("Many notices have come from your network. Send this one in an hour, please."))
    paragraphs = [paragraph for paragraph in comment.text.split("\n") if paragraph.strip()]
    context = {"comment": comment, "paragraphs": paragraphs, "form": form, "number": number_in(request)}
    return render(request, "comments/illegal.html", context, status=422 if form.errors else 200)


def filed(request, comment, said):
    del said["website"]
    address = request.build_absolute_uri(reverse("comments:show", args=[comment.pk]))
    return Notice.objects.file(comment, address=address[:500], **said)


def number_in(request):
    """The number of the notice that was just sent, from an address that we have made ourselves."""
    try:
        return NUMBER.unsign(request.GET.get("received", ""))
    except signing.BadSignature:
        return ""
