"""Gunicorn, the web server of production: `gunicorn --config config/gunicorn.py config.wsgi`."""

import os

from config.settings.logs import LOGGING

bind = os.environ.get("LINLI_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4  # a page waits for the database more than for the processor
timeout = 60  # seconds; the longest page hands its long work to a worker
graceful_timeout = 30
keepalive = 5
max_requests = 2000  # renewed now and then, each at another moment
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
logconfig_dict = LOGGING  # one line a request comes from core.logs, without addresses of people
accesslog = None
# Whose word about TLS is believed is decided by LINLI_BEHIND_PROXY, in one place.
secure_scheme_headers: dict[str, str] = {}
