"""What stops publication. The fields named here are those of the article form, where the sentence is shown again."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from articles.templatetags.newsroom import short_moment

from .rules import stops

GRACE = timedelta(minutes=5)  # a minute chosen as "now" has begun already


@stops
def headline(piece):
    if not piece.article.headline.strip():
        yield "headline", _("Write a headline.")


@stops
def section(piece):
    article = piece.article
    if not article.section_id:
        yield "section", _("Choose a section.")
    elif article.section.language != article.language:
        yield "section", _("This section belongs to another edition.")


@stops
def text(piece):
    if not (piece.article.standfirst.strip() or strip_tags(piece.article.body).strip()):
        yield "body", _("Write the body, or at least a lead.")


@stops
def words_of_the_picture(piece):
    picture = piece.article.picture
    if picture and not picture.alt.strip():
        yield "picture_alt", _("The picture has no alternative text.")
    if picture and not picture.credit.strip():
        yield "picture_credit", _("The picture has no credit.")


@stops
def right_to_the_picture(piece):
    picture = piece.article.picture
    if picture and picture.withdrawn_at:
        yield "picture", picture.words_of_withdrawal()
    elif picture and picture.licence_expires_on and picture.licence_expires_on < timezone.localdate(piece.at):
        ended = _("The licence of the picture ends on %(day)s. Choose another one.")
        yield "picture", ended % {"day": date_format(picture.licence_expires_on, "j E Y")}


@stops
def pictures_in_the_text(piece):
    """All that is said of the picture above the text holds for those within."""
    day = timezone.localdate(piece.at)
    for field, number, picture in piece.text_pictures:
        if not picture:
            yield field, _("Picture %(number)d in the text is not in the library any more.") % {"number": number}
        elif picture.withdrawn_at:
            yield field, _("A picture in the text: %(why)s") % {"why": picture.words_of_withdrawal()}
        elif not picture.alt.strip():
            yield field, _("A picture in the text has no alternative text: %(picture)s") % {"picture": picture}
        elif not picture.credit.strip():
            yield field, _("A picture in the text has no credit: %(picture)s") % {"picture": picture}
        elif picture.licence_expires_on and picture.licence_expires_on < day:
            yield field, _("The licence of a picture in the text has ended: %(picture)s") % {"picture": picture}


@stops
def authors(piece):
    """A flash may go without; others carry a name, which may be that of an agency or of the staff."""
    article, bylines = piece.article, piece.rows("bylines")
    if article.pk and not bylines and article.kind != article.Kind.FLASH:
        yield "authors", _("Name at least one author.")
    elif any(byline.author.language != article.language for byline in bylines):
        yield "authors", _("One of the authors belongs to another edition.")


@stops
def edition(piece):
    article = piece.article
    if any(topic.language != article.language for topic in piece.rows("topics")):
        yield "topics", _("One of the topics belongs to another edition.")
    if article.story_id and article.story.language != article.language:
        yield "story", _("This story belongs to another edition.")


@stops
def embargo(piece):
    if piece.article.embargo_until and piece.article.embargo_until > piece.at:
        yield "embargo_until", _("The embargo has not ended at that time.")


@stops
def time_to_come(piece):
    """A time chosen for a draft that has passed since."""
    article = piece.article
    chosen = article.published_at
    if article.status == article.Status.DRAFT and chosen and chosen < piece.now - GRACE:
        passed = _("%(time)s has passed. Choose a later time or empty the field.")
        yield "published_at", passed % {"time": short_moment(chosen)}


@stops
def address(piece):
    article = piece.article
    rivals = type(article).objects.filter(language=article.language, slug=article.slug).exclude(pk=article.pk)
    if article.slug and rivals.exists():
        yield "slug", _("Another article of this edition has this address.")
