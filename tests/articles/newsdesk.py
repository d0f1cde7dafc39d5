"""The newsroom's forms as a browser sends them: what the page holds, with some fields typed over."""

from html.parser import HTMLParser

from django.urls import reverse

NOT_SENT, BOXES = ("submit", "file"), ("checkbox", "radio")
ADD = "/admin/articles/article/add/"


def change_url(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def fresh(article):
    """The article as the database has it now."""
    return type(article).objects.get(pk=article.pk)


def fields_of(response, form_id="article_form"):
    """What a browser would send if the form were sent as it came, without any button."""
    form = Form(form_id)
    form.feed(response.content.decode())
    form.close()
    assert form.was_found, f"The page has no form {form_id}."
    return form.fields


class Form(HTMLParser):
    """Reads one form of a page: the names and values of its fields."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.was_found, self.is_inside = form_id, False, False
        self.fields, self.text, self.select = {}, None, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and attributes.get("id") == self.form_id:
            self.was_found = self.is_inside = True
        if not self.is_inside:
            return
        if tag == "option" and self.select:
            self.select["options"].append((attributes.get("value"), "selected" in attributes))
        name, kind = attributes.get("name"), attributes.get("type", "")
        if not name or "__prefix__" in name or "disabled" in attributes:
            return
        if tag == "textarea":
            self.text = (name, [])
        elif tag == "select":
            self.select = {"name": name, "several": "multiple" in attributes, "options": []}
        elif tag == "input" and (kind not in NOT_SENT) and (kind not in BOXES or "checked" in attributes):
            self.fields.setdefault(name, []).append(attributes.get("value") or ("on" if kind in BOXES else ""))

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self.text:
            name, parts = self.text
            self.fields.setdefault(name, []).append("".join(parts).replace("\r\n", "\n").removeprefix("\n"))
            self.text = None
        elif tag == "select" and self.select:
            options = self.select["options"]
            chosen = [value for value, is_selected in options if is_selected]
            if not chosen and not self.select["several"]:
                chosen = [value for value, _is_selected in options[:1]]
            self.fields.setdefault(self.select["name"], []).extend(chosen)
            self.select = None


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
