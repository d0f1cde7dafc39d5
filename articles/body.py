"""The body of an article: what markup may be kept, and how it is printed. The only module that marks HTML as safe."""

import re
from typing import Any

import nh3
from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TAGS = {
    "p", "br", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "sup", "sub", "s", "a", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
EMPTY = re.compile(r"(<p>(<br>|\s|&nbsp;)*</p>\s*)+")  # what an emptied editor sends
FIRST_PARAGRAPH = re.compile(r"^\s*<p>")


class CleanHTML(str):
    """HTML that has been through `clean`; only that makes it, so it need not go through again."""

    __slots__ = ()


def clean(html: str) -> CleanHTML:
    """Reduce any HTML to the markup of the house. Scripts, styles, handlers, foreign addresses and classes go."""
    if isinstance(html, CleanHTML):
        return html
    cleaned = nh3.clean(
        html.replace("\x00", ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    ).strip()
    return CleanHTML("" if EMPTY.fullmatch(cleaned) else cleaned)


def render(html: str) -> SafeString:
    """Clean HTML as a page prints it: wide tables scroll inside a labelled region that the keyboard can reach."""
    label = _("Table, scrolls sideways")
    frame = f'<div class="c-scroll" role="region" tabindex="0" aria-label="{label}">'
    return mark_safe(TABLE.sub(lambda table: f"{frame}{table[0]}</div>", html))  # cleaned on every write


def render_after_label(html: str, label: str) -> SafeString:
    """The same, with a run-in label at the start of the first paragraph (“Details:”)."""
    run_in = f'<span class="c-label">{escape(label)}</span> '
    if FIRST_PARAGRAPH.match(html):
        return render(FIRST_PARAGRAPH.sub(f"<p>{run_in}", html, count=1))
    return render(f"<p>{run_in}</p>{html}")


class CleanHTMLField(models.TextField):
    """Text that is cleaned on every way into the database: save, bulk_create, update, imports."""

    def pre_save(self, instance: models.Model, add: bool) -> CleanHTML:
        value = clean(super().pre_save(instance, add) or "")
        setattr(instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)
