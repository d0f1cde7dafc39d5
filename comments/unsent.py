"""A text whose writer had to log in first: it waits in the session, one at a time, and comes back into its form."""

from django.urls import reverse

from articles.models import Article

KEY = "unsent_comment"
LONGEST_KEPT = 10_000  # characters


def keep(request, place, text):
    """Remember what was typed at a place: the name of a form, like "on 12" or "reply 34"."""
    if text.strip():
        request.session[KEY] = {"place": place, "text": text[:LONGEST_KEPT]}


def text_for(request, place):
    kept = request.session.get(KEY) or {}
    return kept["text"] if kept.get("place") == place else ""


def forget(request, place):
    if text_for(request, place):
        del request.session[KEY]


def kept_for_later(request):
    """A member's form had expired: keep its words, and say where the fresh form is that will hold them. Empty if it
    was no form of words, or nobody is logged in any more."""
    match = request.resolver_match
    if not request.user.is_authenticated or match.app_name != "comments" or "text" not in request.POST:
        return ""
    if match.url_name == "post":
        article = Article.objects.published().select_related("section").filter(pk=match.kwargs["article_pk"]).first()
        number = match.kwargs["article_pk"]
        address = article and f"{article.get_absolute_url()}#comment-form"
        place = f"on {number}"
    else:
        number = match.kwargs["pk"]
        place, address = f"{match.url_name} {number}", reverse(f"comments:{match.url_name}", args=[number])
    keep(request, place, request.POST["text"])
    return address or ""
