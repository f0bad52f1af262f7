"""What production and a demo write into their logs: one JSON object a line, about the work and never about people."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"numbered": {"()": "core.logs.Numbered"}},
    "formatters": {
        "json": {
            "()": "core.logs.Lines",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["numbered"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Says a whole address for every refused request; core.logs says the name of the page instead.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "django.server": {"handlers": ["nowhere"], "propagate": False},  # likewise, of every request to a demo
        "gunicorn.error": {"handlers": [], "propagate": True, "level": "INFO"},
        "gunicorn.access": {"handlers": [], "propagate": False},
        "botocore": {"level": "WARNING"},
    },
}
