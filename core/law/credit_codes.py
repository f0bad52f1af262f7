"""Unified social credit codes (GB 32100-2015): read, checked to the last character, and made for examples."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook, rulebook

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18
NATIONAL = "10"
# The first digits of every province, as (first, last) runs of GB/T 2260.
PROVINCE_RUNS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
PROVINCES = frozenset(str(code) for first, last in PROVINCE_RUNS for code in range(first, last + 1))
OTHER_KIND = "其他"
# The registrar and the kind of organisation, by the first two characters; names are those of the standard.
KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "机构编制部门直接管理的群众团体",
    "19": "其他（机构编制）",
    "31": "律师事务所",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "59": "其他（民政）",
    "81": "基层工会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
    "Y1": OTHER_KIND,
}
SOCIAL_ORGANISATIONS = frozenset({"51", "52", "53", "59"})


@dataclass(frozen=True)
class CreditCode:
    """A code as read: what it says when valid, and the first reason why not otherwise."""

    code: str
    reason: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether length, alphabet, region and both check characters are right."""
        return not self.reason

    @property
    def kind(self) -> str:
        """The kind of organisation; 其他 for a prefix that the standard does not list."""
        return KINDS.get(self.code[:2], OTHER_KIND)

    @property
    def area(self) -> str:
        """The six digits of the registering area."""
        return self.code[2:8]

    @property
    def is_social_organisation(self) -> bool:
        """Whether the civil-affairs registrar entered it."""
        return self.code[:2] in SOCIAL_ORGANISATIONS


def check_character(first_seventeen: str) -> str:
    """Return the 18th character of a code."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def organisation_check(body: str) -> str:
    """Return the check character of an organisation code (GB 11714) of eight characters."""
    remainder = sum(int(character, 36) * weight for character, weight in zip(body, BODY_WEIGHTS, strict=True)) % 11
    return {0: "0", 1: "X"}.get(remainder, str(11 - remainder))


def why_not(code: str) -> str:
    """Return the first reason against a code in capitals, "" where it is valid."""
    if len(code) != LENGTH:
        return "length"
    if any(character not in ALPHABET for character in code):
        return "alphabet"
    area = code[2:8]
    if not area.isdigit() or area[:2] not in PROVINCES | {NATIONAL}:
        return "region"
    if organisation_check(code[8:16]) != code[16]:
        return "organisation_check"
    return "" if check_character(code[:17]) == code[17] else "check"


def in_capitals(code: str) -> str:
    """Return a code with its Latin letters in capitals; no other letter may turn into a lawful one."""
    return "".join(character.upper() if character.isascii() else character for character in code)


def read_credit_code(code: str, book: Rulebook | None = None) -> Outcome[CreditCode]:
    """Read a code, letters in either case."""
    book = book or rulebook()
    capitals = in_capitals(code)
    reason = why_not(capitals)
    reasons = (Because.of(book.rule("credit_code")), Because.of(book.rule("credit_code_check")))
    return Outcome(CreditCode(capitals, reason), reasons)


def make_credit_code(prefix: str, area: str, body: str) -> str:
    """Return the lawful code with a prefix of two, an area of six and a body of eight characters; raises BadInput."""
    head = in_capitals(prefix + area + body)
    if (len(prefix), len(area), len(body)) != (2, 6, 8) or any(character not in ALPHABET for character in head):
        raise BadInput(_("A code is made of 2 + 6 + 8 characters out of %(alphabet)s.") % {"alphabet": ALPHABET})
    head += organisation_check(head[8:])
    code = head + check_character(head)
    if why_not(code):
        raise BadInput(_("“%(area)s” is not an area code of a known province.") % {"area": area})
    return code
