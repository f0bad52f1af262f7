"""Tables that a phone shows as cards: every cell learns the name of its column, and keeps its role."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import escape, strip_tags

TAG = re.compile(r"<(?P<end>/?)(?P<name>table|thead|tbody|tfoot|tr|th|td)\b(?P<rest>[^>]*)>", re.IGNORECASE)
WIDTH = re.compile(r'colspan="(\d+)"')
FEW = 2  # columns that stand side by side on any phone
# Laid out as blocks, the parts of a table lose their meaning to whoever has it read aloud, unless it is said again.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def columns_of(table: str) -> list[str]:
    """Return the names of the columns: the words of the head's last row, each as often as it is wide."""
    head = re.search(r"<thead\b.*?</thead>", table, re.IGNORECASE | re.DOTALL)
    rows = re.findall(r"<tr\b.*?</tr>", head[0], re.IGNORECASE | re.DOTALL) if head else []
    names: list[str] = []
    for rest, words in re.findall(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", rows[-1] if rows else "", re.DOTALL):
        names += [" ".join(unescape(strip_tags(words)).split())] * _width(rest)
    return names


def as_cards(table: str) -> str:
    """Return the table with its columns' names in the cells; as it is where it fits on a phone anyway."""
    names = columns_of(table)
    if len(names) <= FEW:
        return table
    pieces: list[str] = []
    done, place, part = 0, 0, ""
    for tag in TAG.finditer(table):
        name, rest = tag["name"].lower(), tag["rest"]
        if tag["end"]:
            if name in ("th", "td") and part != "thead":
                pieces += [table[done : tag.start()], "</div>", tag[0]]
                done = tag.end()
            continue
        part = name if name in ("thead", "tbody", "tfoot") else part
        place = 0 if name == "tr" else place
        role = ROLES.get(name) or ("rowheader" if 'scope="row' in rest else "columnheader")
        more = f' role="{role}"'
        if name == "table":
            rest = _with_class(rest, "cards-table")
        inner = ""
        if name in ("th", "td") and part != "thead":
            width = _width(rest)
            label = names[place] if width == 1 and place < len(names) else ""
            more += f' data-label="{escape(label)}"' if label else ""
            place += width
            inner = '<div class="cell">'
        pieces += [table[done : tag.start()], f"<{name}{rest}{more}>{inner}"]
        done = tag.end()
    return "".join([*pieces, table[done:]])


def _width(rest: str) -> int:
    found = WIDTH.search(rest)
    return int(found[1]) if found else 1


def _with_class(rest: str, more: str) -> str:
    if 'class="' in rest:
        return rest.replace('class="', f'class="{more} ', 1)
    return f'{rest} class="{more}"'
