"""The list of articles and the form in which they are written."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.forms.utils import ErrorDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article
from articles.templatetags.newsroom import short_moment

from .article_form import ArticleForm
from .article_list import ArticleList, state_of
from .article_pages import ArticlePages
from .article_parts import BackgroundInline, BylineInline, CorrectionInline, QuoteInline, SourceInline
from .checks import checks, heading
from .desk import DeskAdmin
from .press import Press, RefusedUpdate, StaleForm
from .rows import reseat
from .uploads import take_upload


@admin.register(Article)
class ArticleAdmin(ArticleList, ArticlePages, DeskAdmin):
    form = ArticleForm
    inlines = [BylineInline, SourceInline, QuoteInline, BackgroundInline]
    autocomplete_fields = ["topics", "story", "picture"]
    change_form_template = "admin/articles/article/change_form.html"

    # --- who may ---

    def get_queryset(self, request):
        return super().get_queryset(request).readable_by(request.user)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or Article.objects.editable_by(request.user).filter(pk=obj.pk).exists())

    def has_delete_permission(self, request, obj=None):
        """Only what readers have never seen is deleted; the rest is withdrawn, and says so."""
        unseen = obj is None or obj.status == Article.Status.DRAFT
        return unseen and super().has_delete_permission(request, obj) and self.may_publish(request)

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("articles.publish_article")

    # --- what the form holds ---

    def get_fieldsets(self, request, obj=None):
        live = obj is not None and obj.is_published
        groups = {
            "story": ("", ["headline", "short_headline", "standfirst", "kind", "body"]),
            "details": ("", ["details"]),
            "time": (_("Time"), ["published_at", *(["substantive"] if live else [])]),
            "place": (_("Place"), ["language", "section", "dateline", "topics", "story"]),
            "picture": (_("Picture"), ["picture", "upload", "picture_alt", "picture_caption", "picture_credit"]),
            "front": (_("Front page"), ["important", "popular_excluded"] if self.may_publish(request) else []),
            "address": (_("Address"), ["slug"]),
            "translation": (_("Translation"), ["translation_of"]),
        }
        return [(title, {"fields": fields, "classes": [name]}) for name, (title, fields) in groups.items() if fields]

    def get_inlines(self, request, obj):
        return [*self.inlines, *([CorrectionInline] if obj and obj.is_published else [])]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        press = request.desk
        of_form = {"user": request.user, "refused": press.refused, "upload_error": press.upload_error}
        return type("ArticleFormOfRequest", (form,), of_form)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and obj.pk:
            reseat(kwargs["data"], prefix, set(kwargs["queryset"].filter(article=obj).values_list("pk", flat=True)))
        return kwargs

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if isinstance(inline, BylineInline) and "authors" in request.desk.refused:
                formset.refused = request.desk.refused["authors"]
            yield formset, inline

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
            if not (self.has_change_permission(request, shown) if shown else self.has_add_permission(request)):
                raise PermissionDenied
            press.upload_error = take_upload(request)
        elif shown and not self.has_change_permission(request, shown):
            return redirect(shown.get_absolute_url() if shown.is_published else self.preview_of(shown))
        return self.try_to_save(request, object_id, form_url, extra_context)

    def try_to_save(self, request, *args):
        try:
            return super().changeform_view(request, *args)
        except StaleForm:
            return super().changeform_view(request, *args)  # the form sees it now and says so
        except RefusedUpdate as update:
            request.desk.refused = update.missing
            return super().changeform_view(request, *args)
        except IntegrityError:
            if saved := request.desk.article_saved_before():  # the other half of a double click was faster
                return self.back_to(saved)
            raise

    def save_model(self, request, obj, form, change):
        request.desk.write(obj, form)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.desk.finish(form.instance, form, formsets)

    def response_add(self, request, obj, post_url_continue=None):
        return super().response_add(request, obj) if IS_POPUP_VAR in request.POST else self.answer(request, obj)

    def response_change(self, request, obj):
        return self.answer(request, obj)

    def answer(self, request, article):
        press = request.desk
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
        if request.desk.wants_publication and not request.desk.may_publish:
            messages.warning(request, _("Saved as a draft. An editor publishes it."))
        elif article.is_published:
            link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), _("View"))
            messages.success(request, format_html("{} {}", _("Live."), link))
        elif article.status == Article.Status.SCHEDULED:
            messages.success(request, _("Scheduled for %(time)s.") % {"time": short_moment(article.published_at)})
        elif article.status == Article.Status.WITHDRAWN:
            messages.success(request, _("Saved. The article stays withdrawn."))
        else:
            messages.success(request, _("The draft is saved."))
        if request.desk.wants_publication and article.status in Article.VISIBLE:
            self.log_change(request, article, str(article.get_status_display()))

    def show_refusal(self, request, article):
        """The saved draft with what it still lacks: on top, beside the fields, and in the checks."""
        request.method = "GET"
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
        article = Article.objects.with_parts().get(pk=obj.pk) if obj else self.begun(form)
        stopping = missing or article.missing_for_publication()
        parts = {part.formset.prefix: part for part in context["inline_admin_formsets"]}
        if "authors" in missing:
            parts["bylines"].formset._non_form_errors = form.error_class([missing["authors"]])
        context.update(
            parts=parts,
            fieldsets={fieldset.classes: fieldset for fieldset in context["adminform"]},
            article=obj and article,
            checks=checks(article, stopping),
            checks_heading=heading(stopping),
            refused=[
                {"words": line["words"], "anchor": line["anchor"]}
                for line in checks(article, missing or request.desk.refused)
                if line["kind"] == "stop"
            ],
            conflict=form.conflict,
            last_saved=self.last_save(obj),
            state=state_of(article),
            may_publish=self.may_publish(request),
            publish_label=publish_label(article),
            visible=Article.VISIBLE,
        )
        return super().render_change_form(request, context, add, change, form_url, obj)


def publish_label(article):
    """What the button will do."""
    if article.published_at and article.published_at > timezone.now():
        return _("Schedule for %(time)s") % {"time": short_moment(article.published_at)}
    return _("Publish again") if article.status == Article.Status.WITHDRAWN else _("Publish now")
