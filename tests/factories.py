"""One function for each noun. A bare call gives the dullest valid row; pass what the test is about."""

import io
import itertools
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from articles.models import Article, Author, Byline, Correction, Fact, Page, Picture, Section, Source, Story, Topic
from comments.models import Comment
from patrons.models import Order, Patron

numbers = itertools.count(1)


def user(**fields):
    number = next(numbers)
    fields = {"email": f"person{number}@example.org", "display_name": f"Person {number}", **fields}
    password = fields.pop("password", None)
    return User.objects.create_user(password=password, **fields)


def section(**fields):
    return Section.objects.create(**{"name": f"Section {next(numbers)}", **fields})


def topic(**fields):
    return Topic.objects.create(**{"name": f"Topic {next(numbers)}", **fields})


def source(**fields):
    return Source.objects.create(**{"name": f"Organisation {next(numbers)}", **fields})


def author(**fields):
    return Author.objects.create(**{"name": f"Author {next(numbers)}", **fields})


def story(**fields):
    return Story.objects.create(**{"title": f"Story {next(numbers)}", **fields})


def fact(**fields):
    return Fact.objects.create(**{"date": "1875-05-20", "text": "Something happened.", **fields})


def page(**fields):
    return Page.objects.create(**{"title": f"Page {next(numbers)}", "body": "<p>Text.</p>", **fields})


def image_file(name="picture.jpg", size=(1500, 1000), colour=(11, 79, 143), kind="JPEG", **options):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue(), f"image/{kind.lower()}")


def picture(**fields):
    made = Picture(**{"alt": "A blue field", "caption": "Blue.", "credit": "The-News", **fields})
    made.admit(image_file())
    made.make_renditions()
    made.save()
    return made


def draft(**fields):
    """An article nobody but the desk may see."""
    number = next(numbers)
    fields = {"headline": f"Headline {number}", **fields}
    authors, topics = fields.pop("authors", ()), fields.pop("topics", ())
    made = Article.objects.create(**fields)
    for order, who in enumerate(authors):
        Byline.objects.create(article=made, author=who, order=order)
    made.topics.set(topics)
    return made


def article(*, at=None, **fields):
    """A published article; `at` is when (default: an hour ago)."""
    language = fields.get("language", "en")
    fields.setdefault("section", Section.objects.in_edition(language).first() or section(language=language))
    fields.setdefault("body", "<p>Body.</p>")
    fields.setdefault("authors", [author(language=language)])
    made = draft(**fields)
    made.publish(by=None, at=at or timezone.now() - timedelta(hours=1))
    return made


def correction(**fields):
    words = {"wrong": "An earlier version said ten.", "right": "It is twelve."}
    return Correction.objects.create(**{**words, **fields})


def comment(**fields):
    """What somebody said a while ago, without any check; an answer if it has a `parent`."""
    parent = fields.get("parent")
    fields = {"text": f"Thought number {next(numbers)}.", "posted_at": timezone.now() - timedelta(hours=1), **fields}
    fields["article"] = parent.article if parent else fields.get("article") or article()
    made = Comment(**{"author": fields.get("author") or user(), **fields})
    made.answer(parent)
    made.shown_at = None if made.state in ("pending", "rejected") else made.posted_at
    made.save()
    Comment.objects.recount(made.article)
    return made


def patron(**fields):
    number = next(numbers)
    return Patron.objects.create(**{"email": f"patron{number}@example.org", "language": "en", **fields})


def order(**fields):
    """€4 every month, through the demo provider."""
    fields = {"rhythm": "monthly", "minor": 400, "currency": "EUR", "provider": "demo", "language": "en", **fields}
    return Order.objects.create(**{"patron": fields.pop("patron", None) or patron(), **fields})
