"""The e-mail backend: it sends nothing and waits for nobody."""

from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import Letter

from . import looks

LONGEST_SUBJECT = Letter._meta.get_field("subject").max_length


class Outbox(BaseEmailBackend):
    def send_messages(self, messages):
        """Write them down. Whatever stands in the transaction around this is kept, or lost, together with them."""
        letters = [letter for message in messages for letter in letters_of(message)]
        Letter.objects.bulk_create(letters)
        return len(messages)


def letters_of(message):
    """One for each recipient, who sees no other. A line break in a header is refused, as nobody types one."""
    if message.attachments or message.content_subtype != "plain":
        raise ValueError("A letter is a text, if need be with the same in HTML; it has no attachments.")
    letters = [
        Letter(
            to=recipient,
            sender=message.from_email,
            subject=str(message.subject)[:LONGEST_SUBJECT],
            text=message.body,
            html=html_of(message),
            headers=headers_of(message),
        )
        for recipient in message.recipients()
    ]
    for letter in letters:
        letter.as_message().message()  # raises BadHeaderError
    return letters


def html_of(message):
    given = {kind: content for content, kind in getattr(message, "alternatives", [])}
    if set(given) - {"text/html"}:
        raise ValueError("A letter has no other form besides text and HTML.")
    return given.get("text/html") or looks.dress(str(message.subject), message.body)


def headers_of(message):
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(map(str, message.reply_to)))
    return headers
