"""The seal: a package goes into age for all custodians of group A, and that into age for all of group B.

So B's layer comes off first and leaves something that only A can open. Any program that reads age opens both layers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyrage
from django.utils.translation import gettext_noop as _

from core.kept import kept

AGE_MARK = b"age-encryption.org/v1\n"


class CannotOpen(Exception):
    """A layer does not come off; `sentence` says why, `is_wrong_key` whether it is not sealed to the key."""

    def __init__(self, sentence: str, *, is_wrong_key: bool = False) -> None:
        self.sentence = kept(sentence)
        super().__init__(self.sentence)
        self.is_wrong_key = is_wrong_key


def seal(package: bytes, *, group_a: Sequence[str], group_b: Sequence[str]) -> bytes:
    """Return a package sealed to all recipients of A, then to all of B; raises ValueError for an empty group."""
    if not group_a or not group_b:
        raise ValueError("Both groups of custodians need a recipient.")
    return _layer(_layer(package, group_a), group_b)


def _layer(content: bytes, recipients: Sequence[str]) -> bytes:
    return pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients])


def take_off(layer: bytes, identity: pyrage.x25519.Identity) -> bytes:
    """Return what is under one layer; raises CannotOpen with the reason."""
    if not layer.startswith(AGE_MARK):
        raise CannotOpen(_("The envelope is not in the age format."))
    try:
        return pyrage.decrypt(layer, [identity])
    except pyrage.DecryptError as failure:
        if "No matching keys" in str(failure):
            raise CannotOpen(_("The envelope was not sealed to this key."), is_wrong_key=True) from failure
        raise CannotOpen(_("The envelope was damaged: its seal does not close.")) from failure


def fingerprint(envelope: bytes) -> str:
    """Return the sha256 of an envelope, hex: what a bidder may note down and compare at the opening."""
    return hashlib.sha256(envelope).hexdigest()


def joint_fingerprint(fingerprints: Sequence[str]) -> str:
    """Return the one hash that commits to all envelopes of a bid, in their order."""
    return hashlib.sha256("".join(f"{each}\n" for each in fingerprints).encode()).hexdigest()
