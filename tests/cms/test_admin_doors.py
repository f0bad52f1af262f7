"""The site administration opens no way round accounts, and takes no file unseen."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.roles import Role
from cms.tree import plant
from config.settings.files import places
from tests.factories.accounts import SupervisorFactory, member
from tests.pages import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None, settings: Any, tmp_path: Path) -> Client:
    """Whoever keeps the site, signed in."""
    settings.STORAGES = places(tmp_path)
    plant()
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("operator@example.org", "a quiet river", name="Operator"))
    return client


CLOSED = (
    "/admin/users/",
    "/admin/users/new/",
    "/admin/users/edit/{person}/",
    "/admin/users/delete/{person}/",
    "/admin/groups/",
    "/admin/groups/new/",
    "/admin/groups/edit/1/",
    "/admin/password_reset/",
    "/admin/bulk/accounts/user/delete/?id={person}",
    "/admin/bulk/accounts/user/assign_role/?id={person}",
    "/admin/bulk/accounts/user/set_active_state/?id={person}",
)


@pytest.mark.parametrize("address", CLOSED)
def test_nobody_keeps_people_here(operator: Client, address: str) -> None:
    person = User.objects.create(email="li@example.org", name="李")
    before = (User.objects.count(), Group.objects.count(), person.is_active)
    url = address.format(person=person.pk)
    given = {"name": "X", "email": "x@example.org", "password1": "a quiet river", "password2": "a quiet river"}
    assert (operator.get(url).status_code, operator.post(url, given).status_code) == (404, 404)
    assert (User.objects.count(), Group.objects.count(), User.objects.get(pk=person.pk).is_active) == before


def test_the_menu_does_not_lead_there(operator: Client) -> None:
    page = operator.get("/admin/").content.decode()
    assert ("/admin/users/" in page, "/admin/groups/" in page) == (False, False)


def test_neither_address_nor_password_is_changed_on_the_own_page(operator: Client) -> None:
    page = operator.get("/admin/account/").content.decode()
    assert ("old_password" in page, "name_email-email" in page) == (False, False)
    operator.post("/admin/account/", {"name_email-email": "other@example.org", "password-new_password1": "x"})
    assert User.objects.get().email == "operator@example.org"


def test_no_portrait_is_taken(operator: Client) -> None:
    """Its form would keep what the site's own look into."""
    assert 'name="avatar-avatar"' not in operator.get("/admin/account/").content.decode()
    operator.post("/admin/account/", {"avatar-avatar": SimpleUploadedFile("bomb.png", bomb(), "image/png")})
    assert [one.avatar.name for one in UserProfile.objects.all() if one.avatar] == []


def test_there_is_one_way_in() -> None:
    assert Client().get("/admin/login/").url.startswith("/accounts/login/")
    assert Client().get("/admin/").url.startswith("/accounts/login/")


def test_whoever_keeps_a_register_uploads_nothing() -> None:
    client = Client()
    client.force_login(member(SupervisorFactory.create(), Role.REGISTRAR))
    for address in ("/admin/images/add/", "/admin/documents/add/", "/admin/pages/", "/admin/images/"):
        assert client.get(address).status_code in (302, 403, 404), address
        assert client.post(address, {"title": "x", "file": picture()}).status_code in (302, 403, 404, 405), address
    assert (Image.objects.count(), Document.objects.count()) == (0, 0)


def picture(name: str = "house.png") -> SimpleUploadedFile:
    """A small picture."""
    out = io.BytesIO()
    Pillow.new("RGB", (20, 20)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def bomb() -> bytes:
    """A picture of 900 million pixels in a few bytes."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def bring(operator: Client, kind: str, name: str, content: bytes) -> int:
    """Send a file and return how many there are afterwards."""
    collection = Collection.get_first_root_node().pk
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    operator.post(f"/admin/{kind}/add/", {"title": "x", "file": file, "collection": collection, "tags": ""})
    return Image.objects.count() if kind == "images" else Document.objects.count()


def test_a_picture_is_taken(operator: Client) -> None:
    assert bring(operator, "images", "house.png", picture().read()) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("left", [0.1, 0.5, 0.99])
def test_a_picture_that_was_cut_off_is_refused_with_a_sentence(operator: Client, kind: str, left: float) -> None:
    out = io.BytesIO()
    Pillow.effect_noise((200, 200), 90).save(out, kind)
    content = out.getvalue()[: int(out.tell() * left)]
    file = SimpleUploadedFile(f"house.{kind.lower()}", content)
    form = {"title": "x", "file": file, "collection": Collection.get_first_root_node().pk, "tags": ""}
    answer = operator.post("/admin/images/add/", form)
    assert answer.status_code == 200
    assert "cannot be read as a picture" in str(answer.context["form"].errors["file"])
    assert Image.objects.count() == 0


@pytest.mark.parametrize("name", ["list.csv", "notes.txt"])
def test_a_text_is_taken_in_the_letters_of_chinese_machines(operator: Client, name: str) -> None:
    assert bring(operator, "documents", name, "服务,数量\n助餐,3".encode("gb18030")) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_report_of_wagtails_own_calculates(operator: Client, kind: str) -> None:
    page = Page.objects.last()
    page.title = page.draft_title = "=HYPERLINK(1)"
    page.save(log_action="wagtail.edit")
    answer = content_of(operator.get(f"/admin/reports/site-history/?export={kind}"))
    sheet: Any = (
        load_workbook(io.BytesIO(answer)).active.values if kind == "xlsx" else csv.reader(answer.decode().splitlines())
    )
    titles = [row[1] for row in sheet]
    assert "'=HYPERLINK(1)" in titles
    assert "=HYPERLINK(1)" not in titles


def test_no_document_is_behind_a_password(operator: Client) -> None:
    collection = Collection.get_first_root_node().add_child(name="x")
    form = {"restriction_type": "password", "password": "guess", "groups": []}
    operator.post(f"/admin/collections/{collection.pk}/privacy/", form)
    assert not CollectionViewRestriction.objects.exists()
    assert operator.post("/documents/authenticate_with_password/1/", {"password": "guess"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("images", "bomb.png", bomb()),
        ("images", "page.png", b"<html><script>alert(1)</script>"),
        ("images", "picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("documents", "page.html", b"<script>alert(1)</script>"),
        ("documents", "paper.pdf", b"MZ\x90"),
        ("documents", "paper.docx", b"PK\x03\x04 no archive"),
        ("documents", "paper.odt", b"MZ\x90"),
        ("documents", "paper.pptx", b"PK\x03\x04 no archive"),
        ("documents", "list.csv", b"\x00\x01\x02"),
        ("documents", "page.txt", b"MZ\x90\x00\x03\xff"),
    ],
)
def test_what_is_no_picture_or_document_is_refused(operator: Client, kind: str, name: str, content: bytes) -> None:
    assert bring(operator, kind, name, content) == 0
