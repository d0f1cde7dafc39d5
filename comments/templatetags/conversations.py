"""The conversation under an article, for the page of the article, which knows nothing of comments."""

from django import template

from comments.conversations import under_article

register = template.Library()


@register.inclusion_tag("comments/_conversation.html", takes_context=True)
def conversation(context, article):
    request = context["request"]
    shared = {name: context.get(name) for name in ("user", "login_url", "frame", "site_name")}
    return {"request": request, **shared, **under_article(request, article)}
