"""The letters about comments: their words, in the edition of what they are about, and the way to be spared of them."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.letters.looks import site
from comments.models.notifications import Preferences

MOST = 20  # told in one letter; more are counted


def about_replies(member, news):
    count = len(news)
    with translation.override(news[-1].comment.article.language):
        subject = ngettext("An answer to your comment", "%(count)d answers to your comments", count)
        context = {"comments": [one.comment for one in news[:MOST]], "more": max(count - MOST, 0)}
        send(member, "replies", subject % {"count": count}, context)


def about_decisions(member, news):
    count = len(news)
    with translation.override(news[-1].comment.article.language):
        subject = ngettext("About your comment", "About %(count)d of your comments", count)
        send(member, "decisions", subject % {"count": count}, {"news": news[:MOST], "more": max(count - MOST, 0)})


def about_queue(member, waiting):
    """To a moderator: how much waits, and since when."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext("%(count)d comment waits for you", "%(count)d comments wait for you", waiting["all"])
        send(member, "queue", subject % {"count": waiting["all"]}, {"waiting": waiting})


def about_sanction(sanction):
    article = sanction.comment.article if sanction.comment else None
    with translation.override(article.language if article else settings.LANGUAGE_CODE):
        subject = gettext("Your account may comment again") if sanction.lifted_at else gettext("About your comments")
        text = render_to_string("emails/comments/sanction.txt", site() | {"sanction": sanction, "article": article})
        EmailMessage(subject, text, to=[sanction.member.email]).send()


def send(member, letters, subject, context):
    """One of the letters that can be turned off: by its reader, or by the mail program with one press (RFC 8058)."""
    key = Preferences(member=member).off_keys[letters]
    off_url = settings.SITE_URL + reverse("comments:letters_off", args=[key])
    context = site() | context | {"member": member, "letters": letters, "off_url": off_url}
    headers = {"List-Unsubscribe": f"<{off_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(f"emails/comments/{letters}.txt", context)
    EmailMessage(subject, text.strip(), to=[member.email], headers=headers).send()
