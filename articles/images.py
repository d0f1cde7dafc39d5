"""Pictures: what is let in, and the fixed widths and formats made of it.

No table of renditions: names follow from the picture's digest, focal point and shape, so a page needs no query and
opens no file to write a `<picture>`, and a file never changes under its name.
"""

import contextlib
import hashlib
import io
import struct
import threading
import warnings
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # decoded, 150 MB of memory; counted before anything is decoded
MAX_SIDE = 12_000
ADVISED_SIDE = 8000
KEPT_SIDE = 2400  # the cleaned original is kept no larger
KEPT = (KEPT_SIDE, KEPT_SIDE)
SMOOTH = ("L", "LA", "RGB", "RGBA", "CMYK")  # modes that can be reduced without losing shades
PAPER = (252, 250, 246)  # what transparent parts are laid on: the colour of the page

FULL = "full"  # as it was made
WIDE = "3x2"  # cut around the focal point, for teasers
SQUARE = "1x1"  # cut around the focal point, for portraits
RATIOS = {FULL: None, WIDE: 3 / 2, SQUARE: 1}
WIDTHS = {FULL: (400, 800, 1200, 1600), WIDE: (400, 800, 1200), SQUARE: (160, 320)}
SAME_RATIO = 0.02  # a picture this near to a shape is that shape already
FALLBACK_WIDTH = 800
FORMATS = {
    "avif": ("image/avif", {"quality": 55, "speed": 8, "max_threads": 1}),
    "webp": ("image/webp", {"quality": 74, "method": 2}),
    "jpg": ("image/jpeg", {"quality": 80, "progressive": True, "optimize": True}),
}


class Described(Protocol):
    """What names and cuts follow from: the fields of `Picture`."""

    digest: str
    width: int
    height: int
    focal_x: int
    focal_y: int


# While it is decoded, a picture of a few kilobytes may take most of a gigabyte; eight at once would be too much.
one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Admitted:
    """A picture that was let in: upright, in sRGB, without metadata."""

    image: Image.Image
    content: bytes  # the cleaned original as JPEG
    digest: str  # of that

    @property
    def name(self) -> str:
        return f"originals/{self.digest[:2]}/{self.digest[:24]}.jpg"


def folder_of(digest: str) -> str:
    """Where all renditions of one content lie, whatever their shape and focal point."""
    return f"pictures/{digest[:2]}/{digest[:24]}"


def admit(file: File) -> Admitted:
    """Decode an uploaded file completely and make it clean. Raises ValidationError with a sentence for the person.

    The name and the declared type are ignored: only what the bytes decode to counts.
    """
    if file.size > MAX_BYTES:
        limit = filesizeformat(MAX_BYTES)
        raise ValidationError(
            _("The file is larger than %(limit)s. Save it smaller and try again.") % {"limit": limit}
        )
    file.seek(0)
    try:
        with one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size, where our own limit is lower, and about broken metadata
            image = Image.open(file, formats=ACCEPTED)
            refuse_huge(image)
            image.draft(None, KEPT)  # a JPEG decodes at once to near the size it is kept in
            image.load()
            return clean(image)
    except Image.DecompressionBombError as error:  # so huge that Pillow refuses to look at it
        message = _("The picture has far too many pixels. Reduce it to at most %(side)d on the longer side.")
        raise ValidationError(message % {"side": ADVISED_SIDE}) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError) as error:
        message = _("This is not a picture we can read, or it is damaged. Use JPEG, PNG, WebP or AVIF.")
        raise ValidationError(message) from error


def refuse_huge(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        message = _("The picture has %(width)d × %(height)d pixels. Reduce it to at most %(side)d on the longer side.")
        raise ValidationError(message % {"width": width, "height": height, "side": ADVISED_SIDE})


def clean(image: Image.Image) -> Admitted:
    """Turn upright, bring to sRGB, lay on paper, reduce, and encode anew: none of the original's metadata is left."""
    profile = image.info.get("icc_profile")
    turn_upright(image)
    if image.mode in SMOOTH and "transparency" not in image.info:
        image.thumbnail(KEPT, Image.Resampling.LANCZOS)  # early: every step below makes a copy of all pixels
    if image.mode.startswith("I"):  # grey of sixteen bits; converting it plainly would turn all of it white
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if profile:
        image = to_srgb(image, profile)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, PAPER)
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image = image.convert("RGB")
    image.thumbnail(KEPT, Image.Resampling.LANCZOS)
    image.info = {}
    content = encode(image, "jpg", quality=92)
    return Admitted(image, content, hashlib.sha256(content).hexdigest())


