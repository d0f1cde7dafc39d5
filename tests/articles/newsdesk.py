"""The newsroom's forms as a browser sends them: what the page holds, with some fields typed over."""

import html5lib
from django.urls import reverse

ADD = "/admin/articles/article/add/"


def change_url(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def fields_of(response, form_id="article_form"):
    """What a browser would send if the form were sent as it came, without any button."""
    page = html5lib.parse(response.content.decode(), treebuilder="dom", namespaceHTMLElements=False)
    form = next(form for form in page.getElementsByTagName("form") if form.getAttribute("id") == form_id)
    data = {}
    for element in [node for tag in ("input", "textarea", "select") for node in form.getElementsByTagName(tag)]:
        name, kind = element.getAttribute("name"), element.getAttribute("type")
        if not name or "__prefix__" in name or kind in ("submit", "file") or element.hasAttribute("disabled"):
            continue
        if kind in ("checkbox", "radio") and not element.hasAttribute("checked"):
            continue
        data.setdefault(name, []).extend(values_of(element))
    return data


def values_of(element):
    if element.tagName == "textarea":
        return ["".join(node.data for node in element.childNodes).removeprefix("\n")]
    if element.tagName == "select":
        options = element.getElementsByTagName("option")
        chosen = [option.getAttribute("value") for option in options if option.hasAttribute("selected")]
        if chosen or element.hasAttribute("multiple"):
            return chosen
        return [option.getAttribute("value") for option in options[:1]]
    return [element.getAttribute("value") or ("on" if element.getAttribute("type") == "checkbox" else "")]


def press(client, button, where=ADD, files=None, **typed):
    """Open a form, type, and press a button. `where` is an address or an article."""
    address = where if isinstance(where, str) else change_url(where)
    data = fields_of(client.get(address))
    return client.post(address, {**data, **typed, button: "1", **(files or {})})


def rows(prefix, *rows, before=0):
    """Typed rows of an inline that had `before` rows: rows("sources", {"name": "BIPM"})."""
    data = {f"{prefix}-TOTAL_FORMS": before + len(rows), f"{prefix}-INITIAL_FORMS": before}
    for number, row in enumerate(rows, before):
        data.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
    return data
