"""Join the style sheets under static/css/src/ into the one file that pages load."""

import re

from django.conf import settings
from django.core.management.base import BaseCommand

FOLDER = settings.BASE_DIR / "static" / "css"
SITE = FOLDER / "site.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def sources():
    """The sheets in the order of their numbers, which is the order of the cascade."""
    return sorted((FOLDER / "src").glob("*.css"))


def build():
    """The text of site.css: every sheet in order, without comments, leading space and empty lines."""
    css = COMMENT.sub("", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sources()))
    css = css.replace('url("../../', 'url("../')  # the sheets lie one folder deeper than what is made of them
    return "".join(f"{line.strip()}\n" for line in css.splitlines() if line.strip())


class Command(BaseCommand):
    help = "Join static/css/src/*.css into static/css/site.css."

    def handle(self, **options):
        css = build()
        SITE.write_text(css, encoding="utf-8", newline="\n")
        self.stdout.write(f"{SITE.relative_to(settings.BASE_DIR)}: {len(css)} characters")
