"""The pictures of the demonstration: drawn, cut and written by as many processes as there are cores.

What has been written before is not drawn again, so an interrupted start goes on where it was.
"""

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import django
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from PIL import Image

from articles import images

KEPT = (1200, 1200)  # enough for the widest place on a page; a larger one would double the wait of the first start


@dataclass(frozen=True)
class Drawn:
    """A picture on disk; the fields that `images.RenditionSet` asks for."""

    key: str
    name: str
    digest: str
    width: int
    height: int
    focal_x: int = 50
    focal_y: int = 50


def make(specs, progress):
    """Draw every picture of `specs` (key → table of covers.toml, or the initials of a portrait).

    `progress(done, total)` is called after each. Returns key → Drawn.
    """
    connections.close_all()  # a forked process must not share the database connection
    workers = os.cpu_count() or 1
    drawn = {}
    with ProcessPoolExecutor(workers, initializer=django.setup) as pool:
        for done, picture in enumerate(pool.map(make_one, specs.items()), start=1):
            drawn[picture.key] = picture
            progress(done, len(specs))
    return drawn


def make_one(item):
    key, spec = item
    name = f"originals/demo/{key}.jpg"
    if not default_storage.exists(name):
        image = draw(key, spec)
        image.thumbnail(KEPT, Image.Resampling.LANCZOS)
        default_storage.save(name, ContentFile(images.encode(image, "jpg", quality=90)))
    with default_storage.open(name) as file:
        content = file.read()
        file.seek(0)
        image = Image.open(file).convert("RGB")
    focal_x, focal_y = (round(100 * part) for part in spec.get("focal", (0.5, 0.5)))
    digest = hashlib.sha256(content).hexdigest()
    picture = Drawn(key, name, digest, *image.size, focal_x, focal_y)
    images.write_renditions(picture, image)
    return picture


def draw(key, spec):
    from newsportal.demo import covers  # here, so that a web process that never draws never loads it

    if "initials" in spec:
        return covers.monogram.draw(spec["initials"], spec["seed"])
    return covers.draw(key, spec)
