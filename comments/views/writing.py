"""A member writes, answers, changes and takes back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.network import network_name
from articles.models import Article
from comments import unsent
from comments.models import Comment
from comments.models.posting import Refused
from comments.threads import address_of

from .answering import Panel, posted, refused
from .finding import at_comment, log_in_first


@require_POST
def post(request, article_pk):
    """A comment under an article. An answer to one goes through `reply`."""
    article = get_object_or_404(Article.objects.published().select_related("section"), pk=article_pk)
    place = f"on {article.pk}"
    if not request.user.is_authenticated:
        return log_in_first(request, f"{article.get_absolute_url()}#comment-form", place)
    return say(Panel(request, "post", article), place)


@require_http_methods(["GET", "POST", "HEAD"])
@at_comment
def reply(request, comment):
    """An answer to a comment, in a form of its own."""
    place = f"reply {comment.pk}"
    if not request.user.is_authenticated:
        return log_in_first(request, request.path, place)
    panel = Panel(request, "reply", comment.article, comment)
    if request.method != "POST":
        if not panel.shown.may_be_answered:
            return refused(panel, Refused(panel.reader.why_silent or _("This comment cannot be answered."), "no"))
        return panel.show(panel.form(text=unsent.text_for(request, place)))
    return say(panel, place)


def say(panel, place):
    """Post what stands in a form, or show the form again and say why it was not posted."""
    request = panel.request
    form = panel.form(request.POST)
    if form.is_valid():
        try:
            comment = Comment.objects.post(
                panel.article,
                request.user,
                form.cleaned_data["text"],
                parent=panel.comment,
                form_key=form.key,
                seconds=form.seconds,
                network=network_name(request),
                honeypot=bool(form.cleaned_data["website"]),
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            unsent.forget(request, place)
            return posted(panel, comment)
    return panel.show(form)


@require_http_methods(["GET", "POST", "HEAD"])
@at_comment
def edit(request, comment):
    """Better words for one's own comment, while nobody has answered."""
    place = f"edit {comment.pk}"
    if not request.user.is_authenticated:
        return log_in_first(request, request.path, place)
    panel = Panel(request, "edit", comment.article, own(request, comment))
    if request.method != "POST":
        return panel.show(panel.form(text=unsent.text_for(request, place) or comment.text))
    form = panel.form(request.POST)
    if form.is_valid():
        try:
            comment.revise(form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            unsent.forget(request, place)
            return panel.done(_("Your comment is changed."))
    return panel.show(form)


@require_http_methods(["GET", "POST", "HEAD"])
@at_comment
def delete(request, comment):
    """Take one's own comment back, after being asked once."""
    if not request.user.is_authenticated:
        return log_in_first(request, request.path)
    panel = Panel(request, "delete", comment.article, own(request, comment))
    if request.method != "POST":
        return panel.show()
    page, _hash, _number = address_of(comment, request.user).partition("#")
    try:
        comment.delete_own()
    except Refused as refusal:
        return refused(panel, refusal)
    return panel.changed(_("Your comment is deleted.")) if request.htmx else redirect(f"{page}#comments")


def own(request, comment):
    if comment.author_id != request.user.pk:
        raise Http404("somebody else’s")
    return comment
