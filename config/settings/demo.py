"""The demo as people meet it: errors are the site's own pages, and its files come from this very process."""

from .dev import *  # noqa: F403
from .dev import MIDDLEWARE, VAR_DIR
from .logs import LOGGING as LOGGING

DEBUG = False
MIDDLEWARE.insert(0, "core.logs.RequestLine")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Behind the headers, so that files carry them too.
MIDDLEWARE.insert(MIDDLEWARE.index("core.headers.Headers") + 1, "whitenoise.middleware.WhiteNoiseMiddleware")
WHITENOISE_USE_FINDERS = True  # as they lie in the source and in var/front-end, not collected first
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site shows them
# Mails and text messages of the demo, one file each, to be looked at; its logs hold neither addresses nor links.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
SMS_BACKEND = "accounts.notifications.sms.to_folder"
