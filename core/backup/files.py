"""Files out of the storages and back into them, each with its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from core.backup.named import Place

# The site's own files are built, not kept.
KEPT = ("default", "papers")
CHUNK = 1024 * 1024  # bytes


def copy_out(folder: Path) -> tuple[list[dict[str, Any]], set[Place]]:
    """Copy every file into a folder; returns storage, path, size in bytes and SHA-256 of each.

    Beside them what somebody has removed between our seeing it and our reading it.
    """
    copied, removed = [], set()
    for alias in KEPT:
        for path in names(storages[alias]):
            entry = _out(alias, path, folder / alias / path)
            if entry is None:
                removed.add((alias, path))
            else:
                copied.append(entry)
    return copied, removed


def copy_in(folder: Path, listed: list[dict[str, Any]], into: dict[str, Storage]) -> tuple[int, list[str]]:
    """Put the listed files into storages by name; what lies there already stays.

    Returns how many were put, and a sentence about each that does not lie there afterwards as it was.
    """
    put, faults = 0, []
    for entry in listed:
        storage, path, name = into[entry["storage"]], entry["path"], f"{entry['storage']}/{entry['path']}"
        if not storage.exists(path):
            with (folder / name).open("rb") as source:
                saved = storage.save(path, File(source))
            if saved != path:  # somebody else writes into the storage: nobody would find ours
                storage.delete(saved)
                faults.append(f"{name} could not be put back under its name.")
                continue
            put += 1
        with storage.open(path) as lying:
            if fingerprint(lying) != (entry["size"], entry["sha256"]):
                faults.append(f"{name} is there already, and is another file than that of the backup.")
    return put, faults


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


def _out(alias: str, path: str, target: Path) -> dict[str, Any] | None:
    """Copy one file; None where it has gone meanwhile, whatever its storage calls that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with storages[alias].open(path) as source, target.open("wb") as copy:
            size, sha256 = fingerprint(source, copy)
    except Exception:
        if storages[alias].exists(path):
            raise
        target.unlink(missing_ok=True)
        return None
    return {"storage": alias, "path": path, "size": size, "sha256": sha256}
