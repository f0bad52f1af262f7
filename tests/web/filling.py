"""Fills the form of a page as somebody would who has no care: whatever is asked gets an answer of its kind."""

from __future__ import annotations

from html.parser import HTMLParser

ANSWERS = {
    "text": "照办。",
    "number": "1",
    "email": "somebody@example.org",
    "password": "a passphrase of many words",
    "date": "2026-03-20",
    "datetime-local": "2026-03-20T10:00",
    "time": "10:00",
}
NOT_ASKED = {"hidden", "submit", "button", "file", "search"}


class _Form(HTMLParser):
    """Reads the fields of the form in the main part of a page that is sent by POST to the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, str] = {}
        self.is_there = False
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Answer a field with what stands in it, or with something of its kind."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post" and not given.get("action", "")
            self.is_there = self.is_there or self._inside
        elif not self._inside or (not name and tag != "option"):
            return
        elif tag == "input":
            self._input(name, given)
        elif tag == "textarea":
            self.answers.setdefault(name, ANSWERS["text"])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            is_chosen = "selected" in given or self._select not in self.answers
            self.answers[self._select] = given["value"] if is_chosen else self.answers[self._select]

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "hidden":
            self.answers.setdefault(name, given.get("value", ""))
        elif kind in ("radio", "checkbox"):
            if "checked" in given or name not in self.answers:
                self.answers[name] = given.get("value", "on")
        elif kind not in NOT_ASKED:
            self.answers[name] = given.get("value") or ANSWERS.get(kind, ANSWERS["text"])

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a list."""
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""


def filled(page: str) -> dict[str, str] | None:
    """Return the answers to a page's own form; None where it has none."""
    form = _Form()
    form.feed(page)
    form.close()
    if not form.is_there:
        return None
    return {name: answer for name, answer in form.answers.items() if name != "csrfmiddlewaretoken"}
