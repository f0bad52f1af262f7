"""Pictures come from the storage, wherever that is; nothing else that lies there does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from config.settings.files import places

PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = places(tmp_path)
    for path in ("images/street.png", "documents/contract.pdf", "images/page.html", "secret.png"):
        default_storage.save(path, ContentFile(PIXEL))


@pytest.mark.django_db
def test_a_picture_is_given_out_for_a_year(client: Client) -> None:
    answer = client.get("/media/images/street.png")
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content) == PIXEL
    assert "max-age=31536000" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "documents/contract.pdf",
        "secret.png",
        "images/page.html",
        "images/none.png",
        "images",
        "images/../secret.png",
        "images/..%2fsecret.png",
        "images/%2e%2e/secret.png",
        "images/a%00.png",
        "images/street.png/y.png",
        f"images/{'y' * 300}.png",
    ],
)
def test_nothing_else_is(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
