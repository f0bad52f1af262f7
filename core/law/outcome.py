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
    # What the calculator says of itself: left out by a document that people sign.
    is_left_out: bool = False
    aside: str = ""

    @classmethod
    def of(cls, rule: Rule, remark: Sentence = "", *, aside: Sentence = "", is_left_out: bool = False) -> Because:
        """Cite a rule, with a remark on how it bore on this case, and an aside on what the calculator did not do."""
        said = " ".join(str(words) for words in (rule.text, remark, aside) if words)
        return cls(rule.key, rule.article, said, is_left_out, f" {aside}" if aside else "")

    @property
    def for_the_record(self) -> str:
        """The sentence without the aside."""
        return self.text.removesuffix(self.aside)

    def as_json(self) -> dict[str, str]:
        """The three keys as printed."""
        return {"rule": self.rule, "article": self.article, "text": self.text}


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """The result of a calculator with its reasons."""

    result: Result
    because: tuple[Because, ...]
