"""The guides of docs/guides as the site shows them: one text for the folder and for the web."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "guides"
# Whom a guide is for, in the order of the list.
READERS = {
    "resident": "residents",
    "public": "residents",
    "supplier": "suppliers",
    "officer": "offices",
    "approver": "offices",
    "finance": "offices",
    "agency": "offices",
    "grid-worker": "offices",
    "expert": "experts",
    "chair": "experts",
    "custodian": "supervisors",
    "supervisor": "supervisors",
    "registrar": "supervisors",
    "operator": "keepers",
}
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class GuideText:
    """A guide: its title, its first sentences as plain text, the rest as HTML, and its parts (anchor, title)."""

    title: str
    lead: str
    html: SafeString
    parts: tuple[tuple[str, str], ...]


def guide_text(name: str, language: str) -> GuideText | None:
    """Return a guide in "zh" or "en"; None where the folder has none of this name."""
    if name not in READERS:
        return None
    path = FOLDER / language / f"{name}.md"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=2 * len(READERS))
def _read(path: Path, _written_at: int) -> GuideText:
    tokens = MARKDOWN.parse(path.read_text(encoding="utf-8"))
    title, lead = tokens[1].content, _plain(tokens[4])
    rest = tokens[6:]  # after the title and the first paragraph, three tokens each
    parts = []
    for place, token in enumerate(rest):
        if token.type == "heading_open":
            words = _plain(rest[place + 1])
            anchor = slugify(words, allow_unicode=True)
            token.attrSet("id", anchor)
            if token.tag == "h2":
                parts.append((anchor, words))
        for piece in token.children or ():
            _lead_on(piece)
    html = RendererHTML().render(rest, MARKDOWN.options, {})
    return GuideText(title, lead, mark_safe(html), tuple(parts))  # noqa: S308 (our own text; HTML in it is escaped)


def _plain(token: Token) -> str:
    return "".join(piece.content for piece in token.children or ())


def _lead_on(piece: Token) -> None:
    """Turn the folder's addresses into the site's: another guide, a picture."""
    if piece.type == "image":
        piece.attrSet("src", static(f"guides/{_after(piece.attrGet('src'), 'images/')}"))
        piece.attrSet("loading", "lazy")
    elif piece.type == "link_open":
        target = str(piece.attrGet("href"))
        if target.endswith(".md") and "/" not in target:
            piece.attrSet("href", f"../{target.removesuffix('.md')}/")


def _after(address: Any, mark: str) -> str:
    return str(address).rpartition(mark)[2]
