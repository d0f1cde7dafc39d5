"""The Ukrainian catalogues as tests read them: without gettext's programs, straight from the text."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "uk" / "LC_MESSAGES"
FILES = [FOLDER / "django.po", FOLDER / "djangojs.po"]
LINE = re.compile(r'(?:(?P<name>msgctxt|msgid_plural|msgid|msgstr)(?:\[(?P<form>\d)\])? )?(?P<words>".*")')


@dataclass
class Entry:
    """One message: what the source says, and the one or four forms in which Ukrainian says it."""

    context: str
    words: str
    plural: str
    forms: list
    flags: str

    @property
    def key(self):
        """As the compiled file keeps it."""
        return f"{self.context}\x04{self.words}" if self.context else self.words


def entries(path):
    """All messages of a catalogue, the header (whose words are empty) among them."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip().splitlines()
        flags = "".join(line for line in lines if line.startswith("#,"))
        parts, name = {"msgctxt": "", "msgid": "", "msgid_plural": ""}, None
        for match in filter(None, map(LINE.fullmatch, lines)):
            if match["name"]:
                name = (match["name"], match["form"]) if match["name"] == "msgstr" else match["name"]
                parts[name] = ""
            parts[name] += ast.literal_eval(match["words"])
        forms = [words for name, words in parts.items() if isinstance(name, tuple)]
        if forms:
            found.append(Entry(parts["msgctxt"], parts["msgid"], parts["msgid_plural"], forms, flags))
    return found


def messages(path):
    return [entry for entry in entries(path) if entry.words]
