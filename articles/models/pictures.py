from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image

from articles import images

from .articles import Article


class PictureQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Whose words this member of staff may change: editors all, reporters their own that no one else shows."""
        if user.has_perm("articles.publish_article"):
            return self
        own = Article.objects.drafts_of(user).values("pk")
        elsewhere = Article.objects.filter(picture=models.OuterRef("pk")).exclude(pk__in=own)
        return self.filter(~models.Exists(elsewhere), uploaded_by=user)


class Picture(models.Model):
    """A picture of the library. The file is the cleaned original; `articles/images.py` makes what pages show of it."""

    file = models.FileField(_("file"), upload_to="originals/", max_length=200)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(editable=False, max_length=64, blank=True, db_index=True)
    alt = models.CharField(
        _("alternative text"), max_length=250, blank=True, help_text=_("What it shows, for those who cannot see it.")
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it."))
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    licence_expires_on = models.DateField(
        _("licence ends on"), null=True, blank=True, help_text=_("The last day it may be shown. Empty: no end.")
    )
    focal_x = models.PositiveSmallIntegerField(
        # xgettext:no-python-format
        _("focal point, % from the left"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    focal_y = models.PositiveSmallIntegerField(
        # xgettext:no-python-format
        _("focal point, % from the top"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_note = models.TextField(_("reason"), blank=True, editable=False, max_length=1000)
    withdrawn_from = models.ManyToManyField(
        Article, blank=True, editable=False, related_name="withdrawn_pictures"
    )  # the articles that showed it on that day; they have lost it

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.caption or self.alt or self.file.name

    def admit(self, upload):
        """Take an uploaded file as this picture's original. Raises ValidationError when it is no sound picture."""
        admitted = images.admit(upload)
        self.digest, self.width, self.height = admitted.digest, *admitted.image.size
        if not default_storage.exists(admitted.name):
            default_storage.save(admitted.name, ContentFile(admitted.content))
        self.file.name = admitted.name

    def make_renditions(self):
        """Write the files that pages show: after `admit`, and again when the focal point has moved."""
        with self.file.open("rb") as original, Image.open(original) as image:
            images.write_renditions(self, image.convert("RGB"))

    def renditions(self, shape=images.FULL):
        """What a `<picture>` needs for one shape: see `images.RenditionSet`. Costs no query and opens no file."""
        return images.RenditionSet(self, shape)
