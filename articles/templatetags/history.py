from django import template

from articles import public_history

register = template.Library()


@register.simple_tag
def history_url(article):
    """Where the public history of an article is read; empty while there is nothing to tell."""
    return public_history.address_of(article)
