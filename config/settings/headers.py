"""What browsers are told to refuse; core.headers writes it into every answer."""

from typing import Any

NONE, SELF = "'none'", "'self'"

# Nothing but the site's own files; no code and no style inside a page.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form may end at the payment service (to pay, or to open an account to be paid on), which the browser counts
        # as the form's target.
        "form-action": [SELF, "https://checkout.stripe.com", "https://connect.stripe.com"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# A file that is opened all the same runs nothing and knows nothing of the site.
FILE_SECURITY_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": [],
}
# Wagtail's admin writes styles and a few scripts into its pages and shows previews in frames; it calls nobody else.
ADMIN_SECURITY_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}
PERMISSIONS_POLICY = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The browser's scripts never need these; a form carries its own token.
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
ELDER_COOKIE_NAME = "elder"
KNOWN_COOKIE_NAME = "known"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A message stays at the server: one cookie fewer that could be read or forged.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
