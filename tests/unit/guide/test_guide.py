"""The guides: what they show exists, in both languages, and what they name can be found."""

import re
from pathlib import Path

import pytest

from tests.pictures.screens import SCREENS

REPOSITORY = Path(__file__).resolve().parents[3]
GUIDE = REPOSITORY / "docs" / "guide"
LANGUAGES = ("en", "zh_CN")
PAGES = sorted(path.name for path in (GUIDE / "en").glob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
LARGEST = 250_000  # bytes: a clone shall stay small


def pages():
    yield from REPOSITORY.glob("*.md")
    yield from (REPOSITORY / "docs").rglob("*.md")


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_lead_to_files(page):
    targets = [t for t in LINK.findall(page.read_text()) if "://" not in t]
    lost = [target for target in targets if not (page.parent / target).exists()]
    assert not lost, (
        f"{page.name} links to what is not there: {lost}; setup/pictures takes pictures"
    )


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same(page):
    """A picture, list or section that one language lacks was forgotten in a change."""

    def shape(lang):
        text = (GUIDE / lang / page).read_text()
        pictures = re.findall(rf"images/{lang}/([\w-]+)\.png", text)
        return pictures, len(re.findall(r"(?m)^#+ ", text))

    assert shape("en") == shape("zh_CN")


def test_each_picture_is_taken_and_used():
    """A picture that no command takes gets old; one that no page shows is for nobody."""
    taken = {screen.name for screen in SCREENS}
    for lang in LANGUAGES:
        kept = {path.stem for path in (GUIDE / "images" / lang).glob("*.png")}
        shown = set()
        for page in PAGES:
            shown.update(re.findall(r"images/\w+/([\w-]+)\.png", (GUIDE / lang / page).read_text()))
        assert taken == kept == shown, lang


def test_pictures_are_small():
    heavy = [path.name for path in GUIDE.rglob("*.png") if path.stat().st_size > LARGEST]
    assert not heavy
