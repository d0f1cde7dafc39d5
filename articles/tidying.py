"""Files of pictures that no row names: of a form that was given up, or of a start that was interrupted."""

from collections import defaultdict
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from articles import images
from articles.models import Picture

A_DAY = timedelta(days=1)  # what is younger may belong to a form that is still open


def tidy_pictures(age=A_DAY):
    """Remove every file that no picture of the library names and that is older than `age`. Returns how many."""
    before, removed = timezone.now() - age, 0
    originals, rows = set(), defaultdict(list)
    for picture in Picture.objects.available().iterator():
        originals.add(picture.file.name)
        rows[images.folder_of(picture.digest)].append(picture)
    for folder, names in [*below("originals"), *below("pictures")]:
        named = set().union(*map(images.rendition_names, rows.get(folder, ())))
        for name in names:
            if name not in named and name not in originals and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                removed += 1
    return removed


def below(top):
    """Every folder from `top` down, with the names of its files."""
    if not default_storage.exists(top):
        return
    folders, files = default_storage.listdir(top)
    yield top, [f"{top}/{name}" for name in files]
    for folder in folders:
        yield from below(f"{top}/{folder}")
