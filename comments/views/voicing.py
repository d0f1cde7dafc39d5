"""A member recommends, reports, mutes."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from comments.forms import ReportForm
from comments.models import Mute
from comments.models.posting import Refused
from comments.threads import address_of

from .answering import Panel, refused
from .finding import at_comment, log_in_first


@require_POST
@at_comment
def recommend(request, comment):
    """A word for a comment, or (`wanted` is “no”) none any more. Said twice it is said once."""
    if not request.user.is_authenticated:
        return log_in_first(request, address_of(comment))
    panel = Panel(request, "recommend", comment.article, comment)
    is_wanted = request.POST.get("wanted") != "no"
    try:
        if is_wanted:
            comment.recommend(request.user)
        else:
            comment.withdraw_recommendation(request.user)
    except Refused as refusal:
        return refused(panel, refusal)
    return panel.done(_("Recommended.") if is_wanted else _("No longer recommended."))


@require_http_methods(["GET", "POST", "HEAD"])
@at_comment
def report(request, comment):
    """A word to the moderators about a comment."""
    if not request.user.is_authenticated:
        return log_in_first(request, request.path)
    panel = Panel(request, "report", comment.article, comment)
    if request.method != "POST":
        return panel.show(ReportForm())
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            comment.report(request.user, form.cleaned_data["reason"], form.cleaned_data["note"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return panel.done(_("Reported, thank you. A moderator will read it."))
    return panel.show(form)


@require_http_methods(["GET", "POST", "HEAD"])
@at_comment
def mute(request, comment):
    """Fold away what its author writes, for this member alone; or (`wanted` is “no”) not any more."""
    if not request.user.is_authenticated:
        return log_in_first(request, request.path)
    panel = Panel(request, "mute", comment.article, comment)
    if comment.author is None or comment.author_id == request.user.pk:
        return refused(panel, Refused(_("There is nobody to mute here."), "nobody"))
    if request.method != "POST":
        return panel.show()
    if request.POST.get("wanted") == "no":
        Mute.objects.unmute(request.user, comment.author)
    else:
        Mute.objects.mute(request.user, comment.author)
    # Other comments of the same member stand on the page, too.
    return HttpResponseClientRefresh() if request.htmx else redirect(address_of(comment, request.user))
