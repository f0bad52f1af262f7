"""What every calculator returns: a result, and the rules because of which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.law.refusals import Sentence
from core.law.rulebook import Rule

Result = TypeVar("Result")


@dataclass(frozen=True)
class Because:
    """A rule that led to a result, its citation and a sentence in the reader's language."""

    rule: str
    article: str
    text: str

    @classmethod
    def of(cls, rule: Rule, remark: Sentence = "") -> Because:
        """Cite a rule, with a remark on how it bore on this case."""
        return cls(rule.key, rule.article, f"{rule.text} {remark}".rstrip())

    def as_json(self) -> dict[str, str]:
        """The three keys as printed."""
        return {"rule": self.rule, "article": self.article, "text": self.text}


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """The result of a calculator with its reasons."""

    result: Result
    because: tuple[Because, ...]
