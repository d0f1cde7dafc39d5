"""Pages of their own beside the form: withdrawing an article."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from articles.models import Article, PlannedAct, StaleVersion
from articles.templatetags.newsroom import short_moment

from .article_form import NewsroomMoment
from .correcting import Correcting
from .facts import FactsOfArticle


class ArticlePages(Correcting, FactsOfArticle):
    """The part of ArticleAdmin that has pages of its own."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="articles_article_withdraw"),
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
        problem, note, at = "", request.POST.get("note", ""), request.POST.get("at", "")
        if request.method == "POST":
            try:
                self.withdraw(request, article, note, NewsroomMoment(required=False).clean(at))
                return self.back_to(article)
            except ValidationError as error:
                problem = error.messages[0]
            except StaleVersion:
                problem = _("Somebody saved it at this moment. Look at what is new, then press again.")
        context = {"title": _("Withdraw article"), "problem": problem, "note": note, "at": at}
        return self.page(request, article, "withdraw", **context)

    @transaction.atomic
    def withdraw(self, request, article, note, at=None):
        """Now, or when the time has come. Raises ValidationError."""
        if at:
            article.plan(PlannedAct.Act.WITHDRAW, at, request.user, note=note)
            self.log_change(request, article, _("Withdrawal planned."))
            messages.success(request, _("It will be withdrawn at %(time)s.") % {"time": short_moment(at)})
            return
        article.withdraw(request.user, note)
        self.log_change(request, article, _("Withdrawn."))
        messages.success(request, _("Withdrawn. Readers now see your note in its place."))

    def page(self, request, article, name, **context):
        context.update(self.admin_site.each_context(request), opts=self.opts, original=article, article=article)
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context)
