"""What a custodian does with the key of one tender. This service stands for the custodian's own browser.

An identity leaves these functions only wrapped under the passphrase (age with scrypt, about 1.5 s an operation) or as
an object in memory for the caller's one act; nothing here writes to a database, a file or a log.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyrage

SHORTEST_PASSPHRASE = 12  # characters; scrypt slows guessing down, it does not make a short word long


class WrongPassphrase(Exception):
    """The passphrase does not open the wrapped identity."""


@dataclass(frozen=True)
class WrappedKey:
    """A fresh key: the public recipient and the identity under its passphrase."""

    recipient: str
    wrapped_identity: bytes


def make_wrapped_key(passphrase: str) -> WrappedKey:
    """Make an X25519 identity and return it wrapped; the bare one is forgotten."""
    identity = pyrage.x25519.Identity.generate()
    return WrappedKey(str(identity.to_public()), pyrage.passphrase.encrypt(str(identity).encode(), passphrase))


def unwrap(wrapped_identity: bytes, passphrase: str) -> pyrage.x25519.Identity:
    """Return the identity under a passphrase; raises WrongPassphrase."""
    try:
        secret = pyrage.passphrase.decrypt(wrapped_identity, passphrase)
        return pyrage.x25519.Identity.from_str(secret.decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as failure:
        raise WrongPassphrase from failure


def make_challenge(recipient: str) -> tuple[bytes, bytes]:
    """Return (secret, challenge): random bytes, and the same sealed to a recipient."""
    secret = secrets.token_bytes(32)
    return secret, pyrage.encrypt(secret, [pyrage.x25519.Recipient.from_str(recipient)])


def answer_challenge(challenge: bytes, wrapped_identity: bytes, passphrase: str) -> bytes:
    """Return what a challenge holds, empty when the key does not open it; raises WrongPassphrase."""
    identity = unwrap(wrapped_identity, passphrase)
    try:
        return pyrage.decrypt(challenge, [identity])
    except pyrage.DecryptError:
        return b""
