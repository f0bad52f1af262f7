"""Production: what its environment says, and nothing guessed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgresql://linli@127.0.0.1:1/linli",
    "SECRET_KEY": "a-key-of-more-than-fifty-letters-that-signs-nothing-at-all",
    "ALLOWED_HOSTS": "linli.example.org, www.linli.example.org",
    "EMAIL_HOST": "smtp.example.org",
    "LINLI_BASE_URL": "https://linli.example.org",
}


def say(expression: str, **environment: str) -> str:
    """What an expression about the settings comes to in production."""
    program = f"from django.conf import settings; print({expression})"
    return run("-c", program, **environment).stdout.strip()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python program in production."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**plain, **GIVEN, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_left_to_say_for_the_check_of_a_deployment() -> None:
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_names_of_the_site_may_be_written_with_spaces() -> None:
    assert say("settings.ALLOWED_HOSTS") == "['linli.example.org', 'www.linli.example.org']"


@pytest.mark.parametrize(("answer", "header"), [("", "None"), ("yes", "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_the_word_of_a_proxy_is_believed_only_where_there_is_one(answer: str, header: str) -> None:
    assert say("settings.SECURE_PROXY_SSL_HEADER", LINLI_BEHIND_PROXY=answer) == header


def test_the_clock_does_not_move() -> None:
    assert say("settings.CLOCK_MAY_MOVE") == "False"


def test_every_name_of_the_example_is_read_somewhere() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    sources = [
        path.read_text(encoding="utf-8") for folder in ("config", "core") for path in (ROOT / folder).rglob("*.py")
    ]
    assert {name for name in names if not any(f'"{name}"' in source for source in sources)} == set()


def test_a_shell_reads_the_example_to_its_last_line() -> None:
    """As the instructions do: `set -a; . ./.env`."""
    read = 'set -e; set -a; . ./.env.example; set +a; echo "$DEFAULT_FROM_EMAIL|${STRIPE_WEBHOOK_SECRET-unset}"'
    said = subprocess.run(["sh", "-c", read], cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert (said.stderr, said.stdout) == ("", "邻里采购 <noreply@linli.example.org>|\n")


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_every_cookie_belongs_to_this_host_and_to_tls_alone(cookie: str) -> None:
    said = say(f"settings.{cookie}_COOKIE_NAME, settings.{cookie}_COOKIE_SECURE, settings.{cookie}_COOKIE_HTTPONLY")
    name, is_secure, is_hidden = said.split()
    assert (name.startswith("__Host-"), is_secure, is_hidden) == (True, "True", "True")


def test_browsers_are_told_to_stay_with_tls_for_a_year() -> None:
    assert say("settings.SECURE_HSTS_SECONDS >= 31536000 and settings.SECURE_HSTS_INCLUDE_SUBDOMAINS") == "True"
    assert say("settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['upgrade-insecure-requests']") == "True"


@pytest.mark.parametrize(
    ("given", "port", "starttls", "tls"),
    [
        ({}, 587, True, False),
        ({"EMAIL_SECURITY": "starttls", "EMAIL_PORT": "2525"}, 2525, True, False),
        ({"EMAIL_SECURITY": "tls"}, 465, False, True),
        ({"EMAIL_SECURITY": "none"}, 25, False, False),
    ],
)
def test_mail_goes_to_the_named_server_by_the_named_way(
    given: dict[str, str], port: int, starttls: bool, tls: bool
) -> None:
    said = say("settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL", **given)
    assert said == f"smtp.example.org {port} {starttls} {tls}"
    assert say("settings.EMAIL_BACKEND") == "django.core.mail.backends.smtp.EmailBackend"


def test_mails_come_from_the_site_itself_unless_the_office_says_otherwise() -> None:
    assert say("settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL").count("<noreply@linli.example.org>") == 2
    own = say("settings.DEFAULT_FROM_EMAIL", DEFAULT_FROM_EMAIL="Office <office@example.org>")
    assert own == "Office <office@example.org>"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"EMAIL_HOST": ""}, "accounts.W001"),
        ({"EMAIL_SECURITY": "none"}, "accounts.W002"),
        ({"EMAIL_SECURITY": "ssl"}, "accounts.E001"),
    ],
)
def test_a_deployment_without_safe_mail_is_told(given: dict[str, str], named: str) -> None:
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **given)
    assert (answer.returncode, named in answer.stderr) == (1, True)


def test_text_messages_are_never_written_to_the_log_of_production() -> None:
    assert say("settings.SMS_BACKEND") == "accounts.notifications.sms.to_nobody"
    assert say("settings.SMS_BACKEND", LINLI_SMS_BACKEND="office.sms.send") == "office.sms.send"


def test_the_web_server_is_that_of_production_where_nothing_is_said() -> None:
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    given = {name: value for name, value in GIVEN.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = "import config.wsgi; from django.conf import settings; print(settings.SETTINGS_MODULE, settings.DEBUG)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**plain, **given}, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == ["config.settings.production", "False"], said.stderr


@pytest.mark.parametrize("settings", ["config.settings.dev", "config.settings.demo"])
def test_the_web_server_of_production_does_not_open_the_demos_doors(settings: str) -> None:
    said = run("-c", "import config.wsgi", DJANGO_SETTINGS_MODULE=settings)
    assert said.returncode != 0
    assert "DJANGO_SETTINGS_MODULE" in said.stderr.splitlines()[-1]


def test_a_worker_that_is_told_nothing_does_not_start_with_the_settings_of_development() -> None:
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = "from config import celery_app; print(celery_app.conf.broker_url)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=plain, capture_output=True, text=True, check=False
    )
    assert "DJANGO_SETTINGS_MODULE" in said.stderr.splitlines()[-1]


def test_nothing_begins_without_the_public_address() -> None:
    answer = run("-c", "import django; django.setup()", LINLI_BASE_URL="")
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[-1].endswith(
        "LINLI_BASE_URL is missing: set it to the public address, as https://linli.example.org."
    )


@pytest.mark.parametrize(
    ("address", "is_right"),
    [
        ("https://linli.example.org", True),
        ("https://www.linli.example.org/", True),
        ("http://linli.example.org", False),
        ("https://127.0.0.1:8000", False),
        ("linli.example.org", False),
    ],
)
def test_a_deployment_under_an_address_that_is_not_its_own_is_told(address: str, is_right: bool) -> None:
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", LINLI_BASE_URL=address)
    assert (answer.returncode == 0, "core.E003" not in answer.stderr) == (is_right, is_right)
