"""The list of articles and the form in which they are written."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.forms.utils import ErrorDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import content as contents
from articles.ids import id_of
from articles.models import Article, StaleVersion
from articles.models.articles import parts
from articles.templatetags.newsroom import short_moment

from .article_actions import ArticleActions
from .article_form import ArticleForm
from .article_list import ArticleList, state_of
from .article_pages import ArticlePages
from .article_parts import BackgroundInline, BylineInline, QuoteInline, SourceInline
from .autosave import AutosavePages, typed_fields
from .checks import CheckPages, checks, heading
from .conflict import ConflictPages, conflict_page
from .desk import DeskAdmin
from .facts import offer_of_lead
from .figures import ReadsPages
from .history import HistoryPages
from .live import LivePages
from .presence import PresencePages
from .press import NothingTyped, Press
from .previews import PreviewPages
from .share_links import SharePages
from .uploads import take_upload

NOTES = 20  # of colleagues, shown beside the form


@admin.register(Article)
class ArticleAdmin(
    ReadsPages,
    ArticleList,
    ArticleActions,
    ConflictPages,
    AutosavePages,
    PresencePages,
    CheckPages,
    LivePages,
    PreviewPages,
    SharePages,
    HistoryPages,
    ArticlePages,
    DeskAdmin,
):
    form = ArticleForm
    inlines = [BylineInline, SourceInline, QuoteInline, BackgroundInline]
    autocomplete_fields = ["topics", "story", "picture"]
    change_form_template = "admin/articles/article/change_form.html"

    # --- who may ---

    def get_queryset(self, request):
        articles = super().get_queryset(request).readable_by(request.user)
        return articles.select_related("section", "story", "picture") if hasattr(request, "desk") else articles

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if not may or obj is None or self.may_publish(request):
            return may
        known = request.__dict__.setdefault("editable_articles", {})  # the admin asks several times for a page
        if obj.pk not in known:
            known[obj.pk] = Article.objects.editable_by(request.user).filter(pk=obj.pk).exists()
        return known[obj.pk]

    def has_delete_permission(self, request, obj=None):
        """Only what readers have never seen is deleted; the rest is withdrawn, and says so."""
        unseen = obj is None or obj.status == Article.Status.DRAFT
        return unseen and super().has_delete_permission(request, obj) and self.may_publish(request)

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("articles.publish_article")

    # --- what the form holds ---

    def get_object(self, request, object_id, from_field=None):
        """In the form: the article as it was saved last, which of a live one is its working copy."""
        press = getattr(request, "desk", None)
        if press is None:
            return super().get_object(request, object_id, from_field)
        if object_id not in press.opened:
            press.opened[object_id] = self.opened(super().get_object(request, object_id, from_field))
        return press.opened[object_id]

    @staticmethod
    def opened(article):
        if article and article.has_changes:
            contents.lay(article, article.working_content())
        elif article:
            prefetch_related_objects([article], *parts())
        return article

    def get_fieldsets(self, request, obj=None):
        live = obj is not None and obj.is_published
        time = ["published_at", "embargo_until"]
        if live:
            time = ["published_at", *(["planned_at", "substantive"] if self.may_publish(request) else [])]
        groups = {
            "story": ("", ["headline", "short_headline", "standfirst", "kind", "body"]),
            "details": ("", ["details"]),
            "time": (_("Time"), time),
            "place": (_("Place"), ["language", "section", "dateline", "topics", "story"]),
            "picture": (_("Picture"), ["picture", "upload", "picture_alt", "picture_caption", "picture_credit"]),
            "front": (_("Front page"), ["important", "popular_excluded"] if self.may_publish(request) else []),
            "address": (_("Address"), ["slug"]),
            "translation": (_("Translation"), ["translation_of"]),
        }
        return [(title, {"fields": fields, "classes": [name]}) for name, (title, fields) in groups.items() if fields]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        press = request.desk
        of_form = {"user": request.user, "typed": press.typed, "upload_error": press.upload_error}
        return type("ArticleFormOfRequest", (form,), of_form)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs:
            kwargs["data"][f"{prefix}-INITIAL_FORMS"] = "0"
        else:
            kwargs["initial"] = request.desk.rows_of(obj, prefix)
        return kwargs

    def get_changeform_initial_data(self, request):
        """Begin where one worked last: in that section, and of two editions in the one the desk is read in."""
        mine = Article.objects.filter(created_by=request.user).order_by("-modified_at")
        last = mine.filter(language=get_language()).first() or mine.first()
        habit = {"language": last.language, "section": last.section_id} if last else {}
        return {**habit, **super().get_changeform_initial_data(request)}

    # --- one press of a button ---

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        press = request.desk = Press(request)
        shown = self.get_object(request, object_id) if object_id else None
        if request.method == "POST":
            if saved := press.article_saved_before():
                return self.back_to(saved)
            if object_id and shown is None and self.was_deleted(request, object_id):
                object_id = None
            if not (self.has_change_permission(request, shown) if shown else self.has_add_permission(request)):
                raise PermissionDenied
            press.upload_error = take_upload(request)
        elif shown and not self.has_change_permission(request, shown):
            return redirect(shown.get_absolute_url() if shown.is_published else self.preview_of(shown))
        else:
            press.typed = typed_fields(request, shown)
        return self.try_to_save(request, object_id, form_url, extra_context)

    def was_deleted(self, request, object_id):
        """Whether somebody deleted the article under its open form. What was typed becomes a new draft."""
        gone = id_of(object_id) and not Article.objects.filter(pk=object_id).exists()
        if gone:
            messages.warning(request, _("Somebody deleted this article meanwhile. Your text is saved as a new draft."))
        return gone

    def try_to_save(self, request, object_id, *args):
        press = request.desk
        try:
            return super().changeform_view(request, object_id, *args)
        except NothingTyped:
            messages.warning(request, _("Somebody saved a newer version. This is it; look at it and press again."))
            return self.back_to(press.article)
        except StaleVersion:
            press.form.save_picture_words()  # they belong to the library and are in nobody's way
            article = Article.objects.get(pk=object_id)
            return conflict_page(self, request, article, press.seen, press.content)
        except IntegrityError:
            if saved := press.article_saved_before():  # the other half of a double click was faster
                return self.back_to(saved)
            raise

    def save_model(self, request, obj, form, change):
        """Nothing yet: the row, its lists and the version are written together, in `save_related`."""

    def save_related(self, request, form, formsets, change):
        request.desk.carry_out(form, formsets)

    def construct_change_message(self, request, form, formsets, add=False):
        return str(request.desk.act.label)

    def response_add(self, request, obj, post_url_continue=None):
        return super().response_add(request, obj) if IS_POPUP_VAR in request.POST else self.answer(request)

    def response_change(self, request, obj):
        return self.answer(request)

    def answer(self, request):
        press, article = request.desk, request.desk.article
        if press.note_problem:
            messages.error(request, press.note_problem)
        if press.missing:
            return self.show_refusal(request, article)
        if "_facts" in request.POST:
            if article.story_id:
                return redirect("admin:articles_article_facts", article.pk)
            messages.warning(request, _("Choose a story first; the draft is saved."))
        elif "_preview" in request.POST:
            link = format_html('<a href="{}" target="the-news-preview">{}</a>', self.preview_of(article), _("Preview"))
            messages.success(request, format_html("{} {}", _("Saved."), link))
            return self.back_to(article, "?preview")
        else:
            self.tell(request, article)
        return self.back_to(article)

    def tell(self, request, article):
        """What became of it, in one sentence."""
        press = request.desk
        planned = article.planned.waiting().first() if press.wants_publication else None
        if press.wants_publication and not press.may_publish:
            words = _("Saved. An editor publishes it.")
        elif "_submit" in request.POST:
            words = _("Sent to review.")
        elif press.passed_on:
            words = press.passed_on
        elif planned and article.is_published:
            words = _("Saved. The changes go live at %(time)s.") % {"time": short_moment(planned.at)}
        elif press.wants_publication and article.is_published:
            link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), _("View"))
            words = format_html("{} {} {}", _("Live."), link, offer_of_lead(article))
        elif article.status == Article.Status.SCHEDULED and press.wants_publication:
            words = _("Scheduled for %(time)s.") % {"time": short_moment(article.published_at)}
        elif article.status == Article.Status.DRAFT:
            words = _("The draft is saved.")
        else:
            words = _("Saved. Readers see the change when it is published.")
        messages.success(request, words)

    def show_refusal(self, request, article):
        """What was saved, with what it still lacks: on top, beside the fields, and in the checks."""
        request.method = "GET"
        request.desk.opened.clear()
        address = reverse("admin:articles_article_change", args=[article.pk])
        return self._changeform_view(request, str(article.pk), address, None)

    @staticmethod
    def back_to(article, query=""):
        return redirect(reverse("admin:articles_article_change", args=[article.pk]) + query)

    @staticmethod
    def preview_of(article):
        return reverse("articles:preview", args=[article.pk])

    # --- the page ---

    @staticmethod
    def begun(form):
        """The article of a form that was not saved yet, for the checks: it stands in the section that is chosen."""
        chosen = str(form["section"].value())
        section = next((section for section in form.fields["section"].queryset if str(section.pk) == chosen), None)
        return Article(section=section, language=section.language) if section else Article()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, missing = context["adminform"].form, request.desk.missing
        if missing:
            form._errors = ErrorDict({name: form.error_class([words]) for name, words in missing.items()})
        article = obj or self.begun(form)
        stopping = missing or article.missing_for_publication()
        parts = {part.formset.prefix: part for part in context["inline_admin_formsets"]}
        if "authors" in missing:
            parts["bylines"].formset._non_form_errors = form.error_class([missing["authors"]])
        context.update(
            parts=parts,
            fieldsets={fieldset.classes: fieldset for fieldset in context["adminform"]},
            article=obj,
            checks=(lines := checks(article, stopping)),
            checks_heading=heading(lines),
            refused=[
                {"words": line["words"], "anchor": line["anchor"]}
                for line in lines
                if missing and line["kind"] == "stop"
            ],
            state=state_of(article),
            may_publish=self.may_publish(request),
            publish_label=publish_label(article),
            visible=Article.VISIBLE,
            **(self.about(obj) if obj else {}),
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    @staticmethod
    def about(article):
        """What the form says of a saved article beside its content."""
        return {
            "last_version": article.versions.rows().first(),
            "desk_notes": article.desk_notes.select_related("by")[:NOTES],
            "planned": article.planned.waiting(),
            "public_url": article.public_url,
        }


def publish_label(article):
    """What the button will do."""
    if article.published_at and article.published_at > timezone.now():
        return _("Schedule for %(time)s") % {"time": short_moment(article.published_at)}
    return _("Publish again") if article.status == Article.Status.WITHDRAWN else _("Publish now")
