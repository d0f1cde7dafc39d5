"""What somebody wrote, as a letter quotes it."""

from django import template

register = template.Library()

LONGEST = 400  # characters of a comment in a letter


@register.filter
def quoted(text):
    """Every line marked with >, as in mail, so that nothing in it can be taken for words of ours."""
    cut = text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
    return "\n".join(f"> {line}".rstrip() for line in cut.splitlines())
