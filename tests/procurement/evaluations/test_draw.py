"""The draw: anybody can replay it, and nobody can bend it."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from procurement.evaluations.draw import commitment_of, draw_order, new_seed, replay

SEED = "5eed" * 16


def test_the_order_is_what_sha256sum_says() -> None:
    tickets = {
        number: hashlib.sha256(f"linli-draw/1|committee|{SEED}|7|{number}".encode()).hexdigest()
        for number in range(1, 6)
    }
    assert draw_order(SEED, 7, range(1, 6)) == sorted(tickets, key=tickets.__getitem__)


def test_a_known_draw_stays_what_it_was() -> None:
    assert draw_order(SEED, 7, [11, 12, 13, 14, 15, 16]) == [12, 15, 14, 11, 16, 13]


def test_the_commitment_is_the_sha256_of_the_text() -> None:
    assert commitment_of(SEED) == hashlib.sha256(SEED.encode()).hexdigest()


def test_seeds_are_fresh_and_long() -> None:
    assert len({new_seed() for _number in range(20)}) == 20
    assert len(new_seed()) == 64


@given(st.sets(st.integers(1, 10_000), max_size=30), st.randoms())
def test_the_order_does_not_depend_on_how_the_register_lists(numbers: set[int], chance: object) -> None:
    listed = list(numbers)
    chance.shuffle(listed)  # type: ignore[attr-defined]
    assert draw_order(SEED, 3, listed) == draw_order(SEED, 3, sorted(numbers))


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=30), st.integers(10_001, 20_000))
def test_a_name_added_moves_nobody_else(numbers: set[int], added: int) -> None:
    longer = draw_order(SEED, 3, numbers | {added})
    assert [number for number in longer if number != added] == draw_order(SEED, 3, numbers)


def test_another_evaluation_or_purpose_is_another_draw() -> None:
    numbers = range(20)
    assert draw_order(SEED, 1, numbers) != draw_order(SEED, 2, numbers)
    assert draw_order(SEED, 1, numbers, "tie") != draw_order(SEED, 1, numbers)


def stands(**changed: object) -> tuple[str, ...]:
    order = draw_order(SEED, 7, [11, 12, 13, 14, 15, 16])
    facts = {
        "seed": SEED,
        "commitment": commitment_of(SEED),
        "evaluation_id": 7,
        "snapshot": [11, 12, 13, 14, 15, 16],
        "order": order,
        "passed_over": [order[0]],
        "seated": order[1:4],
    }
    return replay(**{**facts, **changed}).differences  # type: ignore[arg-type]


def test_an_honest_draw_stands() -> None:
    assert stands() == ()


def test_another_seed_is_noticed() -> None:
    assert len(stands(seed="0" * 64)) == 3  # commitment, order and seats


def test_a_turned_order_is_noticed_at_its_place() -> None:
    assert stands(order=[12, 15, 14, 11, 13, 16]) == (
        "order: differs from place 5 on; recomputed [12, 15, 14, 11, 16, 13], recorded [12, 15, 14, 11, 13, 16]",
    )


def test_a_seat_given_past_the_order_is_noticed() -> None:
    assert stands(seated=[15, 14, 16]) == ("seats: the draw gives [15, 14, 11], seated were [15, 14, 16]",)


def test_a_register_that_lists_somebody_twice_is_noticed() -> None:
    assert stands(snapshot=[11, 11, 12, 13, 14, 15, 16])[0].startswith("snapshot:")
