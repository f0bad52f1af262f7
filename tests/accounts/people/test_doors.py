"""The way in and the gate behind it: who comes in by what, who needs a second proof, and what a stranger learns."""

from __future__ import annotations

import re
import threading
import time
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.people.phones import plain_number
from accounts.roles import ROLES_OF_KIND, Role
from core.identity import WhoForm
from tests.authenticator import SECRET, Passkey, code_now
from tests.factories.accounts import BuyerFactory, MembershipFactory, member
from tests.pages import Browser

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def person(django_user_model: type[User]) -> User:
    """Somebody with an address, a number and a password."""
    return django_user_model.objects.create_user("li@example.org", PASSWORD, name="李", phone="13800138000")


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    """Send the form of the way in."""
    return client.post("/accounts/login/", {"login": login, "password": password}, headers={"accept-language": "en"})


@pytest.mark.parametrize(
    "login",
    ["li@example.org", "LI@example.org", "13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００"],
)
def test_one_comes_in_by_address_or_number_however_it_is_written(client: Client, person: User, login: str) -> None:
    assert sign_in(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("+86 138 0013 8000", "13800138000"), ("0086-13800138000", "13800138000"), ("86138", "86138"), ("", "")],
)
def test_a_number_is_kept_without_marks(written: str, plain: str) -> None:
    assert plain_number(written) == plain


def test_a_code_by_mail_lets_in_without_password(client: Client, person: User) -> None:
    client.post("/accounts/login/code/", {"email": person.email})
    code = re.search(r"^\s*(\d{6})\s*$", mail.outbox[0].body, re.M)
    assert code is not None, mail.outbox[0].body
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_with_a_second_factor_the_password_alone_does_not_let_in(client: Client, person: User) -> None:
    TOTP.activate(person, SECRET)
    answer = sign_in(client, person.email or "")
    assert answer.headers["Location"] == "/accounts/factors/authenticate/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/factors/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/factors/authenticate/", {"code": code_now()})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("login", ["li@example.org", "nobody@example.org", "13800138000", "13900139000"])
def test_after_five_wrong_passwords_everybody_waits_whether_the_account_is_there_or_not(
    client: Client, person: User, login: str
) -> None:
    said = {(answer := sign_in(client, login, "wrong")).status_code for _try in range(5)}
    assert said == {200}
    answer = sign_in(client, login)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "whom",
    [{"email": "li@example.org"}, {"email": "no@example.org"}, {"phone": "13800138000"}, {"phone": "13900139000"}],
)
def test_after_fifteen_codes_everybody_waits(person: User, whom: dict[str, str]) -> None:
    assert {Client().post("/accounts/login/code/", whom).status_code for _try in range(15)} == {302}
    answer = Client().post("/accounts/login/code/", whom)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")


def test_a_second_proof_is_not_guessed_either(client: Client, person: User) -> None:
    TOTP.activate(person, SECRET)
    sign_in(client, person.email or "")
    tried = [client.post("/accounts/factors/authenticate/", {"code": "00000" + str(n)}) for n in range(6)]
    assert [one.status_code for one in tried] == [200] * 5 + [429]
    assert tried[-1].headers["Retry-After"] == "300"
    assert client.post("/accounts/factors/authenticate/", {"code": code_now()}).status_code == 429


