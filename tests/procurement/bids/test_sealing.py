"""The seal: two groups, each of several keys; both are needed, and any one of each is enough."""

import pyrage
import pytest

from procurement.bids.sealing import CannotOpen, fingerprint, joint_fingerprint, seal, take_off
from procurement.tenders import custody_keys
from procurement.tenders.custody_keys import WrongPassphrase, make_challenge, make_wrapped_key, unwrap
from tests.factories.custody import KNOWN

IDENTITY = {name: pyrage.x25519.Identity.from_str(key.identity) for name, key in KNOWN.items()}
GROUP_A = [KNOWN["A1"].recipient, KNOWN["A2"].recipient]
GROUP_B = [KNOWN["B1"].recipient, KNOWN["B2"].recipient]


@pytest.mark.parametrize("b", ["B1", "B2"])
@pytest.mark.parametrize("a", ["A1", "A2"])
def test_one_of_b_and_then_one_of_a_open(a: str, b: str) -> None:
    envelope = seal(b"what we offer", group_a=GROUP_A, group_b=GROUP_B)
    half = take_off(envelope, IDENTITY[b])
    assert half.startswith(b"age-encryption.org/v1\n")
    assert take_off(half, IDENTITY[a]) == b"what we offer"


@pytest.mark.parametrize("name", ["A1", "A2"])
def test_a_alone_does_not_even_reach_its_own_layer(name: str, english: None) -> None:
    envelope = seal(b"what we offer", group_a=GROUP_A, group_b=GROUP_B)
    with pytest.raises(CannotOpen) as caught:
        take_off(envelope, IDENTITY[name])
    assert (str(caught.value), caught.value.is_wrong_key) == ("The envelope was not sealed to this key.", True)


@pytest.mark.parametrize("name", ["B1", "B2"])
def test_b_alone_stops_at_the_inner_layer(name: str) -> None:
    half = take_off(seal(b"what we offer", group_a=GROUP_A, group_b=GROUP_B), IDENTITY[name])
    with pytest.raises(CannotOpen):
        take_off(half, IDENTITY[name])


@pytest.mark.parametrize(("group_a", "group_b"), [([], GROUP_B), (GROUP_A, [])])
def test_nothing_is_sealed_to_an_empty_group(group_a: list[str], group_b: list[str]) -> None:
    with pytest.raises(ValueError, match="Both groups"):
        seal(b"x", group_a=group_a, group_b=group_b)


def test_a_flipped_byte_is_noticed(english: None) -> None:
    envelope = bytearray(seal(b"what we offer", group_a=GROUP_A, group_b=GROUP_B))
    envelope[-1] ^= 1
    with pytest.raises(CannotOpen) as caught:
        take_off(bytes(envelope), IDENTITY["B1"])
    assert str(caught.value) == "The envelope was damaged: its seal does not close."
    assert not caught.value.is_wrong_key


def test_what_is_not_age_is_refused(english: None) -> None:
    with pytest.raises(CannotOpen) as caught:
        take_off(b"%PDF-1.7", IDENTITY["B1"])
    assert str(caught.value) == "The envelope is not in the age format."


def test_the_joint_fingerprint_commits_to_content_and_order() -> None:
    first, second = fingerprint(b"1"), fingerprint(b"2")
    assert first == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    assert len({joint_fingerprint(each) for each in ([first, second], [second, first], [first], [])}) == 4


def test_a_key_comes_back_only_under_its_passphrase() -> None:
    """The one test that pays for scrypt: a fresh key and its proof, and a passphrase that is not its own."""
    key = make_wrapped_key("four words of silence")
    assert b"AGE-SECRET-KEY" not in key.wrapped_identity
    assert str(unwrap(key.wrapped_identity, "four words of silence").to_public()) == key.recipient
    with pytest.raises(WrongPassphrase):
        unwrap(key.wrapped_identity, "four words of noise")


def test_a_challenge_is_answered_by_its_own_key_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, challenge = make_challenge(KNOWN["A1"].recipient)
    monkeypatch.setattr(custody_keys, "unwrap", lambda wrapped, passphrase: IDENTITY[passphrase])
    assert custody_keys.answer_challenge(challenge, b"", "A1") == secret
    assert custody_keys.answer_challenge(challenge, b"", "A2") == b""


def test_the_wrapped_identities_of_the_tests_are_real() -> None:
    key = KNOWN["A1"]
    assert str(unwrap(key.wrapped, key.passphrase)) == key.identity
