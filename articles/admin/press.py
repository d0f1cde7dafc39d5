"""One press of a button in the article form: what it asks for, whether it was pressed twice, and how it ends."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Article, Correction
from articles.templatetags.newsroom import short_moment

NAMESPACE = uuid.UUID("5d6e1f1c-6f0b-4b0e-9d3d-0c3f3f0c2b57")
GRACE = timedelta(minutes=5)  # a minute chosen as "now" has begun already


class StaleForm(Exception):
    """Somebody saved the article between this form's check and its writing."""


class RefusedUpdate(Exception):
    """A published article would be left without something it must have; nothing of it was written."""

    def __init__(self, missing):
        self.missing = missing


class Press:
    def __init__(self, request):
        self.user = request.user
        self.posted = request.POST
        self.key = self.key_of(request) if request.POST.get("form_key") else None
        self.refused, self.missing, self.upload_error = {}, {}, None

    @staticmethod
    def key_of(request):
        """The same for two presses that send the same, and for nothing else."""
        fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
        return uuid.uuid5(NAMESPACE, repr((request.user.pk, request.path, fields, files)))

    def article_saved_before(self):
        return self.key and Article.objects.filter(form_key=self.key).first()

    @property
    def wants_publication(self):
        return "_publish" in self.posted

    @cached_property
    def may_publish(self):
        return self.user.has_perm("articles.publish_article")

    def write(self, article, form):
        """Save the article's own row. Raises StaleForm when somebody else was faster."""
        if article.pk is None:
            article.created_by = self.user
        elif not article.count_save(form.cleaned_data["version"]):
            raise StaleForm
        article.form_key = self.key
        self.settle_status(article, form)
        article.save()
        form.save_picture_words()

    def settle_status(self, article, form):
        """A live article follows its time; a scheduled one that is only saved, or has lost its time, is a draft."""
        if form.was_live:
            later = article.published_at > timezone.now()
            article.status = Article.Status.SCHEDULED if later else Article.Status.PUBLISHED
            if form.cleaned_data.get("substantive"):
                article.updated_at = timezone.now()
        elif article.status == Article.Status.SCHEDULED and not (self.wants_publication and article.published_at):
            article.status = Article.Status.DRAFT

    def finish(self, article, form, formsets):
        """After everything was written: byline, old address, translations, and publication if that was pressed."""
        self.sign(article)
        if form.was_live and any(formset.model is Correction and formset.new_objects for formset in formsets):
            article.updated_at = timezone.now()
            article.save()
        if "translation_of" in form.changed_data:
            self.translate(article, form.cleaned_data["translation_of"])
        if form.was_live:
            if missing := article.missing_for_publication():
                raise RefusedUpdate(missing)
        elif self.wants_publication and self.may_publish:
            self.publish(article)
        if form.old_path and article.published_at:
            article.leave_address(form.old_path)

    def sign(self, article):
        """An article nobody signed gets the byline of whoever began it, when they have one in its edition."""
        if article.created_by != self.user or article.bylines.exists():
            return
        if author := self.user.authors.filter(language=article.language, former=False).first():
            article.bylines.create(author=author)

    def translate(self, article, other):
        """Link the article to another in the place of what it was linked to, which is no translation of that one."""
        Article.objects.filter(pk=article.pk).update(translation_key=None)
        article.translation_key = None
        if other:
            article.link_translation(other)

    def publish(self, article):
        self.missing = article.missing_for_publication()
        chosen, now = article.published_at, timezone.now()
        if article.status == Article.Status.DRAFT and chosen and chosen < now - GRACE:
            passed = _("%(time)s has passed. Choose a later time or empty the field.")
            self.missing["published_at"] = passed % {"time": short_moment(chosen)}
        if not self.missing:
            article.publish(self.user)
