"""Who may see what of the patrons: figures, names, and acts on money are three rights. Each look at a name is kept."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from patrons.models import LookUp

FIGURES, NAMES, MONEY = "patrons.see_figures", "patrons.see_names", "patrons.handle_money"


def only(*permissions):
    """For a view: whoever lacks one of these rights is refused."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class FewPages:
    """For model admins: only the pages of Django's that are of use here. What was changed is in the audit list."""

    pages = ("changelist", "change")

    def get_urls(self):
        begin = f"{self.opts.app_label}_{self.opts.model_name}_"
        names = {f"{begin}{page}" for page in self.pages}
        return [address for address in super().get_urls() if address.name in names]


def may_see_names(request):
    return request.user.has_perm(NAMES)


def look(request, kind, patron=None, words=""):
    """Write down that somebody looks at people who give."""
    LookUp.objects.create(
        by=request.user.pk, by_name=str(request.user)[:200], kind=kind, patron=patron, words=words[:200]
    )


def named(patron, request):
    """A patron as this member of staff may know them."""
    return str(patron) if may_see_names(request) else numbered(patron.pk)


def numbered(number):
    """In the audit list, too, which others read."""
    return _("Patron %(number)d") % {"number": number}
