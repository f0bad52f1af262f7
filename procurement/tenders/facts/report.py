"""What a check found: errors stop the import, warnings stop the publication until they are filled."""

from __future__ import annotations

from dataclasses import dataclass, field

from procurement.tenders.facts.values import storable

LONGEST_MESSAGE = 500  # characters; a message quotes the sheet, and a sheet may hold anything


@dataclass(frozen=True)
class Finding:
    """One thing to look at: its place in the file's own keys, as `scoring.sections[2].weight`, and a sentence."""

    path: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The two keys as printed."""
        return {"path": self.path, "message": self.message}


@dataclass
class Report:
    """Everything found in one file, in the order of its parts."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the facts can become a draft."""
        return not self.errors

    def error(self, path: str, message: str) -> None:
        """Note what stops the import, once a place and sentence."""
        self._note(self.errors, path, message)

    def warn(self, path: str, message: str) -> None:
        """Note what a person has to look at before publishing, once a place and sentence."""
        self._note(self.warnings, path, message)

    def as_json(self) -> dict[str, object]:
        """The report as printed by the command."""
        return {
            "ok": self.ok,
            "errors": [finding.as_json() for finding in self.errors],
            "warnings": [finding.as_json() for finding in self.warnings],
        }

    @staticmethod
    def _note(findings: list[Finding], path: str, message: str) -> None:
        said = storable(message)
        finding = Finding(path, said if len(said) <= LONGEST_MESSAGE else f"{said[:LONGEST_MESSAGE]}…")
        if finding not in findings:
            findings.append(finding)
