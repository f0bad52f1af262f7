"""A guide for every role in both languages, which names buttons and headings as the pages show them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

from accounts.roles import Role
from cms.guide_texts import READERS
from cms.tree import first_words
from tests.guides.shots import SHOTS

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "guides"
NAMES = sorted(path.stem for path in (GUIDES / "zh").glob("*.md"))
BOTH = [(language, name) for language in ("zh", "en") for name in NAMES]
# Whose guide it is, for every role that the product knows; residents, experts, their leader and the operator besides.
GUIDE_OF = {
    Role.BUYER_OFFICER: "officer",
    Role.APPROVER: "approver",
    Role.CUSTODIAN: "custodian",
    Role.SUPPLIER: "supplier",
    Role.SUPERVISOR: "supervisor",
    Role.FINANCE: "finance",
    Role.REGISTRAR: "registrar",
    Role.AGENT: "agency",
    Role.GRID_WORKER: "grid-worker",
}
OTHERS = {"resident", "expert", "chair", "operator", "public"}
QUOTED = {"zh": re.compile(r"「([^」]+)」"), "en": re.compile(r"“([^”]+)”")}
LINK = re.compile(r"\]\(([^)]+)\)")
MOST_LINES, MOST_BYTES, MOST_PICTURES = 120, 150_000, 25


@pytest.fixture(scope="module")
def chinese() -> dict[str, set[str]]:
    """What each sentence of the catalogue is in Chinese; one with two meanings has two."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")):
        if not entry.obsolete:
            found[entry.msgid].add(entry.msgstr)
    return found


def text(language: str, name: str) -> str:
    return (GUIDES / language / f"{name}.md").read_text(encoding="utf-8")


def quoted(language: str, name: str) -> list[str]:
    return QUOTED[language].findall(text(language, name))


def test_every_role_has_its_guide_in_both_languages() -> None:
    assert set(GUIDE_OF) == set(Role)
    assert set(NAMES) == {*GUIDE_OF.values(), *OTHERS}
    assert sorted(path.stem for path in (GUIDES / "en").glob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_quotes_what_the_pages_say(name: str, chinese: dict[str, set[str]]) -> None:
    unknown = [words for words in quoted("en", name) if words not in chinese]
    assert not unknown, "no page says this any more"
    assert quoted("en", name), "a guide names what to press"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_name_the_same_buttons_in_the_same_order(name: str, chinese: dict[str, set[str]]) -> None:
    pairs = list(zip(quoted("en", name), quoted("zh", name), strict=True))
    assert [(english, said) for english, said in pairs if said not in chinese[english]] == []


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_links_and_pictures_of_a_guide_exist(language: str, name: str) -> None:
    targets = [target for target in LINK.findall(text(language, name)) if not target.startswith("http")]
    assert [target for target in targets if not (GUIDES / language / target).resolve().is_file()] == []


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_a_guide_is_short_and_says_how_to_sign_in_and_what_to_do_in_trouble(language: str, name: str) -> None:
    lines = text(language, name).splitlines()
    assert len(lines) <= MOST_LINES
    heads = [line[3:] for line in lines if line.startswith("## ")]
    trouble = {"zh": "遇到问题怎么办", "en": "When something goes wrong"}[language]
    assert heads[-1] == trouble
    sign_in = {"zh": "怎么登录", "en": "Signing in"}[language]
    assert (sign_in in heads) == (name != "public")


def test_the_index_leads_to_every_guide() -> None:
    targets = set(LINK.findall((GUIDES / "README.md").read_text(encoding="utf-8")))
    assert targets >= {f"{language}/{name}.md" for language, name in BOTH}


def test_the_pictures_are_those_of_the_command_and_few_and_small() -> None:
    kept = {path.relative_to(GUIDES / "images").as_posix() for path in (GUIDES / "images").rglob("*.*")}
    assert kept == {f"{language}/{shot.name}.webp" for language in ("zh", "en") for shot in SHOTS if shot.is_in_guide}
    assert len(kept) <= MOST_PICTURES
    assert [name for name in kept if (GUIDES / "images" / name).stat().st_size > MOST_BYTES] == []


def test_every_picture_is_shown_in_its_language() -> None:
    for language in ("zh", "en"):
        shown = {target for name in NAMES for target in LINK.findall(text(language, name)) if target.endswith(".webp")}
        assert shown == {f"../images/{language}/{shot.name}.webp" for shot in SHOTS if shot.is_in_guide}


def test_the_site_shows_every_guide_of_the_folder() -> None:
    assert sorted(READERS) == NAMES


def test_a_place_is_called_the_same_on_its_page_and_in_the_navigation(chinese: dict[str, set[str]]) -> None:
    places = {key: words for key, words in first_words().items() if isinstance(words, dict) and key != "home"}
    assert places
    assert [words["zh"] for words in places.values() if words["zh"] not in chinese[words["en"]]] == []
