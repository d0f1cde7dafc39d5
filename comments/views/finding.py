"""Which comment an address is about, and who has to log in before anything is done with it."""

import functools

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404
from django_htmx.http import HttpResponseClientRedirect

from comments import unsent
from comments.models import Comment


def at_comment(view):
    """For views at the number of a comment: they get the comment, if whoever asks is shown it where it stands."""

    @functools.wraps(view)
    def found(request, pk, **rest):
        member = request.user if request.user.is_authenticated else None
        shown = Comment.objects.shown_to(member)
        if was_before_their_eyes(request):
            shown = shown | Comment.objects.filter(shown_at__isnull=False)
        comment = get_object_or_404(shown.with_words().select_related("article__section", "thread"), pk=pk)
        if not comment.article.is_published:
            raise Http404("its article cannot be read")
        return view(request, comment, **rest)

    return found


def was_before_their_eyes(request):
    """Who sends an answer has read what it answers: if that is gone meanwhile, the answer is still theirs to keep."""
    return request.method == "POST" and request.resolver_match.url_name == "reply"


def log_in_first(request, address, place=""):
    """To the log-in, and from there to `address`. What was typed is there again afterwards."""
    if request.method == "POST" and place:
        unsent.keep(request, place, request.POST.get("text", ""))
    response = redirect_to_login(address)
    return HttpResponseClientRedirect(response.url) if request.htmx else response
