"""What can be done to several articles of the list at once. Each is checked as if it were the only one."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.ids import id_of
from articles.models import Article, StaleVersion


class ChangedMeanwhile(Exception):
    """Somebody saved the article after the list was loaded."""


class ArticleActions:
    """The part of ArticleAdmin that acts on ticked rows."""

    actions = ["publish_ticked", "send_ticked_to_review", "mark_ticked_ready"]

    def has_publish_permission(self, request):
        return self.may_publish(request)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_ticked(self, request, articles):
        """Those with a time to come are scheduled, of live ones the waiting changes are published."""
        done = self.each(request, articles, lambda article: article.publish(request.user))
        words = ngettext("%(count)d article is published or scheduled.", "%(count)d are published or scheduled.", done)
        self.say(request, done, words)

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def send_ticked_to_review(self, request, articles):
        done = self.each(request, articles, lambda article: article.submit(request.user))
        self.say(request, done, ngettext("%(count)d article is in review.", "%(count)d articles are in review.", done))

    @admin.action(description=gettext_lazy("Mark ready"), permissions=["publish"])
    def mark_ticked_ready(self, request, articles):
        done = self.each(request, articles, lambda article: article.approve(request.user))
        self.say(request, done, ngettext("%(count)d article is ready.", "%(count)d articles are ready.", done))

    def each(self, request, articles, act):
        """Do it to each by itself and say of the others why not. Returns to how many it was done."""
        done = 0
        for article in articles:
            try:
                with transaction.atomic():
                    self.act_on(request, Article.objects.get(pk=article.pk), act)
                done += 1
            except (ChangedMeanwhile, StaleVersion):
                self.refuse(request, article, _("Somebody saved it after you opened the list; look at it first."))
            except ValidationError as error:
                self.refuse(request, article, " ".join(error.messages))
        return done

    def act_on(self, request, article, act):
        if not self.has_change_permission(request, article):
            raise ValidationError(_("You may not change it."))
        seen = request.POST.get(f"seen-{article.pk}")
        if seen is None or (id_of(seen) if seen != "0" else 0) != article.version:
            raise ChangedMeanwhile
        act(article)

    @staticmethod
    def refuse(request, article, why):
        address = reverse("admin:articles_article_change", args=[article.pk])
        messages.error(request, format_html('<a href="{}">{}</a>: {}', address, article.headline[:80], why))

    @staticmethod
    def say(request, done, words):
        if done:
            messages.success(request, words % {"count": done})
