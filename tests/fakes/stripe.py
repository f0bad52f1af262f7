"""A stand-in for the card provider on the loopback: `python -m tests.fakes.stripe --port 12111`.

It speaks the part of the provider's HTTP that the product uses, keeps its objects, shows Checkout pages that a browser
can walk, and signs its webhooks. `Mood` makes it as bad as a network can be.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.fakes.stripe_books import Books, Declined, invalid, shown

SECRET = "whsec_fake_for_development_only"
TRIES = 5  # of a webhook that nobody hears
Listener = Callable[[bytes, str], None]


@dataclass
class Mood:
    """How badly the provider behaves; `posts` and `webhooks` are used up one by one, then all is well."""

    # Of the next requests that change something: "fail" (500 before), "lost" (500 after it was done), "drop" (the
    # connection ends after it was done), "slow" (answers after `delay` seconds), "" (well).
    posts: list[str] = field(default_factory=list)
    # Of the next events: "twice", "lost", "wrong" (signed by somebody else), "old" (signed long ago), "late" (kept
    # back until `flush`), "" (well).
    webhooks: list[str] = field(default_factory=list)
    delay: float = 0.0


def signed(body: bytes, *, secret: str = SECRET, at: int | None = None) -> str:
    """Return the signature header of a webhook."""
    when = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{when}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={when},v1={digest}"


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Read `a[b][0][c]=d` into dictionaries."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        first, *rest = name.replace("]", "").split("[")
        place, last = found, first
        for part in rest:
            place, last = place.setdefault(last, {}), part
        place[last] = value
    return found


class FakeStripe:
    """The provider: its books, its mood, who hears its webhooks, and every request that came."""

    def __init__(self, port: int = 0, *, file: Path | None = None, listener: Listener | None = None) -> None:
        self.mood = Mood()
        self.listener = listener
        self.kept_back: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, dict[str, Any], str]] = []
        handler = type("Handler", (Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.books = Books(self.base, file)
        self.books.tell = self.tell
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> FakeStripe:
        """Begin to answer."""
        self.thread.start()
        return self

    def stop(self) -> None:
        """Answer no more."""
        self.server.shutdown()
        self.server.server_close()

    def tell(self, event: dict[str, Any]) -> None:
        """Send an event as the mood says."""
        how = self.mood.webhooks.pop(0) if self.mood.webhooks else ""
        if how == "late":
            self.kept_back.append(event)
        elif how != "lost":
            for _ in range(2 if how == "twice" else 1):
                self.send(event, how)

    def flush(self, *, seed: int | None = None) -> None:
        """Send what was kept back, in another order where a seed is given."""
        waiting, self.kept_back = self.kept_back, []
        if seed is not None:
            random.Random(seed).shuffle(waiting)
        for event in waiting:
            self.send(event)

    def send(self, event: dict[str, Any], how: str = "") -> None:
        """Send one event to whoever listens."""
        body = json.dumps(shown({**event, "data": {"object": shown(event["data"]["object"])}})).encode()
        secret = "whsec_of_somebody_else" if how == "wrong" else SECRET
        header = signed(body, secret=secret, at=int(time.time()) - 3600 if how == "old" else None)
        if self.listener:
            self.listener(body, header)

    def answer(self, method: str, path: str, given: dict[str, Any], key: str) -> tuple[int, Any, bool]:
        """Return status, body and whether an idempotent request was only repeated."""
        self.requests.append((method, path, given, key))
        parts = path.removeprefix("/v1/").strip("/").split("/")
        if method == "GET":
            return 200, self._read(parts, given), False
        return self.books.once(key, path, given, lambda: shown(self._write(parts, given)))

    def _read(self, parts: list[str], given: dict[str, Any]) -> Any:
        tables = {"payment_intents", "refunds", "accounts", "transfers", "events"}
        if parts == ["balance"]:
            ready = [{"amount": self.books.available(), "currency": "cny", "source_types": {}}]
            return {"object": "balance", "available": ready, "pending": [], "livemode": False}
        name, rest = (parts[1], parts[2:]) if parts[0] == "checkout" else (parts[0], parts[1:])
        if name not in tables | {"sessions"}:
            raise invalid(f"Unrecognized request URL (GET: /v1/{'/'.join(parts)}).", status=404)
        if rest:
            return shown(self.books.find(name, rest[0]))
        return self._list(name, given)

    def _list(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        with self.books.lock:
            rows = list(self.books.tables[name].values())[::-1]
        since = int((given.get("created") or {}).get("gte", 0))
        wanted = {field: given[field] for field in ("payment_intent", "transfer_group", "type") if field in given}
        rows = [one for one in rows if one["created"] >= since and all(one.get(k) == v for k, v in wanted.items())]
        if given.get("starting_after"):
            ids = [one["id"] for one in rows]
            rows = rows[ids.index(given["starting_after"]) + 1 :]
        most = int(given.get("limit", 10))
        page = [shown(one) for one in rows[:most]]
        return {"object": "list", "url": f"/v1/{name}", "has_more": len(rows) > most, "data": page}

    def _write(self, parts: list[str], given: dict[str, Any]) -> Any:
        books = self.books
        makers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "checkout/sessions": books.create_session,
            "refunds": books.create_refund,
            "accounts": books.create_account,
            "account_links": books.create_account_link,
            "transfers": books.create_transfer,
        }
        if "/".join(parts) in makers:
            return makers["/".join(parts)](given)
        if parts[:2] == ["checkout", "sessions"] and parts[-1] == "expire":
            return books.expire_session(parts[2])
        raise invalid(f"Unrecognized request URL (POST: /v1/{'/'.join(parts)}).", status=404)


class Handler(BaseHTTPRequestHandler):
    """One request: the programming interface under /v1/, pages for people under /pay/ and /account/."""

    fake: FakeStripe
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Read an object, or show a page."""
        url = urlsplit(self.path)
        if url.path.startswith("/v1/"):
            self._api("GET", url.path, nested(parse_qsl(url.query)))
        elif url.path.startswith("/pay/"):
            self._page(url.path.rsplit("/", 1)[-1])
        elif url.path.startswith("/account/"):
            self.fake.books.complete_account(url.path.rsplit("/", 1)[-1])
            self._send(303, b"", {"Location": parse_qs(url.query).get("return_url", ["/"])[0]})
        else:
            self._send(404, b"not here")

    def do_POST(self) -> None:
        """Change something, or pay."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        url = urlsplit(self.path)
        if url.path.startswith("/v1/"):
            self._api("POST", url.path, nested(parse_qsl(body)))
        elif url.path.startswith("/pay/"):
            session = self.fake.books.pay(url.path.rsplit("/", 1)[-1])
            self._send(303, b"", {"Location": session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])})
        else:
            self._send(404, b"not here")

    def _api(self, method: str, path: str, given: dict[str, Any]) -> None:
        fake = self.fake
        if not self.headers.get("Authorization", "").startswith(("Bearer sk_", "Basic ")):
            refused = Declined(401, "invalid_request_error", "You did not provide an API key.")
            return self._json(refused.status, refused.body)
        how = fake.mood.posts.pop(0) if method == "POST" and fake.mood.posts else ""
        if how == "fail":
            return self._json(500, {"error": {"type": "api_error", "message": "Something went wrong."}})
        if how == "slow":
            time.sleep(fake.mood.delay)
        try:
            status, body, repeated = fake.answer(method, path, given, self.headers.get("Idempotency-Key", ""))
        except Declined as declined:
            status, body, repeated = declined.status, declined.body, False
        if how == "drop":
            self.close_connection = True
            self.connection.close()
            return None
        if how == "lost":
            return self._json(500, {"error": {"type": "api_error", "message": "Something went wrong."}})
        return self._json(status, body, {"Idempotent-Replayed": "true"} if repeated else {})

    def _page(self, session_id: str) -> None:
        try:
            session = self.fake.books.find("sessions", session_id)
        except Declined:
            return self._send(404, b"No such page.")
        amount = f"{session['currency'].upper()} {session['amount_total'] / 100:,.2f}"
        button = f'<form method="post"><button id="pay">Pay {amount}</button></form>'
        page = (
            '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
            f"<title>Checkout (practice)</title><h1>{amount}</h1><p>This page stands in for the card provider. "
            "No money moves.</p>"
            f"{button if session['status'] == 'open' else '<p>This page is ' + session['status'] + '.</p>'}"
            f'<p><a id="cancel" href="{escape(session["cancel_url"] or "#")}">Cancel</a></p></html>'
        )
        return self._send(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        kind = {"Content-Type": "application/json", "Request-Id": "req_fake"}
        self._send(status, json.dumps(body).encode(), {**kind, **(headers or {})})

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running(**options: Any) -> Iterator[FakeStripe]:
    """A fake that answers until the end of the block."""
    fake = FakeStripe(**options).start()
    try:
        yield fake
    finally:
        fake.stop()


def post_to(url: str) -> Listener:
    """Return a listener that posts events to an address, again and again while nobody answers there."""

    def deliver(body: bytes, header: str) -> None:
        kind = {"Content-Type": "application/json", "Stripe-Signature": header}
        for attempt in range(TRIES):
            try:
                urllib.request.urlopen(urllib.request.Request(url, body, kind), timeout=10).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5 * 2**attempt)

    return lambda body, header: threading.Thread(target=deliver, args=(body, header), daemon=True).start()


def main() -> None:
    """Answer until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--state", type=Path, help="file that keeps the objects from one run to the next")
    parser.add_argument("--webhook", help="address that hears the events")
    parser.add_argument("--funds", type=int, default=10**12, help="what its owner has there for transfers, in fen")
    given = parser.parse_args()
    fake = FakeStripe(given.port, file=given.state, listener=post_to(given.webhook) if given.webhook else None)
    fake.books.add_funds(given.funds)
    print(f"The card provider's stand-in answers on {fake.base}", flush=True)
    fake.server.serve_forever()


if __name__ == "__main__":
    main()
