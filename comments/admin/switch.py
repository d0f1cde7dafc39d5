"""Comments everywhere: open, held or closed, at once, for the hour when everything is too much."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.audit import record
from comments.models import HouseRules
from comments.models.house_rules import Mode

PERMISSION = "comments.change_houserules"


class SwitchPage:
    """The part of the queue’s admin that opens and closes comments for the whole paper."""

    def switch_addresses(self):
        return [path("everywhere/", self.page(require_POST(self.switch_view)), name="comments_comment_everywhere")]

    @staticmethod
    def modes(request):
        """The choices of whoever may switch."""
        return Mode.choices if request.user.has_perm(PERMISSION) else []

    def switch_view(self, request):
        """Asks once, then switches."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        mode = request.POST.get("mode", "")
        if mode not in Mode.values:
            messages.error(request, _("Choose open, held or closed."))
        elif "sure" in request.POST:
            switch(Mode(mode), request.user)
            messages.success(request, _("Comments everywhere: %(mode)s.") % {"mode": Mode(mode).label})
        else:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Comments everywhere: %(mode)s?") % {"mode": Mode(mode).label},
                "opts": self.opts,
                "mode": Mode(mode),
            }
            return TemplateResponse(request, "admin/comments/everywhere.html", context)
        return redirect("admin:comments_comment_changelist")


@transaction.atomic
def switch(mode, by):
    rules = HouseRules.objects.select_for_update().first() or HouseRules.objects.create()
    if rules.mode != mode:
        before, rules.mode = rules.mode, mode
        rules.save(update_fields=["mode"])
        record(by, "comments.switched", rules, {"mode": before}, {"mode": mode})
