"""What eyes and hands need of a page, measured on the page as it stands: axe, the width, the targets, the words."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

AXE = settings.BASE_DIR / "core" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
# How tall what a finger has to hit is at least, and how large a word of the large edition: px.
TARGET, LARGE_TARGET, LARGE_WORD = 44, 60, 18

# What a finger has to hit, where it does not stand inside a sentence; what is not drawn is hit by its label.
TARGETS = """(least) => [...document.querySelectorAll(
    'header a, header button, nav a, footer a, main button, main summary, main .govuk-button, main select, ' +
    'main .card__title > a, main .public-rows__title > a, main .faces label, main textarea, ' +
    'main input:not([type=radio], [type=checkbox], [type=hidden])')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1
    && one.getBoundingClientRect().height < least - 0.5)
  .map((one) => `small target: ${one.tagName} ${one.textContent.trim().slice(0, 30)} ` +
    `${one.name || one.className} ${one.getBoundingClientRect().height}`)"""
SMALL_WORDS = """(least) => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((one) => !one.closest('[aria-hidden=true], svg, .govuk-visually-hidden, .only-print') && one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
    && parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => `small words: ${one.tagName}.${one.className} ${getComputedStyle(one).fontSize}`)"""
OUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const sticksOut = (one) => one.getBoundingClientRect().right > innerWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter(sticksOut);
  return [`${wide} px wider than the screen: ${out.slice(-1).map(one => one.outerHTML.slice(0, 160))}`];
}"""
# Of the head, what a finger would hit instead of what it meant.
COVERED = """() => {
  const ones = [...document.querySelectorAll('header a, header button, header summary')];
  const boxes = ones.filter((one) => one.checkVisibility()).map((one) => [one, one.getBoundingClientRect()]);
  const beside = (a, b) => a.right <= b.left + 2 || b.right <= a.left + 2;
  const above = (a, b) => a.bottom <= b.top + 2 || b.bottom <= a.top + 2;
  return boxes.flatMap(([one, box], n) => boxes.slice(n + 1)
    .filter(([, other]) => !beside(box, other) && !above(box, other))
    .map(([other]) => `one over the other: ${one.textContent.trim()} | ${other.textContent.trim()}`));
}"""
# Side by side in the large edition: parts of the page of which each has a line of text or a field of its own.
BESIDE = """() => {
  const lays = '.columns, .halves, .cards, .hero, .facts > div, .rows__row, .figures__row, .public-rows > li, .doors';
  const found = [];
  for (const one of document.querySelectorAll(lays)) {
    const parts = [...one.children].filter((part) => part.checkVisibility() && part.getBoundingClientRect().width > 1);
    const boxes = parts.map((part) => part.getBoundingClientRect());
    if (boxes.some((box, n) => n && box.top < boxes[n - 1].bottom - 1 && box.left >= boxes[n - 1].right - 1))
      found.push(`side by side: ${one.className || one.parentElement.className}`);
  }
  return found;
}"""


def axe() -> Axe:
    """The axe of the front end's packages, which is newer than the one that comes with its runner."""
    assert AXE.exists(), "run `make setup`"
    found: Axe = Axe.from_file(AXE)
    return found


def faults(page: Page, runner: Axe, *, large: bool) -> list[str]:
    """Return what is wrong with a page as it stands at its present size, in words."""
    said = runner.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = [
        f"{one['id']}: {' | '.join(node['html'][:120] for node in one['nodes'])}"
        for one in said
        if one["impact"] in GRAVE
    ]
    found += page.evaluate(TARGETS, LARGE_TARGET if large else TARGET) + page.evaluate(COVERED)
    if large:
        found += page.evaluate(SMALL_WORDS, LARGE_WORD) + page.evaluate(BESIDE)
    wide = page.evaluate(OUT)
    if wide:  # a chart is drawn anew a moment after the turn of the screen
        page.wait_for_timeout(600)
        wide = page.evaluate(OUT)
    return [*found, *wide]
