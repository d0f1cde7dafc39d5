"""How the pages of a conversation answer: in place to htmx, else with a page of their own or the way back."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget, trigger_client_event

from comments.conversations import labelled
from comments.forms import CommentForm
from comments.models import Comment
from comments.readers import Reader
from comments.threads import address_of

UNPROCESSABLE = 422
WRITTEN = ("post", "reply", "edit")  # acts that need words
State = Comment.State


class Panel:
    """One act of one member on a comment, or on the article itself: its form, and its end."""

    def __init__(self, request, act, article, comment=None):
        self.request, self.act, self.article, self.comment = request, act, article, comment
        self.reader = Reader(request.user, article)
        self.shown = None
        if comment:
            self.reader.look_at([comment])
            self.shown = self.reader.sees(comment)

    @property
    def template(self):
        return f"comments/_{'write' if self.act in WRITTEN else self.act}.html"

    def form(self, data=None, text=""):
        """Its form of words."""
        return labelled(CommentForm(data, text=text), self.act, self.reader, self.comment)

    def show(self, form=None):
        """Its form, which says what is wrong if it was sent."""
        status = UNPROCESSABLE if form and form.is_bound else 200
        return self.draw(self.template if self.request.htmx else "comments/form.html", status, form=form)

    def draw(self, template, status=200, **more):
        own = {"panel": self, "act": self.act, "row": self.shown, "article": self.article, "reader": self.reader}
        return render(self.request, template, {**own, **more}, status=status)

    def done(self, words):
        """It is done: the comment as it stands now."""
        if not self.request.htmx:
            return redirect(address_of(self.comment, self.request.user))
        return self.changed(words)

    def changed(self, words):
        """To htmx, the comment as it stands now in place of what it was."""
        self.reader.look_at([self.comment])
        self.shown = self.reader.sees(self.comment)
        response = self.draw("comments/_changed.html")
        response = reswap(retarget(response, f"#c-{self.comment.pk}"), "outerHTML")
        return said(response, words, "" if self.act == "recommend" else f"c-{self.comment.pk}")


def posted(panel, comment):
    """A new comment stands; its writer is brought to it."""
    member = panel.request.user
    if not panel.request.htmx:
        return redirect(address_of(comment, member))
    panel.reader.look_at([comment])
    row = panel.reader.sees(comment)
    response = panel.draw("comments/_posted.html", new=row, form=panel.form())
    return said(response, words_about(comment), f"c-{comment.pk}")


def words_about(comment):
    """What is announced of a comment that was just sent."""
    if comment.state == State.PENDING:
        return _("Waiting for a moderator. Only you can see this.")
    return _("Comment posted.") if comment.is_visible else _("Your comment was rejected.")


def refused(panel, refusal):
    """It was not done, and why; nothing of the page changes."""
    if panel.request.htmx:
        response = said(reswap(panel.draw("comments/_refused.html", UNPROCESSABLE), "none"), str(refusal))
    else:
        panel.act = "refused"
        response = panel.draw("comments/form.html", UNPROCESSABLE, refusal=refusal)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(int(refusal.retry_after) + 1)
    return response


def said(response, words, focus=""):
    """Have static/js/comments.js announce something, and move the focus."""
    return trigger_client_event(response, "comments:said", {"words": words, "focus": focus}, after="settle")
