"""Links by which somebody without an account reads one unpublished article."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.network import client_address, network_of
from articles import content as contents

TOKEN_BYTES = 32
SAME_VISIT = timedelta(minutes=10)  # in which one reader's openings are one
KEPT_OPENINGS = 500  # of one link; who it leaked to is told by fewer


def new_token():
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token):
    return sha256(token.encode()).hexdigest()


class ShareLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())

    def of_token(self, token):
        """The open link of an address, or None. (A hash is looked up, so time tells nothing about other tokens.)"""
        return self.open().select_related("article").filter(token_hash=digest(token)).first()

    @transaction.atomic
    def make(self, article, token, by, label, days, version=None):
        """The link of a `new_token`, which is kept nowhere. Made twice, it is one."""
        of_link = {"version": version, "label": label, "expires_at": timezone.now() + timedelta(days=days)}
        made, is_new = self.get_or_create(
            article=article, token_hash=digest(token), defaults={**of_link, "created_by": by}
        )
        if is_new:
            told = {"link": made.pk, "for": label, "version": version, "expires": made.expires_at}
            record(by, "share.created", article, after=told)
        return made


class ShareLink(models.Model):
    """Its address is shown once; here stands only the hash of it."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="share_links")
    version = models.PositiveIntegerField(  # the number of the version shared; empty: whatever was saved last
        null=True, blank=True
    )
    label = models.CharField(_("for whom"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at"]

    def __str__(self):
        return self.label

    @property
    def is_open(self):
        """The row's twin of `open()`."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def shown(self):
        """The article in memory as this link shows it; None when it was withdrawn."""
        article = self.article
        if article.status == article.Status.WITHDRAWN:
            return None
        if self.version is None:
            return article.working_copy()
        version = article.versions.filter(number=self.version).first()
        return version and contents.lay(type(article).objects.with_parts().get(pk=article.pk), version.content)

    def is_public(self, article):
        """Whether readers see what it shows, or something newer: then it leads to the article's own address."""
        if not article.is_published:
            return False
        return not article.has_changes or (self.version or article.version) <= article.live_version

    @transaction.atomic
    def revoke(self, by):
        """Close it at once and for good."""
        if type(self).objects.filter(pk=self.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record(by, "share.revoked", self.article, before={"link": self.pk, "for": self.label})

    def note_opening(self, request):
        """Write down that somebody reads it: when, from which network, and which member if one is logged in. Once for
        each visit, and no more than a link can need."""
        address = client_address(request)
        opening = {
            "network": str(network_of(address, ipv4=24, ipv6=48)) if address else "",
            "agent": request.headers.get("User-Agent", "").replace("\0", "")[:200],
            "user": request.user if request.user.is_authenticated else None,
        }
        recent = self.openings.filter(at__gt=timezone.now() - SAME_VISIT, **opening)
        if not recent.exists() and self.openings.count() < KEPT_OPENINGS:
            self.openings.create(**opening)


class ShareOpening(models.Model):
    """That a share link was opened: when, from which network, by which member if one was logged in."""

    link = models.ForeignKey(ShareLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    network = models.CharField(max_length=50, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("opening of a share link")
        verbose_name_plural = _("openings of share links")
        ordering = ["-at"]

    def __str__(self):
        return str(self.at)
