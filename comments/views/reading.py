"""Where a comment stands, a long thread by itself, and what a member has written."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.pagination import keyset_page
from comments.conversations import in_thread
from comments.threads import address_of, address_of_thread

from .finding import at_comment

ALONG = ("posted_at", "id")


@require_safe
@at_comment
def show(request, comment):
    """The permanent address of a comment: to the page that holds it now."""
    return redirect(address_of(comment, request.user if request.user.is_authenticated else None))


@require_safe
@at_comment
def thread(request, comment):
    """One thread with all its answers, page by page."""
    if comment.thread_id:
        raise Http404("an answer, and no thread")
    if get_language() != comment.article.language:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(address_of_thread(comment, comment.article.language) + query)
    return render(request, "comments/thread.html", in_thread(request, comment))


@require_safe
@login_required
def mine(request):
    """Everything the member has written, whatever became of it, newest first."""
    written = request.user.comments.select_related("article__section").defer("findings")
    return render(request, "comments/mine.html", {"page": keyset_page(request, written, along=ALONG)})
