"""The package inside an envelope: its form, its manifest, and how little its size tells."""

import hashlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.bids.package import MAGIC, BrokenPackage, pack, padme, unpack

FILES = {"bid.json": '{"价": 1}'.encode(), "price.json": b"", "long.bin": b"x" * 5000}


def rebuilt(members: list[tuple[str, bytes]], *, kind: bytes = tarfile.REGTYPE) -> bytes:
    """A package whose tar somebody else wrote."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            member.size = len(data) if kind == tarfile.REGTYPE else 0
            tar.addfile(member, io.BytesIO(data))
    inside = buffer.getvalue()
    package = MAGIC + len(inside).to_bytes(8, "big") + inside
    return package.ljust(padme(len(package)), b"\0")


def line(name: str, data: bytes) -> bytes:
    return f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}\n".encode()


@pytest.mark.parametrize(
    ("length", "filled"),
    [(0, 0), (1, 1), (2, 2), (7, 7), (8, 8), (9, 10), (100, 104), (1000, 1024), (1025, 1088), (10_000, 10_240)],
)
def test_padme_lengths(length: int, filled: int) -> None:
    assert padme(length) == filled


@given(st.integers(min_value=1, max_value=2**40))
def test_padme_fills_at_most_twelve_percent_and_is_its_own_padme(length: int) -> None:
    filled = padme(length)
    assert length <= filled <= length * 1.12
    assert padme(filled) == filled


def test_a_package_begins_with_its_mark_its_length_and_its_manifest() -> None:
    package = pack(FILES)
    assert package[:4] == b"GPB1"
    length = int.from_bytes(package[4:12], "big")
    assert len(package) == padme(12 + length)
    assert package[12 + length :].strip(b"\0") == b""
    with tarfile.open(fileobj=io.BytesIO(package[12 : 12 + length]), mode="r:") as tar:
        assert tar.getnames() == ["manifest.txt", "bid.json", "price.json", "long.bin"]
        manifest = tar.extractfile("manifest.txt").read()
    assert manifest == b"".join(line(name, data) for name, data in FILES.items())


@given(st.dictionaries(st.sampled_from(["a", "b", "c/d", "报价.json"]), st.binary(max_size=3000), min_size=1))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


def test_the_same_files_make_the_same_package() -> None:
    assert pack(FILES) == pack(dict(FILES))


GOOD = b"good"
BROKEN = {
    "no mark": (b"GPB2" + pack(FILES)[4:], "What was sealed is not a bid package: its mark is missing."),
    "empty": (b"", "What was sealed is not a bid package: its mark is missing."),
    "cut": (pack(FILES)[:-1], "The package has not the length that it states."),
    "longer": (pack(FILES) + b"\0", "The package has not the length that it states."),
    "filled with something": (pack({"a": b"x" * 5000})[:-1] + b"x", "The package has not the length that it states."),
    "no tar": ((MAGIC + (700).to_bytes(8, "big") + b"q" * 700).ljust(padme(712), b"\0"), "The package cannot be read."),
    "manifest last": (
        rebuilt([("a", GOOD), ("manifest.txt", line("a", GOOD))]),
        "The package does not begin with its manifest.",
    ),
    "no file": (rebuilt([]), "The package does not begin with its manifest."),
    "twice": (
        rebuilt([("manifest.txt", line("a", GOOD)), ("a", GOOD), ("a", GOOD)]),
        "The package holds two files of one name.",
    ),
    "unlisted": (
        rebuilt([("manifest.txt", line("a", GOOD)), ("a", GOOD), ("b", GOOD)]),
        "The manifest lists other files than the package holds.",
    ),
    "missing": (
        rebuilt([("manifest.txt", line("a", GOOD) + line("b", GOOD)), ("a", GOOD)]),
        "The manifest lists other files than the package holds.",
    ),
    "other hash": (
        rebuilt([("manifest.txt", line("a", b"evil")), ("a", GOOD)]),
        "The file “a” does not match the manifest.",
    ),
    "manifest unreadable": (rebuilt([("manifest.txt", b"a b\n"), ("a", GOOD)]), "The manifest cannot be read."),
    "folder": (
        rebuilt([("manifest.txt", b"")], kind=tarfile.DIRTYPE),
        "The package holds something that is not a plain file.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_package_says_what_is_wrong(case: str, english: None) -> None:
    package, sentence = BROKEN[case]
    with pytest.raises(BrokenPackage) as caught:
        unpack(package)
    assert str(caught.value.sentence) == sentence


@given(st.integers(min_value=0, max_value=len(pack({"a": GOOD})) - 1), st.integers(min_value=1, max_value=255))
def test_no_flipped_byte_changes_what_is_read(place: int, flip: int) -> None:
    """Whatever one byte is changed, the file is either read as it was or not at all."""
    package = bytearray(pack({"a": GOOD}))
    package[place] ^= flip
    try:
        files = unpack(bytes(package))
    except BrokenPackage:
        return
    assert files == {"a": GOOD}
