"""Custodians' keys whose passphrases are known: real age files, because wrapping a new one takes seconds."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyrage
import pytest

from accounts.models import User
from accounts.roles import Role
from procurement.bids import opening
from procurement.tenders import custody, custody_keys
from procurement.tenders.custody_keys import WrappedKey, WrongPassphrase
from procurement.tenders.models import CustodianKey, Tender
from tests.factories.accounts import SupervisorFactory, member
from tests.factories.base import fixture_mode

QUICK = b"quick:"
ONCE = datetime(2020, 1, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class KnownKey:
    """A key whose identity and passphrase the tests know."""

    group: str
    recipient: str
    identity: str
    passphrase: str
    wrapped: bytes


KNOWN = {
    name: KnownKey(name[0], recipient, identity, f"custodian {name} keeps silent", base64.b64decode(wrapped))
    for name, recipient, identity, wrapped in (
        (
            "A1",
            "age1glddhn8x9kd0ckqqkhcv4wss6769vj8l3kyrlt36hrpxs0lyvfqssrp7gl",
            "AGE-SECRET-KEY-1HS90FGCMPQYZE66D86EEYLVZZ6VJ5XUHLTVDRT329WG9KSRDTH5QUPJNHZ",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBuYUs0TDRMTFg0aGUyRWU4MzNEUkRRIDE5CkViYU5aYU5LQ2Jhb1ZlbUFxRm5zc1lm"
            "bUsyamwxY1FrUnlqRzQ3SnJNK0EKLS0tIElZVm81UDZ2d3JYcndyQVpKTS9ZRjdEL3VnQVVEQWtibXVzWnFZUFRZNXcKZlELN9sR2JIwN6l7"
            "YLAr/AQnAVs2NWs24GT2OL+gSKkQzeTBhvU1/MD7pqm4xlTdKVrlOe89MyeUyPtdwc1/CUkCX1yxjOd8/1n3fgNCFziRTCIDrLrx57Z8bI/i"
            "kPD0VtOgEMStPjeiJg==",
        ),
        (
            "A2",
            "age1qc9tfp9xg6c3vkw52ahsyc35les0ftgsecy8nagh2kgckqrm9vyqjcl9xr",
            "AGE-SECRET-KEY-1WKRJNQ4EGTSEWLYXSVEXEVHGSSH589CWAARXF7PMRSXCK7PCUJTQJXVR22",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBMN3Q0QUpJYVZHZHNld0FndmNvR3JnIDE5Cktwb2Vjekw2TEo1ZEtlSGU5eVNzNktR"
            "YU8zaTlsY1I0ZU1wdkV6UGszdWMKLS0tIHRWOFNQUXN6T1pMczl5ajZ0RWUva01zTXcxL1BPOXhhL3ZVWjJtU0Z6aUEKTc4ngkAS1y6xosLB"
            "oN67G+Hokqr4hgs1TZEACgXRQ6bICLQq4sZ2v4W9lUbvH5KNFESPmFLHPwlK4eIj2ugU9opetcEVXB+cnshpwXrwxyKk+oN/pIn0PWRP7dQL"
            "ZlVK0GlLeNvEUoygrg==",
        ),
        (
            "B1",
            "age1ac0z7pxu8qavmjzd0ukg7k78p08j8k4c5hq7exkvvdzlpjk44yysylz4z6",
            "AGE-SECRET-KEY-1AK26CP3HS0RWHGW64C43K6ZTHSGQFDENSPD4J7G0LKJYQ3UMLL2SFWQT5S",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBuQjJ2aEVrcE5mYlhLczlUbENhRzRBIDIwClZkajBoYWdONXFYRzdRd1hUVDlBZ1Ax"
            "N0s2TThVbFpMMVpuVGYxQlB1eHcKLS0tIFZGUHdEcHRJTHJsRkNwN0h1b2xGUkxkQUhjZ3lFY3M5YlBGd2FWbHZaZTAKsVcMETPo1AAKcHc2"
            "aNb9K5JxBq86tDob3JX+55pd3XdLuvpF2CqAVpPdNJV1l/t8+L2d2UA4y1N1FEOKQL3QK6RvwyG6H5v6cH7TwuJZxN7rfUz7BMNIN28ph+hr"
            "Rm9jBUOnymEVd5n8Kw==",
        ),
        (
            "B2",
            "age1m0972e377qcc4xzghlcd7fuye0vu9s8dcgcc89z4pk23vx78xcxq86c26z",
            "AGE-SECRET-KEY-1JH80RA8YQHDMYLQK83JCVYWYZYRNNM4JN5HS5ZTN4D6L39TJAN2QV563X6",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBHVGJxS2RNTnRpenZ6OXZkc2FmZG1nIDIwCnFpczk5a29tZzNKSmVyaGR2UFQ0ZHc1"
            "TzdZODVvZS9KcDZRRjR6ZlNjeGsKLS0tIDBVWUsrOVZuQWZ4dGozR2tKeUx0Z1JQeGc3NjVXZkJsKzRKdVExRGJNUTQKspyP9tTM9OYWHSI/"
            "NlcvaArZ7L1evc5g5igcuWvfzvw4xFPVrxqn3H/PDVeG4W+BB7/UDIL7ztvQqNfwlvtQUMLnEI2mN+7UuAWSIcDmayNtvCWTqMJKHd4Nh1KY"
            "kte+R7o3Yr1DyElbRg==",
        ),
    )
}


@dataclass(frozen=True)
class Custodians:
    """The people who hold the four keys of a tender: two of A, two of B."""

    a1: User
    a2: User
    b1: User
    b2: User


def give_keys(tender: Tender, *, proven: bool = True) -> Custodians:
    """Give a tender its four custodians with the known keys."""
    supervisor = SupervisorFactory.create(area_id=tender.plan_item.area.line[0])
    people = {
        "A1": member(tender.buyer, Role.CUSTODIAN),
        "A2": member(tender.buyer, Role.CUSTODIAN),
        "B1": member(supervisor, Role.CUSTODIAN),
        "B2": member(supervisor, Role.CUSTODIAN),
    }
    for name, person in people.items():
        key = KNOWN[name]
        with fixture_mode():  # the tender may be published already
            CustodianKey.objects.create(
                tender=tender,
                group=key.group,
                custodian=person,
                recipient=key.recipient,
                wrapped_identity=key.wrapped,
                made_at=ONCE,
                proven_at=ONCE if proven else None,
            )
    return Custodians(*people.values())


def quick_unwrap(wrapped_identity: Any, passphrase: str) -> pyrage.x25519.Identity:
    """Unwrap as the real one does, without its second and a half: by knowing the answer."""
    wrapped = bytes(wrapped_identity)
    for key in KNOWN.values():
        if key.wrapped == wrapped and key.passphrase == passphrase:
            return pyrage.x25519.Identity.from_str(key.identity)
    opened = QUICK + passphrase.encode() + b":"
    if wrapped.startswith(opened):
        return pyrage.x25519.Identity.from_str(wrapped[len(opened) :].decode())
    raise WrongPassphrase


def quick_wrap(passphrase: str) -> WrappedKey:
    """Make a key that quick_unwrap unwraps."""
    identity = pyrage.x25519.Identity.generate()
    return WrappedKey(str(identity.to_public()), QUICK + passphrase.encode() + b":" + str(identity).encode())


def be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the quick ones in the place of scrypt for one test."""
    monkeypatch.setattr(custody_keys, "unwrap", quick_unwrap)
    monkeypatch.setattr(opening, "unwrap", quick_unwrap)
    monkeypatch.setattr(custody, "make_wrapped_key", quick_wrap)
