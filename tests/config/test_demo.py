"""The demo as people meet it: the site's own pages of errors, its own files, its bar on this machine alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.test_production import run

DEMO = {"DJANGO_SETTINGS_MODULE": "config.settings.demo"}
ASK = """
import django
django.setup()
from django.test import Client
answer = Client().get({address!r}, headers={{"host": "localhost"}})
print(answer.status_code, answer.headers.get("Content-Type"), "sandbox" in answer.headers["Content-Security-Policy"])
"""


def test_nothing_of_an_error_is_shown_and_the_bar_is_there() -> None:
    program = "from django.conf import settings; print(settings.DEBUG, settings.DEMO_BAR, settings.CLOCK_MAY_MOVE)"
    assert run("-c", program, **DEMO).stdout.split() == ["False", "True", "True"]


def test_the_code_on_its_pages_is_taken_by_its_own_forms() -> None:
    """allauth's own code for development breaks every page that asks for one where errors are not shown in full."""
    program = (
        "import django; django.setup(); from django.conf import settings\n"
        "from allauth.mfa.totp.internal.auth import validate_totp_code\n"
        "demos = sorted(key for key, form in settings.MFA_FORMS.items() if form.startswith('demo.'))\n"
        "print(demos, settings.DEMO_CODE, validate_totp_code('JBSWY3DPEHPK3PXP', 'none'))"
    )
    said = run("-c", program, **DEMO).stdout.strip().splitlines()[-1]
    assert said == "['activate_totp', 'authenticate', 'reauthenticate'] 202603 False"


TALK = """
import django, logging, sys
django.setup()
from django.conf import settings
from django.core.mail import send_mail
from pathlib import Path
settings.VAR_DIR = Path(sys.argv[1])
settings.EMAIL_FILE_PATH = settings.VAR_DIR / "mails"
from core import time
from accounts.notifications import sms
sms.core_now = lambda: time.datetime.now(time.SHANGHAI)  # no database is asked
send_mail("A", "http://127.0.0.1:8000/r/abcDEF/", None, ["li@example.org"])
sms.send_sms("13800000002", "http://127.0.0.1:8000/r/abcDEF/")
logging.getLogger("django.server").info('"GET /r/abcDEF/ HTTP/1.1" 200 5')
logging.getLogger("django.server").warning('"GET /r/abcDEF/ HTTP/1.1" 404 5')
logging.getLogger("django.request").warning("Not Found: /r/abcDEF/")
logging.getLogger("linli").warning("li@example.org and 13800000002 were sent /r/abcDEF/")
"""


def test_its_logs_hold_no_addresses_and_no_links(tmp_path: Path) -> None:
    answer = run("-c", TALK, str(tmp_path), **DEMO)
    assert answer.returncode == 0, answer.stderr
    said = answer.stdout + answer.stderr
    assert "[e-mail] and [phone] were sent /r/[token]/" in said
    assert [word for word in ("li@example", "13800000002", "abcDEF") if word in said] == []
    sent = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "mails").iterdir())]
    assert len(sent) == 2
    assert all("/r/abcDEF/" in message for message in sent)


def test_every_check_is_content_with_it() -> None:
    answer = run("manage.py", "check", "--fail-level", "WARNING", **DEMO)
    assert (answer.returncode, answer.stdout + answer.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


@pytest.mark.parametrize("address", ["/static/core/mark.svg", "/static/wagtailadmin/css/core.css"])
def test_the_files_of_the_site_come_with_its_headers(address: str) -> None:
    status, kind, *_charset, is_fenced = run("-c", ASK.format(address=address), **DEMO).stdout.split()
    assert (status, is_fenced) == ("200", "True")
    assert kind.startswith(("image/svg+xml", "text/css"))


def test_the_gallery_of_components_stays_in_development() -> None:
    program = (
        "import django; django.setup(); from django.urls import reverse, NoReverseMatch\n"
        "try: print(reverse('design'))\nexcept NoReverseMatch: print('nowhere')"
    )
    assert run("-c", program, **DEMO).stdout.strip() == "nowhere"
    development = run("-c", program, DJANGO_SETTINGS_MODULE="config.settings.dev")
    assert development.stdout.strip().endswith("/design/")
