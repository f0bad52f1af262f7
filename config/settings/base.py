"""Settings that hold everywhere; the other files say only what differs."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab

from core.database.binaries import EmbeddedDatabaseError
from core.database.embedded import database_url

from .accounts import *  # noqa: F403
from .files import places
from .headers import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "demo",
    "cms",
    "projects",
    "procurement",
    "payments",
    "accounts",
    "core",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_celery_beat",
    "django_filters",
    "import_export",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.forms",  # the built-in widgets beside our own form templates
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # words of time on the pages of allauth
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.headers.Headers",
    "core.health.Watchers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.language.RememberLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.errors.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.people.activity.LastUse",
    "accounts.people.known.KnownBrowser",
    "accounts.people.gate.SecondFactorGate",
    "core.audit.middleware.SequenceAfterWrite",
    "core.errors.MethodNotAllowedPage",
]

ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "demo.bar.demo_bar",
                "core.elder.elder_edition",
                "accounts.notifications.bell.bell",
            ],
        },
    },
]

try:
    DATABASES = {"default": dj_database_url.parse(database_url(VAR_DIR), conn_max_age=60, conn_health_checks=True)}
except (EmbeddedDatabaseError, ValueError) as error:  # a person reads it: the sentence, not the way to it
    raise SystemExit(f"linli: {error}") from error
# Rows about promises (audit, ledger, bid events) may be added and read by this role, never changed.
APPLICATION_ROLE = os.environ.get("LINLI_APPLICATION_ROLE", "linli_app")

# What web processes have to know of each other: who has tried too often, which code has been used.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "core.caches.SharedCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # nobody makes us forget by asking much
    }
}
if os.environ.get("LINLI_CACHE_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    CACHES["default"]["LOCATION"] = os.environ["LINLI_CACHE_URL"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Who keeps the site is nobody else's business.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Wagtail gives documents out itself, so that the privacy of their collection is asked for.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Files of the site are looked into like all others.
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odt", "ofd", "pdf", "pptx", "txt", "xlsx", "zip"]
# Addresses and passwords are changed at the one door of accounts, never beside it.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS: list[object] = [
    VAR_DIR / "front-end",  # built by `make setup` from core/assets
    ("guides", BASE_DIR / "docs" / "guides" / "images"),  # shown by the pages of the guides
]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = places(VAR_DIR)

WAGTAIL_SITE_NAME = "邻里采购"
WAGTAILADMIN_BASE_URL = (os.environ.get("LINLI_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")

# What went wrong is written where the process writes, whether or not errors are shown to whoever asked.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO"}},
}

# The machines in the order in which a purchase meets them.
THREAD = [
    "procurement.Need",
    "procurement.Admission",
    "procurement.PlanItem",
    "procurement.Tender",
    "procurement.Lot",
    "procurement.Bid",
    "payments.Deposit",
    "procurement.Evaluation",
    "procurement.Award",
    "projects.Contract",
    "projects.Milestone",
    "projects.Payout",
    "projects.OverdueInterest",
    "projects.Repayment",
    "projects.BankLine",
    "projects.RatingRound",
    "payments.Share",
    "payments.OfficeAccount",
    "payments.BankReceipt",
    "payments.BankRefund",
    "payments.TopUp",
    "accounts.Organisation",
]

# The demo moves the clock; a production check refuses any offset (core.time).
CLOCK_MAY_MOVE = False
# The bar that moves the clock and changes the account with one click; a check refuses it
# wherever others could reach it.
DEMO_BAR = False

# Prefix of every purchase's identifier, registered with the Open Contracting Partnership by who runs the system.
OCID_PREFIX = "ocds-linli1"

# The card provider. Without a key there is no card rail: nothing is paid by card, and every page says so.
STRIPE_API_KEY = os.environ.get("STRIPE_API_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
# Where the provider answers; empty means at its own address. Development and tests name a stand-in on the loopback.
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "")
STRIPE_TIMEOUT = (3.0, 10.0)  # seconds to connect, and to answer

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "pgmq://"  # pgmq lives in the project's own database
# Whether an outbox message rings a worker at its commit; without, the relay comes by on its schedule.
RING_WORKERS = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_RESULT_EXPIRES = None
# A bell that was not heard to its end rings again; every task stands being rung twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "relay-outbox": {"task": "core.relay_outbox", "schedule": 10.0},
    "make-documents": {"task": "core.make_documents", "schedule": 60.0},
    "deliver-messages": {"task": "accounts.deliver_messages", "schedule": 60.0},
    "remind-clocks": {"task": "core.remind_clocks", "schedule": crontab(hour="7", minute="0")},
    # After the reminders: what the morning says goes with the morning's mail.
    "send-digests": {"task": "accounts.send_digests", "schedule": crontab(hour="7", minute="30")},
    "sweep-clocks": {"task": "core.sweep_clocks", "schedule": 60.0},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour="3", minute="40")},
    "check-ledger": {"task": "payments.check_ledger", "schedule": crontab(hour="3", minute="20")},
    "settle-cards": {"task": "payments.settle_cards", "schedule": 30.0},
    "reconcile-cards": {"task": "payments.reconcile_cards", "schedule": crontab(minute="15")},
}
