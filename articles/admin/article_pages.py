"""Pages of their own beside the form: withdrawing an article, and taking facts from its story."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from articles.models import Article

LAST_FACTS = 3


class ArticlePages:
    """The part of ArticleAdmin that has pages of its own."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="articles_article_withdraw"),
            path("<int:pk>/facts/", view(self.facts_view), name="articles_article_facts"),
            *super().get_urls(),
        ]

    def found(self, request, pk):
        """The article, for somebody who may change it. Raises Http404 and PermissionDenied."""
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404("no such article")
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return article

    def withdraw_view(self, request, pk):
        article = self.found(request, pk)
        if not self.may_publish(request):
            raise PermissionDenied
        if article.status not in Article.VISIBLE:
            return self.back_to(article)
        problem, note = "", request.POST.get("note", "")
        if request.method == "POST":
            try:
                self.withdraw(request, article, note)
                return self.back_to(article)
            except ValidationError as error:
                problem = error.messages[0]
        return self.page(request, article, "withdraw", title=_("Withdraw article"), problem=problem, note=note)

    @transaction.atomic
    def withdraw(self, request, article, note):
        article.withdraw(request.user, note)
        article.count_save(article.version)
        self.log_change(request, article, _("Withdrawn."))
        messages.success(request, _("Withdrawn. Readers now see your note in its place."))

    def facts_view(self, request, pk):
        """The facts of the article's story: the last three and the pinned ones are ticked already."""
        article = self.found(request, pk)
        if not article.story:
            messages.warning(request, _("Choose a story first."))
            return self.back_to(article)
        facts = list(article.story.facts.all())
        taken = set(article.background.values_list("fact", flat=True))
        if request.method == "POST":
            wanted = set(request.POST.getlist("fact"))
            self.take_facts(request, article, [f for f in facts if str(f.pk) in wanted and f.pk not in taken])
            return redirect(f"{self.back_to(article).url}#background-group")
        suggested = {fact.pk for fact in facts[-LAST_FACTS:]} | {fact.pk for fact in facts if fact.pinned}
        rows = [{"fact": fact, "is_taken": fact.pk in taken, "is_suggested": fact.pk in suggested} for fact in facts]
        return self.page(request, article, "facts", title=_("Take from story"), rows=rows)

    @transaction.atomic
    def take_facts(self, request, article, facts):
        for fact in facts:
            row = article.background.model(article=article)
            row.take(fact)
            row.save()
        if facts:
            article.count_save(article.version)
            self.log_change(request, article, _("Took facts from the story."))

    def page(self, request, article, name, **context):
        context.update(self.admin_site.each_context(request), opts=self.opts, original=article, article=article)
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context)

    def last_save(self, article):
        """Who saved it last, and when, from the log."""
        from django.contrib.admin.models import LogEntry  # the admin's models load after its modules

        if article is None:
            return None
        log = LogEntry.objects.filter(content_type__model="article", object_id=str(article.pk))
        return log.select_related("user").order_by("-action_time").first()
