"""The queue of comments: a page on which one person decides on many, with keys, and without scripts as well."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from articles.ids import id_of
from comments import queues
from comments.models import Comment, HouseRules, ModerationAct
from comments.models.moderating import UNDO_FOR, Decided

from . import acts
from .members import MemberPages
from .switch import SwitchPage

QUEUE = "admin:comments_comment_changelist"
ASKED = ("tab", "after", "q", "state", "author")
LONGEST_SEARCH = 200
LATELY = timedelta(minutes=30)


@admin.register(Comment)
class QueueAdmin(MemberPages, SwitchPage, admin.ModelAdmin):
    """Nobody changes the text of a comment: there is no form of one, only pages and buttons."""

    def has_module_permission(self, request):
        return request.user.has_perm("comments.moderate_comment")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.moderate_comment")

    def has_add_permission(self, request):
        return False

    has_delete_permission = has_change_permission = lambda self, request, obj=None: False

    def get_urls(self):
        return [
            path("", self.page(require_safe(self.queue_view)), name="comments_comment_changelist"),
            path("ticked/", self.page(require_POST(self.ticked_view)), name="comments_comment_ticked"),
            path("undo/", self.page(require_POST(self.undo_view)), name="comments_comment_undo"),
            path("<int:pk>/", self.page(require_safe(self.comment_view)), name="comments_comment_change"),
            path("<int:pk>/act/", self.page(require_POST(self.act_view)), name="comments_comment_act"),
            *self.member_addresses(),
            *self.switch_addresses(),
        ]

    def page(self, view):
        def guarded(request, *args, **kwargs):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guarded)

    # --- looking ---

    def queue_view(self, request, problem=None, status=200):
        asked = self.asked(request)
        queue = asked["tab"]
        rows = queues.comments_in(queue)
        if queue == queues.ALL:
            rows = queues.search(rows, asked["q"], asked["state"], id_of(asked["author"]))
        elif asked["author"]:
            rows = rows.filter(author=id_of(asked["author"]))
        page = queues.page_of(queue, rows, asked["after"])
        if problem and all(row.comment.pk != problem["pk"] for row in page.rows):
            page.rows.insert(0, queues.row_of(problem["pk"]))
        context = {
            **self.admin_site.each_context(request),
            **self.around(request, asked),
            "title": _("Comments"),
            "opts": self.opts,
            "page": page,
            "rows": self.with_next(page.rows),
            "further": self.query({**asked, "after": page.further}) if page.further else "",
            "states": Comment.State.choices,
            "busy": queues.busy_threads(),
            "rules": HouseRules.current(),
            "modes": self.modes(request),
            "problem": problem,
            "bar": self.bar(request, request.GET.get("done", "")),
        }
        return TemplateResponse(request, "admin/comments/queue.html", context, status=status)

    def around(self, request, asked):
        """What changes with every press: counts, and what a row sends with its buttons."""
        numbers = queues.figures()
        return {
            "asked": asked,
            "query": self.query(asked),
            "tabs": queues.tabs(asked["tab"], numbers),
            "oldest": numbers["oldest"],
            "decided": queues.decided_lately(request.user, timezone.now() - LATELY),
            "drawn": timezone.now().isoformat(),
            "reasons": acts.REASONS,
            "days": acts.DAYS,
        }

    @staticmethod
    def asked(request):
        """Which part of the queue, from the address: nonsense is the queue of those who wait."""
        asked = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ASKED}
        if asked["tab"] not in queues.TITLES:
            asked["tab"] = queues.WAITING
        if asked["state"] not in Comment.State.values:
            asked["state"] = ""
        return asked

    @staticmethod
    def query(asked):
        return urlencode({name: value for name, value in asked.items() if value})

    @staticmethod
    def with_next(rows):
        """Each row with the number of the one after it, to which the page comes back without scripts."""
        following = [row.comment.pk for row in rows[1:]] + [None]
        return list(zip(rows, following, strict=True)) if rows else []

    @staticmethod
    def bar(request, number):
        """What one has just done, while it can be undone."""
        act = ModerationAct.objects.filter(pk=id_of(number), by=request.user).first() if id_of(number) else None
        return {"act": act} if act and timezone.now() - act.at < UNDO_FOR else None

    def comment_view(self, request, pk, problem=None, status=200):
        """One comment with everything that was done to it."""
        row = queues.row_of(pk)
        if row is None:
            raise Http404("no such comment")
        asked = {**dict.fromkeys(ASKED, ""), "tab": queues.ALL}
        context = {
            **self.admin_site.each_context(request),
            **self.around(request, asked),
            "title": _("A comment"),
            "opts": self.opts,
            "row": row,
            "query": "page=comment",
            "acts": row.comment.acts.select_related("by"),
            "reports": row.comment.reports.select_related("member").order_by("-at"),
            "problem": problem,
        }
        return TemplateResponse(request, "admin/comments/comment.html", context, status=status)

    # --- deciding ---

    def act_view(self, request, pk):
        comment = get_object_or_404(Comment.objects.select_related("article", "author", "parent"), pk=pk)
        try:
            done = acts.press(comment, request.user, request.POST)
        except acts.Problem as problem:
            return self.refused(request, pk, str(problem))
        except Decided as decided:
            return self.answer(request, acts.Done(str(decided)), pk, messages.WARNING)
        return self.answer(request, done, pk)

    def ticked_view(self, request):
        try:
            done = acts.press_ticked(request.user, request.POST)
        except acts.Problem as problem:
            done = acts.Done(str(problem))
        return self.answer(request, done)

    def undo_view(self, request):
        try:
            back, words = acts.undo(id_of(request.POST.get("act", "")), request.user)
        except acts.Problem as problem:
            back, words = [], str(problem)
        if request.htmx and len(back) > 1:
            return self.reloaded(request, words)
        return self.answer(request, acts.Done(words), back[0].pk if back else None)

    def answer(self, request, done, pk=None, level=messages.SUCCESS):
        """After a press: with htmx the row as it is now (none when it has left), else the page again."""
        asked = self.asked(request)
        if request.htmx:
            row = queues.row_of(pk) if pk and queues.comments_in(asked["tab"]).filter(pk=pk).exists() else None
            context = {**self.around(request, asked), "row": row, "bar": {"act": done.act, "words": done.words}}
            return render(request, "admin/comments/_pressed.html", context)
        messages.add_message(request, level, done.words)
        if request.GET.get("page") == "comment" and pk:
            return redirect("admin:comments_comment_change", pk)
        undo = {"done": done.act.pk} if done.act else {}
        following = id_of(request.POST.get("next", ""))
        address = f"{reverse(QUEUE)}?{self.query({**asked, **undo})}"
        return redirect(f"{address}#c-{following}" if following else address)

    def refused(self, request, pk, words):
        """The press did nothing: the row comes back with what was typed into it."""
        problem = {"pk": pk, "words": words, "typed": request.POST}
        if not request.htmx:
            if request.GET.get("page") == "comment":
                return self.comment_view(request, pk, problem, status=422)
            return self.queue_view(request, problem, status=422)
        context = {**self.around(request, self.asked(request)), "row": queues.row_of(pk), "problem": problem}
        return render(request, "admin/comments/_pressed.html", context)

    def reloaded(self, request, words):
        messages.success(request, words)
        return HttpResponseClientRedirect(f"{reverse(QUEUE)}?{self.query(self.asked(request))}")
