"""A page of a conversation: ten threads in the order a reader chose, and of each the first answers."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.pagination import cursor_of, place
from comments.models import Comment

THREADS = 10  # on a page
REPLIES = 10  # drawn of a thread before its own page has to be opened
REPLIES_OF_PAGE = 50  # there
CURSOR = re.compile(r"\d{1,18}")
TWO_NUMBERS = re.compile(r"(\d{1,9})-(\d{1,18})")
BY_PICK = ("picked_at", "pk")


# --- the orders a reader may choose: how to sort, what comes after a cursor, and the cursor of a row ---


class Oldest:
    name, label = "", _("Oldest")
    order = ("pk",)

    @staticmethod
    def after(cursor):
        return Q(pk__gt=number_in(cursor))

    @staticmethod
    def cursor(comment):
        return str(comment.pk)


class Newest(Oldest):
    name, label = "newest", _("Newest")
    order = ("-pk",)

    @staticmethod
    def after(cursor):
        return Q(pk__lt=number_in(cursor))


class Recommended:
    name, label = "recommended", _("Most recommended")
    order = ("-recommend_count", "pk")

    @staticmethod
    def after(cursor):
        count, pk = two_numbers_in(cursor)
        return Q(recommend_count__lte=count) & (Q(recommend_count__lt=count) | Q(pk__gt=pk))

    @staticmethod
    def cursor(comment):
        return f"{comment.recommend_count}-{comment.pk}"


class Picks:
    """The editors’ picks, each by itself wherever it stands, the last picked first."""

    name, label = "picks", _("Editors’ picks")
    order = ("-picked_at", "-pk")

    @staticmethod
    def after(cursor):
        at, pk = place(cursor)
        return Q(picked_at__lte=at) & (Q(picked_at__lt=at) | Q(pk__lt=pk))

    @staticmethod
    def cursor(comment):
        return cursor_of(comment, BY_PICK)


ORDERS = {order.name: order for order in (Oldest, Newest, Recommended, Picks)}


def number_in(cursor):
    if not CURSOR.fullmatch(cursor):
        raise Http404("no such page")
    return int(cursor)


def two_numbers_in(cursor):
    match = TWO_NUMBERS.fullmatch(cursor)
    if not match:
        raise Http404("no such page")
    return int(match[1]), int(match[2])


# --- what a page holds ---


@dataclass
class Branch:
    """An answer of the second level, None if it stands on the page before, and what was said below it."""

    number: int
    head: Comment | None = None
    replies: list = field(default_factory=list)


@dataclass
class Thread:
    root: Comment
    branches: list = field(default_factory=list)
    reply_count: int = 0  # that everybody sees
    is_cut: bool = False

    @property
    def comments(self):
        """Everything of it that is on the page."""
        yield self.root
        for branch in self.branches:
            yield from [branch.head] if branch.head else []
            yield from branch.replies


@dataclass
class Page:
    """Some threads, or in the order of picks some comments, and the cursor of the page after them."""

    order: type
    threads: list
    after: str = ""  # the cursor this page begins at
    next: str = ""


def page_of(article, member=None, order="", after=""):
    """A page of the conversation under an article. Three queries, whatever the number of comments."""
    order = ORDERS.get(order, Oldest)
    found = Comment.objects.filter(article=article)
    picked = found.visible().filter(picked_at__isnull=False)
    rows = picked if order is Picks else found.roots().shown_to(member)
    if after:
        rows = rows.filter(order.after(after))
    rows = list(rows.with_words().order_by(*order.order)[: THREADS + 1])
    page = Page(order, [Thread(row) for row in rows[:THREADS]], after)
    if len(rows) > THREADS:
        page.next = order.cursor(rows[THREADS - 1])
    if order is not Picks:
        add_replies(page.threads, member)
    return page


def add_replies(threads, member):
    """The first answers of each thread, all in one query; and of those that are cut, how many there are."""
    if not threads:
        return
    by_thread = {thread.root.pk: thread for thread in threads}
    replies = Comment.objects.filter(thread__in=by_thread).shown_to(member)
    first = replies.numbered_in_threads().filter(number__lte=REPLIES + 1).order_by()
    found = {number: [] for number in by_thread}
    for comment in Comment.objects.filter(pk__in=first.values("pk")).order_by().with_words():
        found[comment.thread_id].append(comment)
    for number, replies in found.items():
        replies.sort(key=reading_place)
        by_thread[number].is_cut = len(replies) > REPLIES
        by_thread[number].branches = branches_of(replies[:REPLIES])
    count_replies([thread for thread in threads if thread.is_cut])


def count_replies(threads):
    counted = Comment.objects.visible().filter(thread__in=[thread.root for thread in threads]).order_by()
    numbers = dict(counted.values_list("thread").annotate(number=Count("pk"))) if threads else {}
    for thread in threads:
        thread.reply_count = numbers.get(thread.root.pk, 0)


def replies_of(root, member):
    return Comment.objects.filter(thread=root).shown_to(member)


def reading_place(comment):
    return comment.branch_id or comment.pk, comment.pk


def branches_of(replies):
    """Answers in reading order as branches of the second level."""
    branches = []
    for number, group in groupby(replies, key=lambda comment: comment.branch_id or comment.pk):
        branch = Branch(number)
        for comment in group:
            if comment.pk == number:
                branch.head = comment
            else:
                branch.replies.append(comment)
        branches.append(branch)
    return branches


def page_of_thread(root, member=None, after=""):
    """A page of one thread, when it has more answers than are drawn under the article."""
    replies = replies_of(root, member).in_reading_order()
    if after:
        replies = replies.filter(beyond(*two_numbers(after)))
    rows = list(replies.with_words()[: REPLIES_OF_PAGE + 1])
    thread = Thread(root, branches_of(rows[:REPLIES_OF_PAGE]))
    count_replies([thread])
    page = Page(Oldest, [thread], after)
    if len(rows) > REPLIES_OF_PAGE:
        page.next = "{}-{}".format(*reading_place(rows[REPLIES_OF_PAGE - 1]))
    return page


def two_numbers(cursor):
    branch, _dash, pk = cursor.partition("-")
    return number_in(branch), number_in(pk)


def beyond(branch, pk):
    """What stands after a place in reading order."""
    return Q(place__gte=branch) & (Q(place__gt=branch) | Q(pk__gt=pk))


# --- where a comment stands ---


def address_of(comment, member=None):
    """The page that holds a comment, at its place: of the article, or of its thread when that is long."""
    root = comment.thread or comment
    if comment.thread_id:
        replies = replies_of(root, member).in_reading_order()
        branch, pk = reading_place(comment)
        before = replies.filter(Q(place__lte=branch) & (Q(place__lt=branch) | Q(pk__lt=pk)))
        number = before.count()
        if number >= REPLIES:
            return address_in_thread(comment, root, before, number)
    before = Comment.objects.filter(article=comment.article_id, pk__lt=root.pk).roots().shown_to(member)
    number = before.count()
    first = number - number % THREADS
    last = before.order_by("pk")[first - 1 : first].values_list("pk", flat=True) if first else []
    query = urlencode({"after": last[0]}) if first else ""
    return f"{comment.article.get_absolute_url()}{'?' if query else ''}{query}#c-{comment.pk}"


def address_in_thread(comment, root, before, number):
    first = number - number % REPLIES_OF_PAGE
    query = ""
    if first:
        last = before[first - 1 : first].get()
        query = "?after={}-{}".format(*reading_place(last))
    return f"{address_of_thread(root, comment.article.language)}{query}#c-{comment.pk}"


def address_of_thread(root, language):
    with override(language):
        return reverse("comments:thread", args=[root.pk])
