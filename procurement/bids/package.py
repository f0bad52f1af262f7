"""The package that a sealed envelope carries: a tar with its own manifest, filled up so that its size says little.

Layout: magic `GPB1`, the tar's length as u64 big-endian, an uncompressed tar whose first member is `manifest.txt` (a
line a file: sha256, size, name), zero bytes up to the next Padmé length (at most 12 % more).
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from core.kept import kept
from core.transitions import Text

MAGIC = b"GPB1"
HEADER = len(MAGIC) + 8
MANIFEST = "manifest.txt"


class BrokenPackage(Exception):
    """What was inside an envelope is no package as it should be; `sentence` says what is wrong."""

    def __init__(self, sentence: Text, **facts: str) -> None:
        self.sentence = kept(sentence, **facts)
        super().__init__(self.sentence)


def padme(length: int) -> int:
    """Return the next Padmé length: only the leading bits of a size stay visible."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    hidden_bits = exponent - exponent.bit_length()
    mask = (1 << hidden_bits) - 1
    return (length + mask) & ~mask


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the package of these files, byte for byte the same whenever and wherever it is made."""
    manifest = "".join(f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}\n" for name, data in files.items())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in {MANIFEST: manifest.encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    inside = buffer.getvalue()
    package = MAGIC + len(inside).to_bytes(8, "big") + inside
    return package.ljust(padme(len(package)), b"\0")


def unpack(package: bytes) -> dict[str, bytes]:
    """Return the files of a package; raises BrokenPackage where form, fill, manifest or a hash does not match."""
    if package[: len(MAGIC)] != MAGIC or len(package) < HEADER:
        raise BrokenPackage(_("What was sealed is not a bid package: its mark is missing."))
    end = HEADER + int.from_bytes(package[len(MAGIC) : HEADER], "big")
    if end > len(package) or len(package) != padme(end) or package[end:].strip(b"\0"):
        raise BrokenPackage(_("The package has not the length that it states."))
    members = _members(package[HEADER:end])
    if not members or members[0][0] != MANIFEST:
        raise BrokenPackage(_("The package does not begin with its manifest."))
    files = dict(members[1:])
    if len(files) != len(members) - 1 or MANIFEST in files:
        raise BrokenPackage(_("The package holds two files of one name."))
    listed = _read_manifest(members[0][1])
    if list(listed) != list(files):
        raise BrokenPackage(_("The manifest lists other files than the package holds."))
    for name, data in files.items():
        if listed[name] != (hashlib.sha256(data).hexdigest(), len(data)):
            raise BrokenPackage(_("The file “%(name)s” does not match the manifest."), name=name)
    return files


def _members(inside: bytes) -> list[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(inside), mode="r:") as tar:
            found = []
            for member in tar:
                reader = tar.extractfile(member) if member.isreg() else None
                if reader is None:
                    raise BrokenPackage(_("The package holds something that is not a plain file."))
                found.append((member.name, reader.read()))
            return found
    except (tarfile.TarError, EOFError, ValueError, OSError) as broken:
        raise BrokenPackage(_("The package cannot be read.")) from broken


def _read_manifest(manifest: bytes) -> dict[str, tuple[str, int]]:
    listed = {}
    try:
        for line in manifest.decode().splitlines():
            digest, size, name = line.split(" ", 2)
            listed[name] = (digest, int(size))
    except ValueError as broken:
        raise BrokenPackage(_("The manifest cannot be read.")) from broken
    return listed
