"""What stands around every page: the navigation's sections and the footer's standing pages, in one query."""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import CharField, Value

from articles.models import Page, Section


@dataclass
class Frame:
    sections: list
    pages: list


def frame_of(language):
    """The frame of an edition. Sections and pages come together, since every page of the paper asks for both."""
    sections = Section.objects.in_edition(language).in_nav().order_by()
    pages = Page.objects.in_edition(language).in_footer().order_by()
    rows = sections.annotate(kind=Value("section", CharField())).values_list("kind", "name", "slug", "order", "pk")
    rows = rows.union(
        pages.annotate(kind=Value("page", CharField())).values_list("kind", "title", "slug", "order", "pk"), all=True
    )
    found = Frame([], [])
    for kind, name, slug, order, pk in rows:
        if kind == "section":
            found.sections.append(Section(pk=pk, language=language, name=name, slug=slug, order=order))
        else:
            found.pages.append(Page(pk=pk, language=language, title=name, slug=slug, order=order))
    found.sections.sort(key=attrgetter("order", "name"))
    found.pages.sort(key=attrgetter("order", "title"))
    return found
