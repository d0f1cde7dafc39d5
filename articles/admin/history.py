"""The history of an article for the desk: every version, any two beside each other, and the way back to one."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import content as contents
from articles import public_history
from articles.comparing import Names, compare
from articles.ids import id_of
from articles.models import Article, PlannedAct, StaleVersion, Topic, Version

PAGE = 200  # versions on one page
NOTES = 30
# What a version does not bring back: the article's place in time and on the web, and what editors arranged of it.
STAYS = ("language", "slug", "published_at", "embargo_until", "translation_of", *contents.FLAGS)


class HistoryPages:
    """The part of ArticleAdmin that shows what an article was."""

    def get_urls(self):
        view = self.admin_site.admin_view
        start = "<int:pk>/history/<int:number>/"
        return [
            path(f"{start}restore/", view(self.restore_view), name="articles_article_restore"),
            path(f"{start}hold-back/", view(self.hold_back_view), name="articles_article_hold_back"),
            path(f"{start}show-again/", view(self.show_again_view), name="articles_article_show_again"),
            *super().get_urls(),
        ]

    def found_version(self, request, pk, number):
        """An article that the person may change, and a version of it. Raises Http404 and PermissionDenied."""
        article = self.found(request, pk)
        version = get_object_or_404(article.versions.select_related("by"), number=id_of(number))
        version.article = article
        return article, version

    # --- looking ---

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        """In the place of Django's own, which knows only that something was changed."""
        article = self.found(request, unquote(object_id))
        every = article.versions.rows()
        before = id_of(request.GET.get("before", 0))
        listed = list((every.filter(number__lt=before) if before else every)[: PAGE + 1])
        pair = self.chosen(request, article)
        known = {version.number for version in listed[:PAGE]}
        rows = [*listed[:PAGE], *(version for version in reversed(pair) if version.number not in known)]
        context = {
            "rows": self.described(article, rows),
            "older": listed[PAGE - 1].number if len(listed) > PAGE else None,
            "is_newest": not before,
            "count": article.versions.count(),
            "notes": article.desk_notes.select_related("by")[:NOTES],
            "may_hold_back": request.user.has_perm("articles.hold_back_version"),
            **self.differences(request, article, pair),
        }
        title = _("History of “%(headline)s”") % {"headline": article.headline}
        return self.page(request, article, "history", title=title, **context)

    def chosen(self, request, article):
        """The two versions to compare, the earlier first: those asked for, or one against what readers see, or else
        against what was before it. Nothing when there are no two."""
        typed = [request.GET.get(name, "") for name in ("a", "b")]
        asked = {id_of(text) for text in typed if text.isdigit()}
        if len(asked) < 2:
            later = asked.pop() if asked else article.version
            earlier = article.versions.filter(number__lt=later).values_list("number", flat=True).first()
            live = article.live_version if article.has_changes and later == article.version else None
            asked = {later, earlier if live is None else live}
        found = article.versions.filter(number__in=asked).select_related("by").order_by("number")
        return list(found) if len(found) == 2 else []

    def described(self, article, rows):
        """Versions with what became of them."""
        public = set(public_history.versions_of(article).values_list("number", flat=True))
        planned = dict(article.planned.waiting().filter(act=PlannedAct.Act.CHANGE).values_list("version", "at"))
        return [
            {
                "version": version,
                "is_public": version.number in public,
                "is_live": version.number == article.live_version and article.is_published,
                "goes_live_at": self.waits_for(article, version) or planned.get(version.number),
            }
            for version in rows
        ]

    @staticmethod
    def waits_for(article, version):
        """When a scheduled article's version will be seen first."""
        waits = article.status == Article.Status.SCHEDULED and version.number == article.live_version
        return article.published_at if waits and not article.is_published else None

    def differences(self, request, article, pair):
        if not pair:
            return {"pair": None}
        old, new = (contents.settled(version.content) for version in pair)
        names = Names(old, new, articles=Article.objects.readable_by(request.user))
        described = self.described(article, pair)
        return {
            "pair": described,
            "old": described[0],
            "new": described[1],
            "parts": compare(old, new, names),
            "words": contents.words_between(old, new),
        }

    # --- going back ---

    @method_decorator(require_POST)
    def restore_view(self, request, pk, number):
        article, version = self.found_version(request, pk, number)
        seen = id_of(request.POST.get("seen", 0))
        working = article.working_content()
        content = contents.settled(version.content) | {name: working[name] for name in STAYS}
        content["topics"] = sorted(Topic.objects.filter(pk__in=content["topics"]).values_list("pk", flat=True))
        try:
            if content == contents.settled(working):
                messages.info(request, _("Version %(number)d says what the article says now.") % {"number": number})
                return self.back_to_history(article)
            note = _("Text of version %(number)d") % {"number": number}
            made = article.keep(content, request.user, Version.Act.RESTORED, seen=seen, note=note)
        except StaleVersion:
            words = _("Nothing was restored: somebody saved the article while you looked at it. Look again.")
            messages.error(request, words)
            return self.back_to_history(article)
        self.log_change(request, article, note)
        words = _("Version %(new)d has the text of version %(number)d.") % {"new": made.number, "number": number}
        if article.status != Article.Status.DRAFT:
            words += " " + _("Readers see it when it is published.")
        messages.success(request, words)
        return self.back_to_history(article)

    # --- what readers are told ---

    def for_readers(self, request, pk, number):
        """A version of the public history, for somebody who may decide about it."""
        article, version = self.found_version(request, pk, number)
        if not request.user.has_perm("articles.hold_back_version"):
            raise PermissionDenied
        get_object_or_404(public_history.versions_of(article), pk=version.pk)
        return article, version

    def hold_back_view(self, request, pk, number):
        article, version = self.for_readers(request, pk, number)
        problem, reason = "", request.POST.get("reason", "")
        if request.method == "POST":
            try:
                public_history.hold_back(version, request.user, reason)
                messages.success(request, _("Readers do not see version %(number)d any more.") % {"number": number})
                return self.back_to_history(article)
            except ValidationError as error:
                problem = error.messages[0]
        title = _("Hold version %(number)d back") % {"number": number}
        context = {"title": title, "version": version, "problem": problem, "reason": reason}
        return self.page(request, article, "hold_back", **context)

    @method_decorator(require_POST)
    def show_again_view(self, request, pk, number):
        article, version = self.for_readers(request, pk, number)
        if version.held_back_because:
            public_history.show_again(version, request.user)
            messages.success(request, _("Readers see version %(number)d again.") % {"number": number})
        return self.back_to_history(article)

    @staticmethod
    def back_to_history(article):
        return redirect(reverse("admin:articles_article_history", args=[article.pk]))
