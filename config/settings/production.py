"""Production: everything that may not be guessed comes from the environment."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import MIDDLEWARE, VAR_DIR
from .files import places
from .logs import LOGGING as LOGGING
from .mail import *  # noqa: F403

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = [name.strip() for name in os.environ["ALLOWED_HOSTS"].split(",")]
if not os.environ.get("LINLI_BASE_URL"):  # printed on documents that nobody can change afterwards
    raise ImproperlyConfigured("LINLI_BASE_URL is missing: set it to the public address, as https://linli.example.org.")
SECURE_SSL_REDIRECT = True
if os.environ.get("LINLI_BEHIND_PROXY") == "yes":  # believed only where a proxy of ours always sets or strips it
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# So many of the last addresses in X-Forwarded-For were written by proxies of ours; the first of them is the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LINLI_PROXIES") or 0)
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]  # asked from inside, without TLS: core.health
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
# With this name a browser takes them over TLS only, from this very host only.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
ELDER_COOKIE_NAME = "__Host-elder"
KNOWN_COOKIE_NAME = "__Host-known"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True  # noqa: F405
STRIPE_API_BASE = ""  # the provider itself, never a stand-in
# Behind the headers, so that files carry them too; names of files carry their fingerprint and are kept for ever.
MIDDLEWARE.insert(0, "core.logs.RequestLine")
MIDDLEWARE.insert(MIDDLEWARE.index("core.headers.Headers") + 1, "whitenoise.middleware.WhiteNoiseMiddleware")
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = places(VAR_DIR, static="whitenoise.storage.CompressedManifestStaticFilesStorage")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
