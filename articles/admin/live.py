"""Live coverage of an article: turning it live, writing posts fast, what we know, and closing it into a report."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Media

from articles.ids import id_of, uuid_of
from articles.models import Author, LiveCoverage, LivePost, StaleVersion
from articles.models.changing import change_everywhere

from .article_form import NewsroomMoment
from .desk import GrowingTextarea, ProseWidget

KNOWN, CLOSING = "known", "closing"  # prefixes of the forms that stand on one page
SHOWN = 40  # posts below the form; older ones are reached by their permalink


class PostForm(forms.ModelForm):
    at = NewsroomMoment(label=gettext_lazy("Time"), required=False, help_text=gettext_lazy("Left empty: now."))
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = LivePost
        fields = ["headline", "body", "is_key", "author"]
        widgets = {"headline": GrowingTextarea, "body": ProseWidget({"rows": 5})}

    field_order = ["headline", "body", "is_key", "at", "author"]

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["author"].queryset = self.fields["author"].queryset.filter(language=article.language, former=False)
        self.fields["at"].kept = self.instance.at if self.instance.pk else None
        self.initial.update(form_key=uuid.uuid4(), seen=self.instance.version)
        self.initial["at"] = self.instance.at if self.instance.pk else None

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_at(self):
        return self.cleaned_data["at"] or (self.instance.at if self.instance.pk else timezone.now())


class KnownForm(forms.Form):
    what_we_know = forms.CharField(
        label=gettext_lazy("What we know"),
        required=False,
        max_length=5000,
        widget=ProseWidget({"rows": 4}),
        help_text=gettext_lazy("Three to five dated points, pinned above the posts."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ClosingForm(forms.Form):
    standfirst = forms.CharField(
        label=gettext_lazy("Lead of the report"),
        required=False,
        max_length=1000,
        widget=GrowingTextarea,
        help_text=gettext_lazy("How it ended, in two sentences. It takes the place of the lead."),
    )
    body = forms.CharField(
        label=gettext_lazy("Body of the report"),
        required=False,
        widget=ProseWidget({"rows": 8}),
        help_text=gettext_lazy("Stands above the posts in place of the body; left empty, the body stays."),
    )


class LivePages:
    """The page "Live" of ArticleAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.live_view)
        return [path("<int:pk>/live/", view, name="articles_article_live"), *super().get_urls()]

    def live_view(self, request, pk):
        article = self.found(request, pk)
        if not article.is_published:
            messages.warning(request, _("Publish the article first; then it can be turned live."))
            return self.back_to(article)
        coverage = LiveCoverage.objects.filter(article=article).first()
        if request.method != "POST":
            return self.show_live(request, article, coverage)
        if "_start" in request.POST:
            return self.start_live(request, article)
        if coverage is None:
            return self.back_to_live(article)
        acts = {"_post": self.write_post, "_known": self.write_known, "_close": self.close_live}
        acts |= {"_withdraw": self.withdraw_post, "_key": self.mark_key}
        act = next((act for button, act in acts.items() if button in request.POST), None)
        return (act and act(request, article, coverage)) or self.back_to_live(article)

    @staticmethod
    def back_to_live(article):
        return redirect("admin:articles_article_live", article.pk)

    def must_publish(self, request):
        if not self.may_publish(request):
            raise PermissionDenied

    # --- the acts; each returns a page to show in place of the usual one, or nothing ---

    def start_live(self, request, article):
        self.must_publish(request)
        LiveCoverage.objects.start(article, request.user)
        messages.success(request, _("The article is live. Write the first post."))
        return self.back_to_live(article)

    def write_post(self, request, article, coverage):
        key = uuid_of(request.POST.get("form_key"))
        if key and LivePost.objects.filter(form_key=key).exists():
            return None  # the second of two clicks
        post = coverage.posts.filter(pk=id_of(request.POST.get("post"))).first()
        form = PostForm(request.POST, article=article, instance=post or LivePost(coverage=coverage))
        if not coverage.is_open:
            form.add_error(None, _("The coverage has ended; start it again to write."))
        if post and form.is_valid() and not post.claim(form.cleaned_data["seen"]):
            stored = LivePost.objects.get(pk=post.pk)
            form.data = form.data.copy()
            form.data["seen"] = stored.version
            form.add_error(None, _("Somebody changed this post meanwhile. Press again to put yours in its place."))
            return self.show_live(request, article, coverage, form=form, theirs=stored)
        if not form.is_valid():
            return self.show_live(request, article, coverage, form=form)
        return self.save_post(request, article, form, key)

    def save_post(self, request, article, form, key):
        post = form.save(commit=False)
        post.at, post.form_key = form.cleaned_data["at"], key
        if post.pk:
            post.edited_at, post.version = timezone.now(), form.cleaned_data["seen"] + 1
        else:
            post.created_by = request.user
            if not post.author:
                post.author = Author.objects.signing(request.user, article.language)
        try:
            post.save()
        except IntegrityError:
            return  # the other half of a double click was faster
        self.log_change(request, article, _("Live post: %(post)s") % {"post": str(post)[:80]})
        messages.success(request, _("Readers see the post."))

    def write_known(self, request, article, coverage):
        form = KnownForm(request.POST, prefix=KNOWN, label_suffix="")
        if not form.is_valid():
            return self.show_live(request, article, coverage, known=form)
        if not coverage.say_what_we_know(form.cleaned_data["what_we_know"], form.cleaned_data["seen"]):
            coverage.refresh_from_db()
            form.data = form.data.copy()
            form.data[form.add_prefix("seen")] = coverage.version
            form.add_error(None, _("Somebody changed this meanwhile. Press again to put yours in its place."))
            return self.show_live(request, article, coverage, known=form, known_theirs=coverage.what_we_know)
        self.log_change(request, article, _("What we know, brought up to date."))
        messages.success(request, _("Readers see what we know."))
        return None

    def withdraw_post(self, request, article, coverage):
        gone = coverage.posts.filter(pk=id_of(request.POST["_withdraw"]), withdrawn_at__isnull=True)
        if gone.update(withdrawn_at=timezone.now()):
            self.log_change(request, article, _("Live post withdrawn."))
            messages.success(request, _("The post is withdrawn; readers do not see it any more."))

    def mark_key(self, request, article, coverage):
        post = coverage.posts.filter(pk=id_of(request.POST["_key"])).first()
        if post:
            coverage.posts.filter(pk=post.pk).update(is_key=not post.is_key)
            self.log_change(request, article, _("Key post chosen or let go."))

    def close_live(self, request, article, coverage):
        self.must_publish(request)
        form = ClosingForm(request.POST, prefix=CLOSING, label_suffix="")
        if not form.is_valid():
            return self.show_live(request, article, coverage, closing=form)
        report = {name: text for name, text in form.cleaned_data.items() if text.strip()}
        try:
            if report:
                change_everywhere(article, lambda content: {**content, **report}, request.user, substantive=True)
            coverage.close(request.user)
        except StaleVersion:
            form.add_error(None, _("Somebody saved the article at this moment. Press again."))
        except ValidationError as error:
            form.add_error(None, error.messages)
        if form.errors:
            return self.show_live(request, article, coverage, closing=form)
        messages.success(request, _("The coverage has ended. The page keeps its posts and says so."))
        return None

    # --- the page ---

    def show_live(self, request, article, coverage, form=None, known=None, closing=None, **context):
        posts = coverage.posts.select_related("author") if coverage else LivePost.objects.none()
        edited = posts.filter(pk=id_of(request.GET.get("post") or request.POST.get("post"))).first()
        if form is None and coverage:
            form = PostForm(article=article, instance=edited or LivePost(coverage=coverage))
        if known is None and coverage:
            known = KnownForm(
                prefix=KNOWN,
                initial={"what_we_know": coverage.what_we_know, "seen": coverage.version},
                label_suffix="",
            )
        closing = closing or ClosingForm(prefix=CLOSING, label_suffix="", initial={"standfirst": article.standfirst})
        media = form.media + known.media + closing.media if coverage else closing.media
        context |= {
            "title": _("Live coverage"),
            "coverage": coverage,
            "form": form,
            "known": known,
            "closing": closing,
            "edited": edited,
            "posts": posts[:SHOWN],
            "count": posts.count(),
            "may_publish": self.may_publish(request),
            "public_url": article.public_url,
            "media": Media.from_media(media, nonce=getattr(request, "csp_nonce", "")),
        }
        return self.page(request, article, "live", **context)
