"""Notices of illegal content: who says so, on what ground, and what the newsroom decided."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Length
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit import record

from .comments import Comment

TRIES = 50  # of numbers that somebody else takes at the same moment


class NoticeQuerySet(models.QuerySet):
    def file(self, comment, tries=TRIES, **said):
        """Take a notice in, under the next number of its year, and confirm it to whoever wrote it."""
        try:
            with transaction.atomic():
                notice = self.create(number=self.next_number(), comment=comment, text_then=comment.text, **said)
                notice.write_to(notice.email, comment.article.language, "received")
        except IntegrityError:
            if tries < 1:
                raise
            return self.file(comment, tries - 1, **said)
        return notice

    def next_number(self):
        """One more than the last of this year: a number is never given twice and none is left out."""
        year = timezone.localdate().year
        of_year = self.filter(number__startswith=f"N-{year}-").order_by(Length("number").desc(), "-number")
        last = of_year.values_list("number", flat=True).first()
        return f"N-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:04}"

    def open(self):
        return self.filter(decision="")


class Notice(models.Model):
    """What a notice holds by Article 16 of Regulation (EU) 2022/2065, and its decision with reasons (Article 17)."""

    class Decision(models.TextChoices):
        REMOVED = "removed", _("Removed")
        KEPT = "kept", _("Left as it is")

    number = models.CharField(_("number"), max_length=20, unique=True)  # given to whoever wrote it: N-2026-0001
    at = models.DateTimeField(_("received"), default=timezone.now)
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, blank=True, related_name="notices")
    address = models.CharField(_("address of the content"), max_length=500)
    explanation = models.TextField(_("why it is illegal"), max_length=5000)
    law = models.CharField(_("the law it breaks, if you know it"), max_length=300, blank=True)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    email = models.EmailField(_("your e-mail address"), blank=True)
    good_faith = models.BooleanField(_("what I have written is accurate and complete to my knowledge"), default=False)
    text_then = models.TextField(_("the comment as it stood"), blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    grounds = models.TextField(_("reasons, as they are written to both"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        ordering = ["-at"]
        default_permissions = ["view", "change"]
        indexes = [models.Index(fields=["decision", "at"], name="notice_queue")]

    def __str__(self):
        return self.number

    @transaction.atomic
    def decide(self, by, decision, grounds):
        """Remove the comment or leave it, and write the reasons to both. A decision is made once."""
        row = Notice.objects.select_for_update().select_related(None).get(pk=self.pk)
        if row.decision:
            raise ValidationError(gettext("%(name)s has decided on this notice already.") % {"name": row.decided_by})
        self.decision, self.grounds = decision, grounds
        self.decided_at, self.decided_by = timezone.now(), by
        self.save(update_fields=["decision", "grounds", "decided_at", "decided_by"])
        if decision == self.Decision.REMOVED:
            self.remove(by)
        record(by, "notice.decided", self, after={"decision": decision}, note=grounds)
        language = self.comment.article.language if self.comment else settings.LANGUAGE_CODE
        self.write_to(self.email, language, "decided")
        if decision == self.Decision.REMOVED and self.comment and self.comment.author:
            self.write_to(self.comment.author.email, language, "removed")

    def remove(self, by):
        """Take the comment away if it still stands."""
        if self.comment and self.comment.state in (Comment.State.PENDING, Comment.State.VISIBLE):
            self.comment.reject(by, Comment.Reason.ILLEGAL, self.number)

    def write_to(self, address, language, letter):
        """One of the letters about this notice, in the language of the paper's edition; none without an address."""
        if not address:
            return
        context = {"notice": self, "site_name": settings.SITE_NAME, "contact": settings.DEFAULT_FROM_EMAIL}
        with translation.override(language):
            text = render_to_string(f"emails/comments/notice_{letter}.txt", context)
            subject = gettext("Your notice %(number)s") if letter != "removed" else gettext("Your comment was removed")
        send_mail(subject % {"number": self.number}, text.strip() + "\n", None, [address])