@pytest.mark.parametrize(("known", "unknown"), [("li@example.org", "no@example.org"), ("13800138000", "13900139000")])
def test_a_wrong_password_takes_as_much_work_and_says_the_same_for_nobody(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch, known: str, unknown: str
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, given, salt: hashed.append(given) or encode(self, given, salt)
    )
    found = []
    for login in (known, unknown):
        hashed.clear()
        answer = sign_in(client, login, "wrong-password")
        found.append((answer.status_code, answer.context["form"].non_field_errors(), len(hashed)))
    assert found[0] == found[1]
    assert found[0][2] == 1


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/password/reset/", {}),
        ("/accounts/login/code/", {}),
        ("/accounts/signup/", {"name": "王", "password1": PASSWORD}),
    ],
)
def test_no_page_tells_whether_an_address_has_an_account(person: User, address: str, form: dict[str, str]) -> None:
    found = []
    for email in ("li@example.org", "nobody@example.org"):
        cache.clear()
        client = Client(headers={"accept-language": "en"})
        answer = client.post(address, {**form, "email": email}, follow=True)
        text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(email, "")
        found.append((answer.status_code, answer.redirect_chain, text))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("address", "field", "taken", "free"),
    [
        ("/accounts/email/", "email", "li@example.org", "nobody@example.org"),
        ("/accounts/phone/change/", "phone", "13800138000", "13900139000"),
    ],
)
def test_whoever_changes_an_address_does_not_learn_whether_another_has_it(
    person: User, address: str, field: str, taken: str, free: str
) -> None:
    found = []
    for number, value in enumerate((taken, free)):
        cache.clear()
        other = User.objects.create_user(f"other{number}@example.org", PASSWORD, name="王")
        client = Client(headers={"accept-language": "en"})
        sign_in(client, other.email or "")
        answer = client.post(address, {field: value, "action_add": "", "password": PASSWORD}, follow=True)
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        for told in (value, other.email, f"{value[:3]} {value[3:7]} {value[7:]}"):
            text = text.replace(told or "", "")
        found.append((answer.status_code, answer.redirect_chain, text))
    assert found[0] == found[1]


def slow_provider(number: str, text: str) -> None:
    """A provider of text messages that takes its time: until the test lets it go on."""
    GO_ON.wait(60)
    SENT.append(number)


SENT: list[str] = []
GO_ON = threading.Event()


def test_a_code_by_telephone_is_asked_for_alike_by_everybody_and_takes_nobody_longer(
    person: User, settings: Any
) -> None:
    settings.SMS_BACKEND = f"{__name__}.slow_provider"
    SENT.clear()
    GO_ON.clear()
    found = []
    for number in ("138 0013 8000", "139 0013 9000"):
        cache.clear()
        client = Client(headers={"accept-language": "en"})
        answer = client.post("/accounts/login/code/", {"phone": number})
        page = client.get(answer.headers["Location"]).content.decode()
        text = re.sub(r'value="[A-Za-z0-9]{64}"|1390013 ?9000|1380013 ?8000', "", page)
        found.append((answer.status_code, answer.headers["Location"], text))
    assert found[0] == found[1]
    assert SENT == []  # both were answered before the provider was
    GO_ON.set()
    deadline = time.monotonic() + 10
    while not SENT and time.monotonic() < deadline:
        time.sleep(0.05)
    assert SENT == ["13800138000"]


