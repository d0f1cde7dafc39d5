"""Where an article stands on its way over the desk, apart from what readers see of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .notes import DeskNote


class OnTheDesk(models.Model):
    class Desk(models.TextChoices):
        WRITING = "writing", _("Writing")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        READY = "ready", _("Ready")

    desk = models.CharField(_("desk"), max_length=20, choices=Desk, default=Desk.WRITING, editable=False)
    desk_since = models.DateTimeField(null=True, blank=True, editable=False)
    editor = models.ForeignKey(  # who took it over
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def submit(self, by, note=""):
        """Ask for an editor's eyes."""
        self.pass_on(self.Desk.IN_REVIEW, by, DeskNote.Kind.SUBMITTED, note)

    def take_over(self, by):
        """An editor says: I have it."""
        self.editor = by
        self.pass_on(self.desk, by, DeskNote.Kind.TAKEN)

    def ask_changes(self, by, note):
        """Give it back to its writer. Raises ValidationError without a word on what to change."""
        if not note.strip():
            raise ValidationError({"note": _("Say what should change.")})
        self.pass_on(self.Desk.CHANGES_ASKED, by, DeskNote.Kind.CHANGES_ASKED, note)

    def approve(self, by, note=""):
        """Edited and ready: it only waits to be published."""
        self.pass_on(self.Desk.READY, by, DeskNote.Kind.APPROVED, note)

    def back_to_writing(self):
        self.desk, self.editor = self.Desk.WRITING, None

    @transaction.atomic
    def pass_on(self, desk, by, kind, note=""):
        from django.utils import timezone

        changed = type(self).objects.filter(pk=self.pk)
        if desk != self.desk:
            self.desk, self.desk_since = desk, timezone.now()
        changed.update(desk=self.desk, desk_since=self.desk_since, editor=self.editor)
        self.desk_notes.create(kind=kind, text=note.strip(), by=by)
