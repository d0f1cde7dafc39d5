"""A text whose writer had to log in first: it waits in the session, one at a time, and comes back into its form."""

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
