from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from PIL import Image

from accounts.audit import record
from articles import images
from articles.uses import is_used

from .articles import Article

WARNED_DAYS = 30  # before a licence ends


class PictureQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Whose words this member of staff may change: editors all, reporters their own that no one else shows."""
        if user.has_perm("articles.publish_article"):
            return self
        own = Article.objects.drafts_of(user).values("pk")
        elsewhere = Article.objects.filter(picture=models.OuterRef("pk")).exclude(pk__in=own)
        in_texts = Article.objects.filter(pictures_in_text=models.OuterRef("pk")).exclude(pk__in=own)
        return self.filter(~models.Exists(elsewhere), ~models.Exists(in_texts), uploaded_by=user)

    def available(self):
        return self.filter(withdrawn_at__isnull=True)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def unused(self):
        """Available, and shown nowhere."""
        return self.available().filter(~is_used(Picture))

    def without_credit(self):
        return self.available().filter(credit="")

    def without_alt(self):
        return self.available().filter(alt="")

    def in_live_articles(self):
        live = Article.objects.published()
        above = live.filter(picture=models.OuterRef("pk"))
        within = live.filter(pictures_in_text=models.OuterRef("pk"))
        return self.filter(models.Exists(above) | models.Exists(within))

    def without_credit_in_live_articles(self):
        return self.without_credit().in_live_articles()

    def licence_ends_within(self, days):
        """Whose licence ends in so many days, or has ended already."""
        return self.available().filter(licence_expires_on__lt=timezone.localdate() + timedelta(days=days))

    def licence_ended(self):
        return self.licence_ends_within(0)

    def admit(self, upload, by, **words):
        """The library's picture of an uploaded file, and whether it is new: the same content is kept once.

        Raises ValidationError with a sentence when it is no sound picture, or one that was withdrawn.
        """
        picture = self.model(uploaded_by=by, **words)
        picture.admit(upload)
        if twin := picture.twin():
            twin.refuse_if_withdrawn()
            return twin, False
        picture.make_renditions()
        picture.save()
        return picture, True


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
        return self.caption or self.alt or _("Picture %(number)s") % {"number": self.pk or ""}

    # --- its files ---

    def admit(self, upload):
        """Take an uploaded file as this picture's original. Raises ValidationError when it is no sound picture."""
        admitted = images.admit(upload)
        self.digest, self.width, self.height = admitted.digest, *admitted.image.size
        if not default_storage.exists(admitted.name):
            default_storage.save(admitted.name, ContentFile(admitted.content))
        self.file.name = admitted.name

    def twin(self):
        """Another picture of the same content, or None; one that was withdrawn before any other."""
        same = Picture.objects.filter(digest=self.digest).exclude(pk=self.pk)
        return same.order_by(models.F("withdrawn_at").desc(nulls_last=True), "pk").first()

    def make_renditions(self):
        """Write the files that pages show: after `admit`, and again when the focal point has moved."""
        with self.file.open("rb") as original, Image.open(original) as image:
            images.write_renditions(self, image.convert("RGB"))

    def renditions(self, shape=images.FULL):
        """What a `<picture>` needs for one shape: see `images.RenditionSet`. Costs no query and opens no file."""
        return images.RenditionSet(self, shape)

    def settle_files(self):
        """Once this transaction is through: remove the files of this content that no picture names any more."""
        transaction.on_commit(partial(settle, self.digest, self.file.name))

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self.settle_files()
        return deleted

    # --- what speaks against showing it ---

    @property
    def licence_days_left(self):
        """Days until its licence ends, negative once it has; None without an end."""
        return (self.licence_expires_on - timezone.localdate()).days if self.licence_expires_on else None

    @property
    def is_licence_ended(self):
        return self.licence_days_left is not None and self.licence_days_left < 0

    @property
    def is_licence_warned(self):
        return self.licence_days_left is not None and self.licence_days_left < WARNED_DAYS

    def warnings(self):
        """What the desk should know before it shows this picture, a sentence each."""
        if self.withdrawn_at:
            return [self.words_of_withdrawal()]
        found = []
        if self.is_licence_warned:
            ended, ends = _("Its licence ended on %(day)s."), _("Its licence ends on %(day)s.")
            words = ended if self.is_licence_ended else ends
            found.append(words % {"day": date_format(self.licence_expires_on, "j E Y")})
        if not self.credit.strip():
            found.append(_("It has no credit."))
        if not self.alt.strip():
            found.append(_("It has no alternative text."))
        return found

    def words_of_withdrawal(self):
        told = {"day": date_format(timezone.localtime(self.withdrawn_at), "j E Y"), "reason": self.withdrawn_note}
        return _("This picture was withdrawn on %(day)s and may not be used: %(reason)s") % told

    def refuse_if_withdrawn(self):
        """Raises ValidationError when nobody may show it any more."""
        if self.withdrawn_at:
            raise ValidationError(self.words_of_withdrawal())

    @transaction.atomic
    def withdraw(self, by, reason):
        """Take it down for good: from every page at once, and its files from the disk. A row with the reason stays.

        Every picture of the same content goes with it. Raises ValidationError without a reason.
        """
        if not reason.strip():
            raise ValidationError(_("Say why the picture is withdrawn."))
        reason = self._meta.get_field("withdrawn_note").formfield().clean(reason)
        for picture in Picture.objects.available().filter(digest=self.digest).select_for_update():
            articles = list({*Article.objects.filter(picture=picture), *picture.in_texts_of.all()})
            picture.withdrawn_from.set(articles)
            picture.withdrawn_at, picture.withdrawn_note = timezone.now(), reason
            picture.save(update_fields=["withdrawn_at", "withdrawn_note"])
            for name, model in columns_that_show():
                model._default_manager.filter(**{name: picture}).update(**{name: None})
            before = {
                "articles": [article.pk for article in articles],
                "credit": picture.credit,
                "file": picture.file.name,
            }
            picture.in_texts_of.clear()
            record(by, "picture.withdrawn", picture, before=before, note=reason)
            picture.settle_files()
        self.refresh_from_db()


def columns_that_show():
    """Every column of the newsroom that may point to a picture and may be empty, with its model: (name, model)."""
    relations = Picture._meta.get_fields(include_hidden=True)
    fields = [relation.field for relation in relations if relation.auto_created and relation.one_to_many]
    return [(field.name, field.model) for field in fields if field.null]


@transaction.atomic
def settle(digest, original):
    """Leave of one content the files that its pictures name, and make again what another settling has removed before
    this transaction was through."""
    kept = set()
    for picture in Picture.objects.available().filter(digest=digest).select_for_update():
        names = images.rendition_names(picture)
        if not all(map(default_storage.exists, names)):
            picture.make_renditions()
        kept |= names
    images.remove_renditions(digest, kept)
    if not Picture.objects.available().filter(file=original).exists():
        default_storage.delete(original)
