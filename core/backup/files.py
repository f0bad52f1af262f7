"""Files out of the storages and back into them, each with its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages

# The site's own files are built, not kept.
KEPT = ("default", "papers")
CHUNK = 1024 * 1024  # bytes


def copy_out(folder: Path) -> list[dict[str, Any]]:
    """Copy every file into a folder; returns storage, path, size in bytes and SHA-256 of each."""
    return [_out(alias, path, folder / alias / path) for alias in KEPT for path in names(storages[alias])]


def copy_in(folder: Path, listed: list[dict[str, Any]], into: dict[str, Storage]) -> int:
    """Put the listed files into storages by name; what lies there already stays. Returns how many were put."""
    put = 0
    for entry in listed:
        storage = into[entry["storage"]]
        if storage.exists(entry["path"]):
            continue
        with (folder / entry["storage"] / entry["path"]).open("rb") as source:
            storage.save(entry["path"], File(source))
        put += 1
    return put


def names(storage: Storage, below: str = "") -> Iterator[str]:
    """Yield the path of every file of a storage, in order."""
    try:
        folders, files = storage.listdir(below)
    except FileNotFoundError:  # nothing was ever kept there
        return
    prefix = f"{below}/" if below else ""
    yield from (prefix + name for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names(storage, prefix + name)


def fingerprint(source: IO[bytes], target: IO[bytes] | None = None) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of what is read, written on if a target is given."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return size, digest.hexdigest()


def _out(alias: str, path: str, target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with storages[alias].open(path) as source, target.open("wb") as copy:
        size, sha256 = fingerprint(source, copy)
    return {"storage": alias, "path": path, "size": size, "sha256": sha256}
