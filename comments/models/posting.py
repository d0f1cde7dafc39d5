"""A comment being written: where it stands in its thread, and that it is kept once."""

from django.db import models, transaction

from articles.models import Article

from .moderation import ModerationAct


class PostingQuerySet(models.QuerySet):
    @transaction.atomic
    def post(self, article, author, text, parent=None, form_key=None):
        """The comment of a member under an article; the same form sent twice is one comment."""
        comment = self.model(article=article, author=author, text=text, parent=parent)
        if form_key:
            comment.form_key = form_key
        if parent:
            comment.thread = parent.thread or parent
            comment.branch = (parent.branch or parent) if parent.parent_id else None
        comment.shown_at = comment.posted_at if comment.is_visible else None
        comment.save()
        ModerationAct.objects.create(
            act=ModerationAct.Act.POSTED, by=author, comment=comment, member=author, after=comment.state
        )
        self.recount(article)
        return comment

    def recount(self, article):
        """Write the number of comments readers see beside the article."""
        number = self.filter(article=article, state="visible").count()
        Article.objects.filter(pk=article.pk).update(comment_count=number)
