"""Lists that take the same time with a thousand rows and a million."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.utils.functional import cached_property

LONGEST_SEARCH = 1000  # characters; SQLite refuses to look for very long texts
REACH = 3000  # rows of a list that pages lead to; what lies further back is found by date, filter or search


class BoundedPaginator(Paginator):
    """Counts no further than REACH rows."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:REACH].count()

    @property
    def is_cut(self):
        return self.count == REACH


class BoundedChangeList(ChangeList):
    def get_queryset(self, *args, **kwargs):
        """A number too large for a date or a database is a wrong parameter too: the answer is the plain list."""
        if len(self.query) > LONGEST_SEARCH:
            raise IncorrectLookupParameters("too long a search")
        try:
            return super().get_queryset(*args, **kwargs)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


class BoundedList:
    """The part of a model admin that pages its list, and labels without a colon."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    paginator = BoundedPaginator

    def get_changelist(self, request, **kwargs):
        return BoundedChangeList

    def render_change_form(self, request, context, *args, **kwargs):
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnlyList(BoundedList):
    """The same of what is written down by itself: looked at, and never changed by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
