"""The written part of the demonstration, read from the TOML files beside this module."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
FOLDERS = {"en": HERE, "uk": HERE / "uk"}


def read(path):
    with path.open("rb") as file:
        return tomllib.load(file)


class Texts:
    """Everything written for one edition."""

    def __init__(self, language):
        folder = FOLDERS[language]
        newsroom = read(folder / "newsroom.toml")
        self.sections = newsroom["section"]
        self.topics = newsroom["topic"]
        self.authors = newsroom["author"]
        self.pages = newsroom["page"]
        self.articles = {path.stem: read(path) for path in sorted((folder / "articles").glob("*.toml"))}
        self.flashes = {flash["slug"]: flash for flash in read(folder / "flashes.toml")["flash"]}
        stories = read(folder / "stories.toml")["story"]
        self.stories = [story for story in stories if story["language"] == language]


def covers():
    return read(HERE / "covers.toml")