def turn_upright(image: Image.Image) -> None:
    """Turn it as its metadata says; metadata that cannot be read says nothing."""
    with contextlib.suppress(OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        ImageOps.exif_transpose(image, in_place=True)


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert from an embedded colour profile; a broken profile is dropped, as browsers do."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode not in ("RGB", "RGBA", "L", "CMYK"):
            image = image.convert("RGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def encode(image: Image.Image, extension: str, **options: Any) -> bytes:
    """The bytes of an image in one of FORMATS."""
    content = io.BytesIO()
    pillow_format = {"jpg": "JPEG"}.get(extension, extension.upper())
    image.save(content, pillow_format, **{**FORMATS[extension][1], **options})
    return content.getvalue()


@dataclass(frozen=True)
class RenditionSet:
    """The files of one picture in one shape: what a `<picture>` needs."""

    picture: Described
    shape: str

    @property
    def is_uncut(self) -> bool:
        ratio = RATIOS[self.shape]
        return ratio is None or abs(self.picture.width / self.picture.height / ratio - 1) < SAME_RATIO

    @property
    def largest(self) -> tuple[int, int]:
        """Width and height in pixels of the largest cut of this shape that the original holds."""
        width, height, ratio = self.picture.width, self.picture.height, RATIOS[self.shape]
        if ratio is None or self.is_uncut:
            return width, height
        return (round(height * ratio), height) if width / height > ratio else (width, round(width / ratio))

    @property
    def widths(self) -> list[int]:
        held = self.largest[0]
        return [width for width in WIDTHS[self.shape] if width <= held] or [held]

    @property
    def width(self) -> int:
        return self.widths[-1]

    @property
    def height(self) -> int:
        width, height = self.largest
        return round(self.width * height / width)

    def name(self, width: int, extension: str) -> str:
        focal = "" if self.is_uncut else f"-{self.picture.focal_x}-{self.picture.focal_y}"
        shape = FULL if self.is_uncut else self.shape
        return f"{folder_of(self.picture.digest)}/{shape}{focal}-{width}.{extension}"

    def url(self, width: int, extension: str) -> str:
        return default_storage.url(self.name(width, extension))

    def srcset(self, extension: str) -> str:
        return ", ".join(f"{self.url(width, extension)} {width}w" for width in self.widths)

    @property
    def sources(self) -> list[dict[str, str]]:
        return [{"type": FORMATS[kind][0], "srcset": self.srcset(kind)} for kind in ("avif", "webp")]

    @property
    def fallback_srcset(self) -> str:
        return self.srcset("jpg")

    @property
    def fallback(self) -> str:
        width = min(self.widths, key=lambda width: abs(width - FALLBACK_WIDTH))
        return self.url(width, "jpg")

    def cut(self, image: Image.Image) -> Image.Image:
        """The part of the image that this shape shows: as large as fits, as near to the focal point as can be."""
        if self.is_uncut:
            return image
        width, height = self.largest
        left = min(max(round(image.width * self.picture.focal_x / 100 - width / 2), 0), image.width - width)
        top = min(max(round(image.height * self.picture.focal_y / 100 - height / 2), 0), image.height - height)
        return image.crop((left, top, left + width, top + height))


def write_renditions(picture: Described, image: Image.Image, storage: Storage = default_storage) -> None:
    """Make every file of a picture that does not exist yet, from its decoded original."""
    for shape in RATIOS:
        renditions = RenditionSet(picture, shape)
        cut = renditions.cut(image)
        for width in renditions.widths:
            missing = [kind for kind in FORMATS if not storage.exists(renditions.name(width, kind))]
            if not missing:
                continue
            size = (width, max(1, round(width * cut.height / cut.width)))
            small = cut.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) if cut.width != width else cut
            for kind in missing:
                storage.save(renditions.name(width, kind), ContentFile(encode(small, kind)))


def rendition_names(picture: Described) -> set[str]:
    """Every file that pages may ask for to show this picture."""
    sets = [RenditionSet(picture, shape) for shape in RATIOS]
    return {one.name(width, kind) for one in sets for width in one.widths for kind in FORMATS}


def remove_renditions(digest: str, kept: set[str], storage: Storage = default_storage) -> None:
    """Remove every file made of one content, except those that are kept."""
    folder = folder_of(digest)
    with contextlib.suppress(FileNotFoundError):
        found = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        for name in sorted(found - kept):
            storage.delete(name)
        if not found & kept:
            storage.delete(folder)
