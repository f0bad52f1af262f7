"""What every answer has to tell the browser, whoever asked for whatever."""

from __future__ import annotations

from typing import Any

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
UNSAFE = ("unsafe-inline", "unsafe-eval", "*", "http:", "https: ")


def faults(url: str, is_signed_in: bool, answer: Any) -> list[str]:
    """Return what is wrong with the headers of an answer, in words."""
    found = [
        f"{name}: {answer.headers.get(name)}" for name, value in ALWAYS.items() if answer.headers.get(name) != value
    ]
    found += _of_policy(answer)
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    referrer = answer.headers.get("Referrer-Policy")
    is_secret = any(place in url for place in ("/r/", "/archive/", "/stop/", "/invitations/not-a-token"))
    if referrer != ("no-referrer" if is_secret else "same-origin"):
        found.append(f"Referrer-Policy: {referrer}")
    if (is_signed_in or is_secret) and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append(f"a private page may be cached: {answer.headers.get('Cache-Control')}")
    return found


def _of_policy(answer: Any) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    parts = {part.split()[0]: part.split()[1:] for part in policy.split("; ") if part}
    is_page = answer.headers.get("Content-Type", "text/html").startswith("text/html")
    wanted = {"default-src": ["'none'"], "base-uri": ["'none'"], "frame-ancestors": ["'none'"]}
    found = [f"{name} {parts.get(name)}" for name, value in wanted.items() if parts.get(name) != value]
    found += [f"policy: {word}" for word in UNSAFE if word in policy]
    if is_page and parts.get("script-src") != ["'self'"]:
        found.append("scripts from elsewhere")
    if not is_page and "sandbox" not in parts:
        found.append("a file outside the sandbox")
    return found
