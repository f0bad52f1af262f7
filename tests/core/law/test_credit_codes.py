"""Credit codes are read to the last character; the first reason that applies is the one told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.credit_codes import ALPHABET, PROVINCES, make_credit_code, read_credit_code
from core.law.refusals import BadInput


@pytest.mark.parametrize(
    ("code", "kind", "area"),
    [
        ("52310230MJ5339125F", "民办非企业单位", "310230"),
        ("52310230mj5339125f", "民办非企业单位", "310230"),
        ("53310000MJ49517770", "基金会", "310000"),
        ("N2440300MF12345673", "村级集体经济组织", "440300"),
        ("Y1440300MB12345626", "其他", "440300"),
    ],
)
def test_a_valid_code(code, kind, area):
    read = read_credit_code(code).result
    assert (read.is_valid, read.kind, read.area) == (True, kind, area)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "length"),
        ("52310230MJ5339125", "length"),
        ("52310230MI533912", "length"),  # too short comes before a wrong letter
        ("52310230MJ5339125F ", "length"),
        ("52310230MI5339125F", "alphabet"),
        ("5231023OMJ5339125F", "alphabet"),
        ("52310230MJ5339125ſ", "alphabet"),  # a long s is no S, and S is not in the alphabet either
        ("52310230MJ533912５F", "alphabet"),  # a full-width digit
        ("52990230MJ5339125F", "region"),
        ("523A0230MJ5339125F", "region"),
        ("52310230MJ5393125F", "organisation_check"),
        ("52310230MJ5339125E", "check"),
        ("51310230MJ5339125F", "check"),
    ],
)
def test_a_wrong_code(code, reason):
    read = read_credit_code(code).result
    assert (read.is_valid, read.reason) == (False, reason)


def test_the_nation_is_a_region():
    assert read_credit_code(make_credit_code("51", "100000", "50000123")).result.reason == ""


BODIES = st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8)
AREAS = st.builds(
    lambda province, rest: f"{province}{rest:04}", st.sampled_from(sorted(PROVINCES)), st.integers(0, 9999)
)


@given(st.sampled_from(["51", "52", "53", "91", "N2", "A1"]), AREAS, BODIES)
def test_a_made_code_is_valid(prefix, area, body):
    code = make_credit_code(prefix, area, body)
    assert (len(code), read_credit_code(code.lower()).result.reason) == (18, "")


@given(AREAS, BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(area, body, place, character):
    code = make_credit_code("52", area, body)
    broken = code[:place] + character + code[place + 1 :]
    assert read_credit_code(broken).result.is_valid is (broken == code)


@pytest.mark.parametrize(
    ("prefix", "area", "body"),
    [("5", "310230", "MJ533912"), ("52", "990230", "MJ533912"), ("52", "310230", "MI533912")],
)
def test_no_code_is_made_of_wrong_parts(prefix, area, body):
    with pytest.raises(BadInput):
        make_credit_code(prefix, area, body)
