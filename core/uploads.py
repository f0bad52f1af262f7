"""Files that come in from outside: what they are, whether they are bombs, and under which name they are kept."""

from __future__ import annotations

import re
import unicodedata
import warnings
import zipfile
import zlib
from os import SEEK_END
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

# How a file of each kind begins; the name alone proves nothing.
BEGINS: dict[str, bytes] = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".zip": b"PK\x03\x04",
    ".ofd": b"PK\x03\x04",  # the electronic invoice
    ".pptx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".csv": b"",
    ".ics": b"",
    ".txt": b"",
}
# What an office file of each kind has inside; a plain archive under its name is none.
INSIDE = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".ofd": "OFD.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
}
TEXTS = {".csv", ".ics", ".txt"}
LETTERS = ("utf-8-sig", "gb18030")
PICTURES = {".jpg", ".jpeg", ".png"}
MOST_PIXELS = 50_000_000  # a telephone's best camera, unpacked about 150 MB
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 100  # plain text shrinks ten- to twentyfold
MOST_MEMBERS = 2_000
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others unpack in pieces of any size
PIECE = 64 * 1024  # bytes
NO_END = 2**62
DRIVE = re.compile(r"[A-Za-z]:")
NO_PICTURE = _("“%(name)s” cannot be read as a picture. Save it again and send it once more.")
DAMAGED = _("“%(name)s” is damaged. Save it again and send it once more.")
UNPACKS_TO_MORE = _("“%(name)s” unpacks to far more than it holds. Send its files one by one.")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
IN_NO_NAME = re.compile(r'[\\/:*?"<>|]')
LONGEST_NAME = 80


def safe_name(given: str) -> str:
    """Return a file's name without a path and without marks that turn or hide letters, short enough to be kept."""
    name = unicodedata.normalize("NFC", INVISIBLE.sub("", given)).replace("\\", "/").rsplit("/", 1)[-1]
    name = IN_NO_NAME.sub("_", name).strip(". ")
    path = PurePosixPath(name or "file")
    ending = path.suffix.lower()[:10]
    return (path.stem[: LONGEST_NAME - len(ending)].strip() or "file") + ending


def why_not(file: Any, name: str) -> Any:
    """Return the sentence that refuses a file's content, or None; afterwards the file stands at its beginning."""
    ending = PurePosixPath(name).suffix.lower()
    begins = BEGINS[ending]
    file.seek(0)
    head = file.read(len(begins))
    file.seek(0)
    if head != begins:
        return _("“%(name)s” is not what its name says. Save it again and send it once more.") % {"name": name}
    try:
        if begins.startswith(b"PK"):
            return _of_archive(file, name, ending)
        if ending in TEXTS:
            return _of_text(file, name)
        return _of_picture(file, name) if ending in PICTURES else None
    finally:
        file.seek(0)


def _of_picture(file: Any, name: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we say it ourselves
            with Image.open(file) as picture:
                width, height = picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return NO_PICTURE % {"name": name}
    if width * height > MOST_PIXELS:
        return _("“%(name)s” has more than 50 million pixels. Make the picture smaller.") % {"name": name}
    return None


def _of_text(file: Any, name: str) -> Any:
    data = file.read()
    for letters in LETTERS:
        try:
            read = data.decode(letters)
        except UnicodeDecodeError:
            continue
        if "\0" not in read:
            return None
    return _("“%(name)s” cannot be read as text. Save it as UTF-8 and send it once more.") % {"name": name}


def _of_archive(file: Any, name: str, ending: str) -> Any:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return DAMAGED % {"name": name}
    if ending in INSIDE and INSIDE[ending] not in {one.filename.lstrip("/") for one in members}:
        return _("“%(name)s” is not what its name says. Save it again and send it once more.") % {"name": name}
    most = min(MOST_UNPACKED, MOST_RATIO * _size(file) + 2**20)
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > most:
        return UNPACKS_TO_MORE % {"name": name}
    if any(one.filename.lower().endswith(ARCHIVES) for one in members):
        return _("“%(name)s” has an archive inside an archive. Send the inner one by itself.") % {"name": name}
    if any(one.flag_bits & 1 for one in members):
        return _("“%(name)s” is locked with a password. Send it without.") % {"name": name}
    if any(_leads_outside(one.filename) for one in members):
        return _("“%(name)s” has files that would land outside its folder. Pack it again.") % {"name": name}
    if any(one.compress_type not in PACKED for one in members):
        return _("“%(name)s” is packed in an unusual way. Pack it again as an ordinary ZIP file.") % {"name": name}
    return _of_contents(file, members, name, most)


def _leads_outside(name: str) -> bool:
    """Whether a file of an archive would land elsewhere, on Windows too."""
    path = name.replace("\\", "/")
    climbs = any(part.strip() == ".." for part in path.split("/"))
    return climbs or path.startswith("/") or DRIVE.match(path) is not None


def _of_contents(file: Any, members: list[zipfile.ZipInfo], name: str, most: int) -> Any:
    """Unpack every file of an archive piece by piece and keep none: what it says about its sizes proves nothing."""
    unpacked = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for one in members:
                stated, one.file_size = one.file_size, NO_END  # where the library would stop reading by itself
                begin = unpacked
                with archive.open(one) as content:
                    while piece := content.read(PIECE):
                        unpacked += len(piece)
                        if unpacked > most:
                            return UNPACKS_TO_MORE % {"name": name}
                if unpacked - begin != stated:
                    return DAMAGED % {"name": name}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return DAMAGED % {"name": name}
    return None


def _size(file: Any) -> int:
    file.seek(0, SEEK_END)
    return int(file.tell())