def test_a_provider_that_fails_is_noted_without_number_or_code(
    person: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_BACKEND = "accounts.notifications.sms.to_nobody"
    assert Client().post("/accounts/login/code/", {"phone": "13800138000"}).status_code == 302
    deadline = time.monotonic() + 10
    while not caplog.messages and time.monotonic() < deadline:
        time.sleep(0.05)
    assert caplog.messages == ["a code could not be sent: NoProvider"]


class NoServer(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected


def test_a_mail_server_that_is_away_is_said_alike_to_everybody_and_breaks_no_page(
    person: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    said = []
    for email in (person.email, "nobody@example.org"):
        client = Client(headers={"accept-language": "en"})
        page = client.post("/accounts/login/code/", {"email": email}, follow=True)
        said.append((page.status_code, "The mail server does not answer" in page.content.decode()))
    assert said == [(200, True)] * 2
    assert caplog.messages == ["a mail of the door could not be sent: SMTPServerDisconnected"] * 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_password_has_to_be_is_said_once_and_shortly(language: str, client: Client) -> None:
    page = client.get("/accounts/signup/", headers={"accept-language": language}).content.decode()
    said = {"en": "a sentence of your own is easy to remember", "zh-hans": "至少十个字符"}[language]
    assert page.count(said) == 1
    assert "你的密码" not in page


def test_whoever_signs_up_proves_the_address_before_anything_else(client: Client, db: None) -> None:
    form = {"name": "王芳", "email": "wang@example.org", "password1": PASSWORD}
    answer = client.post("/accounts/signup/", form)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert User.objects.get(email="wang@example.org").name == "王芳"


@pytest.mark.parametrize("password", ["short", "12345678901234", "password123", "wangfang@example.org"])
def test_a_weak_password_is_refused(client: Client, db: None, password: str) -> None:
    form = {"name": "王芳", "email": "wangfang@example.org", "password1": password}
    assert client.post("/accounts/signup/", form).status_code == 200
    assert not User.objects.filter(email="wangfang@example.org").exists()


def test_whoever_has_no_password_is_told_to_choose_one_before_an_act_that_binds(person: User) -> None:
    person.set_unusable_password()
    person.save()
    request = RequestFactory().post("/")
    request.session, request.user = Client().session, person
    with request_context(request):
        form = WhoForm({"who": "anything"}, request=request)
        assert "You have no password yet" in str(form.errors)


NEEDED = [Role.BUYER_OFFICER, Role.APPROVER, Role.CUSTODIAN, Role.SUPERVISOR, Role.FINANCE]


@pytest.mark.parametrize("role", NEEDED)
@pytest.mark.parametrize("address", ["/zh-hans/desk/", "/admin/", "/zh-hans/"])
def test_whoever_decides_sets_up_a_second_proof_before_anything_else(
    client: Client, person: User, settings: Any, role: str, address: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    kind = next(kind for kind, roles in ROLES_OF_KIND.items() if role in roles)
    MembershipFactory(person=person, role=role, organisation__kind=kind)
    client.force_login(person)
    assert client.get(address).headers["Location"] == "/accounts/factors/"
    TOTP.activate(person, SECRET)
    assert client.get(address).headers.get("Location") != "/accounts/factors/"


def test_who_keeps_the_site_does_too_and_a_supplier_does_not(client: Client, person: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(User.objects.create_superuser("operator@example.org", PASSWORD, name="Operator"))
    assert client.get("/admin/").headers["Location"] == "/accounts/factors/"
    client.force_login(person)
    assert client.get("/zh-hans/desk/").status_code == 200


def test_the_field_for_a_code_is_called_so_in_chinese(client: Client, person: User) -> None:
    page = client.post(
        "/accounts/login/code/", {"email": person.email}, headers={"accept-language": "zh-hans"}, follow=True
    )
    assert re.search(r"<label[^>]*>\s*验证码", page.content.decode())


def test_asking_for_a_code_without_saying_who_is_answered_with_a_sentence(client: Client) -> None:
    page = client.post("/accounts/login/code/", {}, headers={"accept-language": "en"})
    assert "Write your e-mail address or your mobile number." in page.content.decode()
    assert mail.outbox == []


NO_ANSWERS = [
    "",
    "{}",
    "[]",
    "null",
    "7",
    "no json",
    '{"id": "x", "response": {}}',
    '{"id": 1, "rawId": [], "response": 0}',
]


@pytest.mark.parametrize("credential", NO_ANSWERS)
def test_what_no_passkey_would_say_is_a_wrong_answer_at_every_door(
    client: Client, person: User, credential: str
) -> None:
    doors = ["/accounts/factors/webauthn/login/", "/accounts/factors/authenticate/"]
    Passkey().belongs_to(person)
    assert client.post(doors[0], {"credential": credential}).status_code == 302, "back to the way in, with a sentence"
    sign_in(client, person.email)
    assert client.post(doors[1], {"credential": credential}).status_code in (200, 302)
    assert "_auth_user_id" not in client.session
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/factors/webauthn/add/").status_code == 200
    assert client.post("/accounts/factors/webauthn/add/", {"name": "x", "credential": credential}).status_code == 200
    assert client.post("/accounts/factors/webauthn/reauthenticate/", {"credential": credential}).status_code == 302
    assert Authenticator.objects.count() == 1


LONG = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.gov.cn.evil.example"


def test_an_address_that_is_longer_than_mail_goes_is_not_cut_off(client: Client, db: None) -> None:
    page = client.post("/accounts/signup/", {"name": "x", "email": LONG, "password1": PASSWORD})
    assert page.status_code == 200
    assert not User.objects.exists()


def test_nor_is_it_added_to_an_account(client: Client, person: User) -> None:
    sign_in(client, "li@example.org")
    assert client.post("/accounts/email/", {"action_add": "", "email": LONG}).status_code == 200
    assert mail.outbox == []


def test_nobody_is_invited_to_it(person: User) -> None:
    grid = member(BuyerFactory.create(), Role.GRID_WORKER)
    assert Browser(grid).post("invite_person", email=LONG).status_code == 422
