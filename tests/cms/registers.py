"""What the tests of registers share: their addresses, somebody's browser, and looking at a file."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.viewsets import Registers

VIEWSETS = {register.model.__name__: register for register in Registers.items}
NAMES = sorted(VIEWSETS)
ENGLISH = {"headers": {"accept-language": "en"}}


def at(model: str, page: str, *args: Any) -> str:
    """The address of a page of a register."""
    return reverse(VIEWSETS[model]().get_url_name(page), args=args)


def signed_in(person: User) -> Client:
    """A browser of somebody."""
    client = Client(**ENGLISH)
    client.force_login(person)
    return client


def upload(person: User, model: str, content: str | bytes, name: str = "a.csv") -> Any:
    """Look at what a file would change."""
    data = content if isinstance(content, bytes) else content.encode("utf-8-sig")
    return signed_in(person).post(at(model, "import"), {"file": SimpleUploadedFile(name, data)})


def confirm(person: User, model: str, preview: Any) -> Any:
    """Write what was looked at."""
    return signed_in(person).post(at(model, "import"), {"table": preview.context["token"]}, follow=True)


def faults(preview: Any) -> list[tuple[int, str]]:
    """Where something is wrong."""
    assert preview.status_code == 422
    return [(fault.row, fault.column) for fault in preview.context["faults"]]
