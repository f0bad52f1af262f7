"""People before their browsers: they sign in, go where a link leads, write into forms, and look at what they see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect

from demo.world import PASSWORD, SECRET
from tests.authenticator import code_now

PICTURES = Path(__file__).resolve().parents[2] / "var" / "journeys"
DESKTOP, PHONE, TABLET = (1280, 900), (360, 780), (820, 1180)
WAIT = 30_000  # ms; a page that has not said it by then, on however busy a machine, never will
# Latin letters that a Chinese page may show: numbers of purchases, addresses, file endings, units, and our examples.
LATIN = re.compile(
    r"https?://\S+|\S+@\S+|\S*\.(?:example|pdf|png|jpg|xlsx|zip|csv|json|ics|exe)\b|ocds\S*|age1\S+|[0-9a-f]{12,}|[0-9A-Z]{10}|"
    r"(?<![A-Za-z])(?:English|UTC|LPR|MiB|MB|PDF|JPG|JPEG|PNG|DOCX|XLSX|ZIP|OFD|CSV|ICS|JSON|Asia/Shanghai|Wagtail|OCDS|Atom|APP|SHA-256|counted)(?![A-Za-z])"
)
expect.set_options(timeout=WAIT)
NUMBER = re.compile(r"[0-9a-f]{32}|\d+")  # what tells two pages of one kind apart
BUTTON = "form button.govuk-button:not(.govuk-button--secondary)"
SURE = 'button[name="sure"]'
VISIBLE_LATIN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!/[A-Za-z]{3}/.test(text) || box.closest("script, style, [lang=en], pre, code, svg, option")) continue;
    if (box.checkVisibility()) found.push(text);
  }
  return found;
}"""
WIDER_THAN_THE_SCREEN = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return [];
  const sticksOut = one => one.getBoundingClientRect().right > innerWidth + 1;
  const out = [...document.querySelectorAll("main *")].filter(sticksOut);
  return out.slice(-3).map(one => one.outerHTML.slice(0, 160));
}"""


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Go through the log-in page, and nowhere else."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main form button.govuk-button").click()
    code = page.locator("input[name=code]")
    if code.count():  # whoever has a second factor
        code.fill(code_now(SECRET))
        page.locator("main form button.govuk-button:not(.govuk-button--secondary)").click()
    expect(page.locator("form[action*=logout]").first).to_be_attached()


class Person:
    """Somebody before a browser of their own."""

    def __init__(
        self, page: Page, picture: Callable[[str, str], Path | None], sizes: list[tuple[int, int]], name: str = ""
    ) -> None:
        self.page = page
        self.sizes = sizes
        self.name = name
        self._picture = picture
        self.faults: list[str] = []
        page.set_default_timeout(WAIT)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._judge)

    def _judge(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}")

    @property
    def main(self) -> Locator:
        """What stands between the head and the foot of the page."""
        return self.page.locator("#main")

    @property
    def here(self) -> str:
        """The address of the page, as one would keep it."""
        return self.page.evaluate("location.pathname")

    # --- going
    def open(self, address: str, status: int = 200) -> None:
        """Open an address, as from a bookmark."""
        response = self.page.goto(address, wait_until="domcontentloaded")
        assert response is not None
        assert response.status == status, f"{address}: {response.status}, not {status}"

    def follow(self, ends: str) -> None:
        """Follow the first link of the page whose address ends like this: a step, a part, a thing."""
        self._click(self.page.locator(f'a[href$="{ends}"], a[href*="{ends}?"]'))

    def follow_into(self, folder: str) -> None:
        """Follow the first link within the page that leads into a folder: the one thing of a kind."""
        self._click(self.main.locator(f'a[href*="{folder}"]'))

    def _click(self, links: Locator) -> None:
        address = (links.first.get_attribute("href") or "").split("#")[0]
        links.locator("visible=true").first.click()
        self.page.wait_for_url(lambda url: address in url, wait_until="domcontentloaded")

    def go_to(self, words: str) -> None:
        """Follow the link that carries these words."""
        before = self.page.url
        self.main.get_by_role("link", name=words).first.click()
        self.page.wait_for_url(lambda url: url != before, wait_until="domcontentloaded")

    def from_desk(self, title: str, ends: str = "") -> None:
        """Open one's first page, and there what waits under this title."""
        self.open("/zh-hans/desk/")
        rows = self.main.locator(".desk-list > li").filter(has_text=title)
        self.look(f"desk-{self.name}")
        self._click(rows.locator(f'a[href*="{ends}"]' if ends else "a"))

    # --- writing
    def write(self, **answers: Any) -> None:
        """Write into the fields of the form, by their names; a path is a file, True a tick, a list several ticks."""
        for name, answer in answers.items():
            field = self.main.locator(f'[name="{name}"]')
            kind = field.first.evaluate("one => one.type")
            if kind in ("radio", "checkbox"):
                self._tick(name, field, answer)
            elif kind == "file":
                field.first.set_input_files(answer)
            elif kind == "select-one":
                options = field.first.locator(f'option[value="{answer}"]')
                named = options if options.count() else field.first.locator("option").filter(has_text=str(answer))
                field.first.select_option(value=named.first.get_attribute("value"))
            else:
                field.first.fill(str(answer))

    def _tick(self, name: str, field: Locator, answer: Any) -> None:
        if isinstance(answer, bool):
            field.first.set_checked(answer)
            return
        for value in answer if isinstance(answer, list) else [answer]:
            by_value = self.main.locator(f'[name="{name}"][value="{value}"]')
            if by_value.count():
                by_value.check()
            else:
                self.main.locator("label").filter(has_text=value).first.click()

    def press(self, button: str, *, status: tuple[int, ...] = (200,)) -> None:
        """Press a button of the page, and wait for the page that answers."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as answered:
            self.main.locator(button).first.click()
        response = answered.value
        assert response is not None
        assert response.status in status, f"{response.url}: {response.status}\n{self.page.content()[:3000]}"

    def prove(self) -> None:
        """Prove once more who it is, where the act binds and the page asks."""
        who = self.main.locator('[name="who"]')
        if who.count():
            who.fill(PASSWORD)

    def send(self) -> None:
        """Press the button of the form; where the answers are shown once more, look at them and send them."""
        self.prove()
        self.press(BUTTON)
        if self.main.locator(SURE).count():
            self.prove()
            self.look("check-your-answers")
            self.press(SURE)

    def take(self, step: str, **answers: Any) -> None:
        """Take a step of the thing on the page: its button, its form, its answers."""
        self.follow(f"/{step}/")
        self.write(**answers)
        self.look(step)
        self.send()

    # --- looking
    def reads(self, *words: str) -> None:
        """Find these words on the page."""
        for one in words:
            expect(self.main).to_contain_text(one, timeout=WAIT)

    def look(self, name: str) -> None:
        """Take a picture at each size, and find nothing broken, nothing cut off, nothing in another language.

        A page of the same kind that was looked at under the same name is not looked at again.
        """
        picture = self._picture(name, self.here)
        if picture is None:
            return
        self.page.wait_for_load_state()
        for width, height in self.sizes:
            if self.page.viewport_size != {"width": width, "height": height}:
                self.page.set_viewport_size({"width": width, "height": height})
            cut = self.page.evaluate(WIDER_THAN_THE_SCREEN)
            if cut:  # a chart is drawn anew a moment after the turn of the screen
                self.page.wait_for_timeout(600)
                cut = self.page.evaluate(WIDER_THAN_THE_SCREEN)
            self.page.screenshot(path=f"{picture}-{width}.jpg", full_page=True, type="jpeg", quality=80)
            assert not cut, f"{self.page.url} is wider than {width} px: {cut}"
        assert not self.faults, f"{self.page.url}: {self.faults}"
        foreign = [text for text in self.page.evaluate(VISIBLE_LATIN) if re.search(r"[A-Za-z]{3}", LATIN.sub("", text))]
        assert not foreign, f"{self.page.url} speaks English: {foreign}"


class Cast:
    """Everybody of the story, each with a browser window that stays open."""

    def __init__(self, browser: Browser, address: str, pictures: Path, **how: Any) -> None:
        self._browser, self._address, self._folder, self._how = browser, address, pictures, how
        self._people: dict[str, Person] = {}
        self._seen: set[tuple[str, str]] = set()

    def _picture(self, name: str, address: str) -> Path | None:
        """Where the picture of a page is kept; None where one of its kind has been taken."""
        kind = (name, NUMBER.sub("", address))
        if kind in self._seen:
            return None
        self._seen.add(kind)
        return self._folder / f"{len(self._seen):03}-{name}"

    @property
    def anybody(self) -> Person:
        """The one of the public who looks in again and again."""
        if "" not in self._people:
            self._people[""] = self.stranger()
        return self._people[""]

    def stranger(self, *sizes: tuple[int, int], name: str = "") -> Person:
        """Somebody who has not signed in."""
        context = self._browser.new_context(
            base_url=self._address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **self._how
        )
        return Person(context.new_page(), self._picture, list(sizes) or [DESKTOP, PHONE], name)

    def __call__(self, email: str, *sizes: tuple[int, int]) -> Person:
        """The person of an account, signed in through the log-in page."""
        if email not in self._people:
            self._people[email] = self.stranger(*(sizes or (DESKTOP,)), name=email.partition("@")[0])
            sign_in(self._people[email].page, email)
        return self._people[email]


def pay(person: Person) -> None:
    """By card, from the thing's page over the provider's page and back."""
    person.follow("/pay/")
    person.look("pay")
    person.press(BUTTON)
    person.page.locator("#pay").click()
    person.page.wait_for_url("**/zh-hans/**")
