"""What is in use is not deleted: its page of deletion says where it is used, whoever asks and however."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from articles.models import Article
from articles.uses import places_of

SHOWN = 50


class KeptWhileUsed:
    """For model admins of things that `articles/uses.py` has places for."""

    def delete_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return super().delete_view(request, object_id, extra_context)
        if not self.has_delete_permission(request, thing):
            raise PermissionDenied
        if used := uses_of(thing, request.user):
            return self.refuse_deletion(request, thing, used)
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError, IntegrityError):  # it came into use a moment ago
            return self.refuse_deletion(request, thing, uses_of(thing, request.user))

    def refuse_deletion(self, request, thing, used):
        context = {
            **self.admin_site.each_context(request),
            "title": _("It is in use"),
            "opts": self.opts,
            "original": thing,
            "used_in": used,
        }
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/articles/deletion_refused.html", context, status=status)

    def delete_model(self, request, obj):
        act = "picture.deleted" if obj._meta.model_name == "picture" else "thing.deleted"
        record(
            request.user, act, obj, before={field.attname: field.value_from_object(obj) for field in obj._meta.fields}
        )
        super().delete_model(request, obj)


def uses_of(thing, user):
    """Where a thing is used: for each place its words, the rows this member of staff may know of, and how many more
    there are."""
    found = []
    for place in places_of(thing):
        rows = place.rows_with(thing)
        if count := rows.count():
            shown = [link_to(row) for row in readable(rows, user)[:SHOWN]]
            found.append({"words": place.words, "rows": shown, "rest": count - len(shown)})
    return found


def readable(rows, user):
    """Articles may be somebody's drafts; what else there is, is no secret in the newsroom."""
    return rows.readable_by(user).order_by("-modified_at") if rows.model is Article else rows


def link_to(row):
    try:
        url = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:  # it has no form of its own
        url = ""
    return {"name": str(row), "url": url, "state": row.get_status_display() if isinstance(row, Article) else ""}
