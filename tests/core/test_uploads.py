"""Files from outside: refused where they are not what they say or would burst, and kept under a harmless name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from core.uploads import safe_name, why_not


def archive(*members: tuple[str, bytes]) -> io.BytesIO:
    """A packed archive with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return out


def picture(kind: str) -> io.BytesIO:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out


def pixel_bomb() -> io.BytesIO:
    """A PNG of few bytes that claims a hundred thousand pixels a side."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def large_picture() -> io.BytesIO:
    """A PNG of 64 million pixels of one colour: few bytes, much memory."""
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    return out


def lying(content: bytes, says: int, *, crc: int | None = None) -> io.BytesIO:
    """An archive whose one file unpacks to something else than its lists say."""
    out = bytearray(archive(("a.txt", content)).getvalue())
    sums = struct.pack("<I", zlib.crc32(content))
    honest = struct.pack("<I", len(content))
    told = struct.pack("<I", zlib.crc32(content[:says]) if crc is None else crc)
    return io.BytesIO(bytes(out).replace(honest, struct.pack("<I", says)).replace(sums, told))


def packed(method: int) -> io.BytesIO:
    """An archive that is packed in another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("a.txt", b"visits")
    return out


def spoiled(file: io.BytesIO) -> io.BytesIO:
    """An archive with damage in the middle of its first file."""
    out = bytearray(file.getvalue())
    out[40:60] = b"\xff" * 20
    return io.BytesIO(bytes(out))


SIXTY = bytes(60 * 10**6)
WELCOME = [
    ("a.pdf", io.BytesIO(b"%PDF-1.7 visits")),
    ("a.jpg", picture("JPEG")),
    ("a.png", picture("PNG")),
    ("a.zip", archive(("签到表.txt", b"visits"))),
    ("a.zip", archive(("六月/", b""), ("六月/1..2.txt", b"visits"), ("六月/a:b.txt", b""))),
    ("a.zip", archive(*((f"{day}.csv", "".join(map(str, range(20_000))).encode()) for day in range(30)))),
    ("a.zip", packed(zipfile.ZIP_STORED)),
    ("a.docx", archive(("word/document.xml", b"<w/>"))),
    ("a.xlsx", archive(("xl/workbook.xml", b"<w/>"))),
]
REFUSED = [
    ("a.pdf", io.BytesIO(b"<html>"), "not what its name says"),
    ("a.png", picture("JPEG"), "not what its name says"),
    ("a.png", io.BytesIO(b"\x89PNG\r\n\x1a\n nothing"), "cannot be read as a picture"),
    ("a.png", pixel_bomb(), "cannot be read as a picture"),
    ("a.png", large_picture(), "50 million pixels"),
    ("a.docx", archive(("anything.txt", b"")), "not what its name says"),
    ("a.zip", io.BytesIO(b"PK\x03\x04 cut off"), "damaged"),
    ("a.zip", archive(("zeros", bytes(8 * 2**20))), "unpacks to far more"),
    ("a.xlsx", archive(("xl/workbook.xml", bytes(8 * 2**20))), "unpacks to far more"),
    ("a.zip", archive(*((f"{place}.txt", b"") for place in range(2001))), "unpacks to far more"),
    ("a.zip", archive(("inner.ZIP", b"PK")), "archive inside an archive"),
    ("a.zip", archive(("../../etc/passwd", b"x")), "outside its folder"),
    ("a.zip", archive(("/etc/passwd", b"x")), "outside its folder"),
    ("a.zip", archive(("..\\..\\x", b"x")), "outside its folder"),
    ("a.zip", archive(("a\\..\\..\\x", b"x")), "outside its folder"),
    ("a.zip", archive(("\\x", b"x")), "outside its folder"),
    ("a.zip", archive(("C:\\x", b"x")), "outside its folder"),
    ("a.zip", archive(("c:x", b"x")), "outside its folder"),
    ("a.zip", lying(SIXTY, 1000), "unpacks to far more"),
    ("a.xlsx", archive(("xl/workbook.xml", b"<w/>"), ("xl/media/a", SIXTY)), "unpacks to far more"),
    ("a.zip", lying(b"visits " * 1000, 100), "damaged"),
    ("a.zip", lying(b"visits " * 1000, 7000, crc=7), "damaged"),
    ("a.zip", spoiled(archive(("a.txt", bytes(range(256)) * 20))), "damaged"),
    ("a.zip", packed(zipfile.ZIP_BZIP2), "unusual way"),
    ("a.zip", packed(zipfile.ZIP_LZMA), "unusual way"),
]


@pytest.mark.parametrize(("name", "file"), WELCOME)
def test_what_is_what_it_says_is_taken(name: str, file: io.BytesIO) -> None:
    assert why_not(file, name) is None
    assert file.tell() == 0


@pytest.mark.parametrize(("name", "file", "sentence"), REFUSED)
def test_what_lies_or_bursts_is_refused_with_a_sentence(name: str, file: io.BytesIO, sentence: str) -> None:
    assert sentence in str(why_not(file, name))
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("签到表.PDF", "签到表.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("...", "file"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_a_name_has_no_path_and_no_marks_that_turn_letters(given: str, kept: str) -> None:
    assert safe_name(given) == kept
