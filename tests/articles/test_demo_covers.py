"""The drawn covers of the demonstration: the same every time, all of them there, mistakes named."""

import tomllib
from pathlib import Path

import pytest

from newsportal.demo import covers

TABLE = Path(covers.__file__).parent.with_suffix(".toml")
SPECS = tomllib.loads(TABLE.read_text(encoding="utf-8"))
ONE_OF_EACH = {spec["style"]: slug for slug, spec in SPECS.items()}


def test_every_style_is_used():
    assert set(ONE_OF_EACH) == set(covers.STYLES)


@pytest.mark.parametrize("slug", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_same_spec_same_bytes(slug):
    assert covers.draw(slug, SPECS[slug]).tobytes() == covers.draw(slug, SPECS[slug]).tobytes()


@pytest.mark.parametrize("slug", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_another_seed_another_picture(slug):
    spec = SPECS[slug]
    other = {**spec, "seed": spec["seed"] + 1}

    assert covers.draw(slug, spec).tobytes() != covers.draw(slug, other).tobytes()


@pytest.mark.parametrize("slug", SPECS)
def test_every_cover_draws(slug):
    spec = SPECS[slug]

    picture = covers.draw(slug, spec)

    assert picture.mode == "RGB"
    assert picture.size == ((1200, 1500) if spec.get("format") == "portrait" else (1600, 1067))
    assert len(picture.resize((96, 64)).getcolors(96 * 64)) > 20  # something is on the paper
    assert spec["alt"].strip() == spec["alt"] != ""
    assert all(0 <= part <= 1 for part in spec["focal"])


@pytest.mark.parametrize("slug", [slug for slug in SPECS if slug.startswith("uk-")])
def test_covers_of_the_ukrainian_edition_are_described_in_ukrainian(slug):
    assert SPECS[slug]["alt_uk"]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"style": "fresco"}, "unknown style 'fresco'"),
        ({"style": "woodcut", "format": "round", "shapes": []}, "unknown format 'round'"),
        ({"style": "woodcut", "shapes": ["ink squiggle 1 2"]}, "ink squiggle 1 2"),
        ({"style": "woodcut", "shapes": ["mauve disc 1 2 3"]}, "unknown ink 'mauve'"),
    ],
)
def test_mistakes_are_named(spec, message):
    with pytest.raises(ValueError, match=message):
        covers.draw("a-slug", spec)


def test_portrait_is_square_and_the_same_every_time():
    portrait = covers.monogram.draw("МГ", "marta-hnatiuk")

    assert portrait.size == (640, 640)
    assert portrait.tobytes() == covers.monogram.draw("мг", "marta-hnatiuk").tobytes()
    assert portrait.tobytes() != covers.monogram.draw("DV", "marta-hnatiuk").tobytes()
