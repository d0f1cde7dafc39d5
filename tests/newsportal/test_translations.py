"""The Ukrainian catalogue says everything the source says, as the source says it, in good Ukrainian letters."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.utils import translation

from tests.newsportal.catalogue import FILES, ROOT, entries, messages

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w[^>]*>")
APPS = ("accounts", "articles", "comments", "newsportal", "patrons")
TRANSLATES = re.compile(r"_|n?p?gettext(_lazy)?")
NO_BREAK = "\u00a0"
SOURCES = ("*.py", "*.html", "*.txt", "*.js")
# The touchstone: words that a reader of the paper knows it by.
HOUSE_WORDS = {
    "Main": "Головна",
    "News": "Новини",
    "Source:": "Джерело:",
    "Quote:": "Цитата:",
    "Details:": "Подробиці:",
    "Background:": "Передісторія:",
    "Popular news": "Популярні новини",
    "Last news": "Останні новини",
    "View all news": "Усі новини",
    "Support %(site_name)s by becoming our patron!": "Підтримайте %(site_name)s\u00a0— станьте нашим патроном!",
    "To leave a comment, please log in.": "Щоб залишити коментар, увійдіть.",
    "about %(date)s": "близько %(date)s",
    "%(year)s BC": "%(year)s до н. е.",
}

both = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@both
def test_nothing_is_left_untranslated_or_unsure(path):
    assert messages(path)
    assert [entry.words for entry in messages(path) if not all(entry.forms) or "fuzzy" in entry.flags] == []
    assert "#~" not in path.read_text(encoding="utf-8")


@both
def test_the_compiled_catalogue_says_what_its_source_says(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for entry in entries(path):
        forms = {(entry.key, number): form for number, form in enumerate(entry.forms)}
        written |= forms if entry.plural else {entry.key: entry.forms[0]}
    assert compiled == written


@both
def test_nothing_in_the_files_changes_by_itself(path):
    text = path.read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in text
    assert re.findall(r"^#: .*:\d+", text, re.MULTILINE) == []


@both
def test_placeholders_and_tags_are_those_of_the_source(path):
    wrong = []
    for entry in messages(path):
        for form in entry.forms:
            # A named one may be said once where the source says it twice; the others may not.
            if set(PLACE.findall(form)) != set(PLACE.findall(entry.plural or entry.words)):
                wrong.append((entry.words, form))
            if form.count("%s") != entry.words.count("%s"):
                wrong.append((entry.words, form))
    assert wrong == []


@both
def test_numbers_have_all_four_forms_of_ukrainian(path):
    assert [entry.words for entry in messages(path) if len(entry.forms) != (4 if entry.plural else 1)] == []
    with path.with_suffix(".mo").open("rb") as file:
        form_of = gettext.GNUTranslations(file).plural
    assert [form_of(number) for number in (1, 21, 2, 34, 5, 11, 12, 20, 100)] == [0, 0, 1, 1, 2, 2, 2, 2, 2]


@both
def test_its_letters_and_signs_are_ukrainian(path):
    faults = []
    for entry in messages(path):
        for form in entry.forms:
            plain = PLACE.sub("0", form)
            faults += [
                f"{fault}: {form}"
                for fault, pattern in {
                    "straight apostrophe or quotation mark": "['\"“”]",
                    "Latin and Cyrillic letters in one word": "[a-zA-Z][а-яіїєґА-ЯІЇЄҐ]|[а-яіїєґА-ЯІЇЄҐ][a-zA-Z]",
                    "letter that Ukrainian has not": "[ёъыэЁЪЫЭ]",
                    "dash that may begin a line": " — | – ",
                    "three dots": r"\.\.\.",
                    "two spaces": "  ",
                }.items()
                if re.search(pattern, plain)
            ]
            if (entry.words[0] == " ", entry.words[-1] == " ") != (form[0] == " ", form[-1] == " "):
                faults.append(f"space at an end: {form}")
    assert faults == []


def test_the_words_of_the_house_are_the_agreed_ones():
    with translation.override("uk"):
        assert {words: translation.gettext(words) for words in HOUSE_WORDS} == HOUSE_WORDS


def test_numbers_choose_their_noun():
    said = []
    with translation.override("uk"):
        for count in (1, 2, 5, 11, 21, 104):
            words = translation.ngettext("%(counter)s article", "%(counter)s articles", count)
            said.append((words % {"counter": count}).replace(NO_BREAK, " "))
    assert said == ["1 стаття", "2 статті", "5 статей", "11 статей", "21 стаття", "104 статті"]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The catalogues as makemessages writes them from the source of this moment."""
    if not shutil.which("xgettext"):
        if os.environ.get("CI"):
            pytest.fail("xgettext (Debian: gettext) is not here")
        pytest.skip("xgettext (Debian: gettext) is not here")
    copy = tmp_path_factory.mktemp("source")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCES, "locale"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    environment = {**os.environ, "DATA_DIR": str(copy / "var"), "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    command = [sys.executable, "manage.py", "makemessages", "-l", "uk", "-v0"]
    subprocess.run(command, cwd=copy, env=environment, check=True)
    return copy


def test_no_message_hides_in_an_f_string_where_xgettext_does_not_look():
    hidden = []
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(string, ast.JoinedStr):
                names = {getattr(call.func, "id", "") for call in ast.walk(string) if isinstance(call, ast.Call)}
                hidden += [f"{path.name}, line {string.lineno}"] if any(map(TRANSLATES.fullmatch, names)) else []
    assert hidden == []


@both
def test_the_catalogue_holds_the_messages_of_the_source_and_no_others(fresh, path):
    def keys(where):
        return {(entry.context, entry.words, entry.plural) for entry in messages(where)}

    assert keys(path) == keys(fresh / path.relative_to(ROOT))
