"""What is drawn of a conversation, for one reader."""

from dataclasses import replace

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import unsent
from comments.forms import CommentForm
from comments.readers import Reader
from comments.threads import ORDERS, page_of, page_of_thread


def under_article(request, article):
    """The conversation under an article, as the page's address asks for it: `?comments=newest&after=…`."""
    reader = Reader(request.user, article)
    is_empty = not (article.comment_count or reader.member)
    order = request.GET.get("comments", "")
    page = None if is_empty else page_of(article, reader.member, order, request.GET.get("after", ""))
    address = article.get_absolute_url()
    drawn = {
        "article": article,
        "reader": reader,
        "threads": seen(page.threads, reader) if page else [],
        "sorting": sorting(address, page),
        **(ways(address, page) if page else {}),
    }
    if reader.may_write:
        place = f"on {article.pk}"
        drawn["form"] = labelled(CommentForm(text=unsent.text_for(request, place)), "post", reader)
    return drawn


def in_thread(request, root):
    """One thread on a page of its own."""
    reader = Reader(request.user, root.article)
    page = page_of_thread(root, reader.member, request.GET.get("after", ""))
    return {
        "article": root.article,
        "reader": reader,
        "root": root,
        "count": page.threads[0].reply_count,
        "threads": seen(page.threads, reader),
        **ways(request.path, page),
    }


def seen(threads, reader):
    """The threads with each comment as the reader sees it."""
    reader.look_at([comment for thread in threads for comment in thread.comments])
    return [
        replace(
            thread,
            root=reader.sees(thread.root),
            branches=[
                replace(
                    branch,
                    head=branch.head and reader.sees(branch.head),
                    replies=list(map(reader.sees, branch.replies)),
                )
                for branch in thread.branches
            ],
        )
        for thread in threads
    ]


def sorting(address, page):
    """The orders to choose from: name, address, and whether it is the one shown."""
    if page is None:
        return []
    return [
        {"label": order.label, "address": way(address, order.name), "is_shown": order is page.order}
        for order in ORDERS.values()
    ]


def ways(address, page):
    """To the beginning and to the next page; empty where there is none."""
    return {
        "is_picks": page.order.name == "picks",
        "first_address": way(address, page.order.name) if page.after else "",
        "next_address": way(address, page.order.name, page.next) if page.next else "",
    }


def way(address, order="", after=""):
    query = urlencode({name: value for name, value in (("comments", order), ("after", after)) if value})
    return f"{address}{'?' if query else ''}{query}#comments"


def labelled(form, act, reader, comment=None):
    """A form of words with its name, its hint and ids of its own."""
    form.auto_id = f"{act}-{comment.pk}-%s" if comment else "comment-%s"
    field, minutes = form.fields["text"], reader.rules.edit_minutes
    if act == "reply":
        field.label = _("Your reply")
        if comment.is_visible and comment.author:
            field.label = _("Your reply to %(name)s") % {"name": comment.author.display_name}
    elif act == "edit":
        field.label = _("Your comment, in better words")
    field.help_text = ngettext(
        "Plain text. You can change it for %(minutes)d minute.",
        "Plain text. You can change it for %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    field.widget.attrs |= {"rows": 5, "data-longest": reader.rules.longest}
    if comment:
        field.widget.attrs["autofocus"] = True
    return form
