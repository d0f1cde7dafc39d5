"""A member as moderators know them: record, comments, what was done and why, notes. No e-mail address."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.ids import id_of
from comments import queues
from comments.models import Comment, ModerationAct, Sanction
from comments.models.sanctions import NotAllowed

from . import acts

SHOWN = 30
LONGEST_NOTE = 2000


class MemberPages:
    """The part of the queue’s admin that is about people."""

    def member_addresses(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(self.member_view)
        return [path("member/<int:pk>/", self.page(view), name="comments_comment_member")]

    def member_view(self, request, pk):
        member, problem = get_object_or_404(get_user_model(), pk=pk), ""
        if request.method == "POST":
            try:
                messages.success(request, self.press_on_member(request, member))
                return redirect(request.path)
            except (acts.Problem, NotAllowed) as refused:
                problem = str(refused)
        comments = Comment.objects.by(member).select_related("article__section").order_by("-posted_at", "-pk")
        context = {
            **self.admin_site.each_context(request),
            "title": str(member.display_name or _("Member")),
            "opts": self.opts,
            "member": member,
            "record": queues.records_of([member.pk]).get(member.pk, queues.Record()),
            "comments": comments[:SHOWN],
            "sanctions": member.sanctions.select_related("by").order_by("-since", "-pk"),
            "acts": member.moderation_acts.exclude(by=member).select_related("by", "comment")[:SHOWN],
            "reasons": acts.REASONS,
            "days": acts.DAYS,
            "problem": problem,
            "typed": request.POST,
        }
        return TemplateResponse(request, "admin/comments/member.html", context, status=422 if problem else 200)

    def press_on_member(self, request, member):
        """What a button of the page does. Returns the sentence that says so."""
        do, _colon, what = request.POST.get("do", "").partition(":")
        if do in ("warn", "suspend", "hold", "ban"):
            return acts.give(do, what, member, request.user, request.POST)
        if do == "lift":
            sanction = get_object_or_404(Sanction, pk=id_of(what), member=member)
            return _("Lifted. A letter says so.") if sanction.lift(request.user) else _("It had ended already.")
        if do == "note":
            return self.note(request, member)
        raise acts.Problem(_("Choose what to do."))

    @staticmethod
    def note(request, member):
        words = request.POST.get("note", "")[:LONGEST_NOTE].strip()
        if not words:
            raise acts.Problem(_("Write the note first."))
        ModerationAct.objects.create(act=ModerationAct.Act.NOTED, by=request.user, member=member, note=words)
        return _("Noted. Only moderators read it.")
