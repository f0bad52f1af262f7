"""What the registers say about an organisation, in words: grades, annual reports, credit lists, the track record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.organisations.kinds import SUPPLIER_KINDS, OrganisationKind, TrackRecordKind
from accounts.organisations.models import Organisation
from accounts.organisations.track_record import TrackRecordEntry
from core.instants import months
from core.punctuation import labelled, percent_sign
from core.templatetags.linli import day as written
from core.words import in_its_language

NEWEST = 20  # lines of a track record that the page shows


@dataclass(frozen=True)
class Register:
    """One register: what it is, its lines, and what an empty one means."""

    title: str
    empty: str
    lines: list[str] = field(default_factory=list)


def taking_part(organisation: Organisation, day: date) -> str:
    """Whether the organisation may supply or buy on a day; else every reason why not, a line each."""
    if organisation.kind in SUPPLIER_KINDS:
        reasons, yes = organisation.may_supply_on(day), _("It may supply.")
    elif organisation.kind == OrganisationKind.BUYER:
        reasons, yes = organisation.may_buy_on(day), _("It may buy.")
    else:
        return _("It neither buys nor supplies.")
    return "\n".join(str(reason) for reason in reasons) or yes


def register_lines(organisation: Organisation, on: date) -> list[Register]:
    """Return the registers that concern an organisation of its kind."""
    registers = []
    if organisation.kind == OrganisationKind.SOCIAL:
        registers += [_grades(organisation), _reports(organisation, on)]
    if organisation.kind in SUPPLIER_KINDS:
        registers += [_lists(organisation), _record(organisation)]
    return registers


def _grades(organisation: Organisation) -> Register:
    grades = organisation.grades.order_by("-granted_on", "-pk")
    lines = [
        _("%(grade)s, from %(since)s to %(until)s")
        % {"grade": grade, "since": written(grade.granted_on), "until": written(grade.expires_on)}
        for grade in grades
    ]
    return Register(_("Assessment grades"), _("Not graded."), lines)


def _reports(organisation: Organisation, on: date) -> Register:
    reports = list(organisation.annual_reports.all())
    lines = [
        _("%(year)s: %(conclusion)s, received on %(day)s")
        % {"year": one.year, "conclusion": one.get_conclusion_display() or "–", "day": written(one.filed_on)}
        for one in sorted(reports, key=lambda one: -one.year)
    ]
    missing = organisation.reports_missing_on(on)
    if missing:
        lines.insert(0, _("Missing: %(years)s") % {"years": ", ".join(str(year) for year in missing)})
    return Register(_("Annual reports"), _("No report received yet."), lines)


def _lists(organisation: Organisation) -> Register:
    lines = []
    for entry in sorted(organisation.credit_entries.all(), key=lambda one: (one.listed_on, one.pk), reverse=True):
        facts = {"list": entry.get_list_kind_display(), "since": written(entry.listed_on)}
        if entry.removed_on:
            lines.append(
                _("%(list)s, from %(since)s, removed on %(until)s") % {**facts, "until": written(entry.removed_on)}
            )
        else:
            lines.append(_("%(list)s, since %(since)s: it stands") % facts)
    return Register(_("Credit lists"), _("On no list."), lines)


def _record(organisation: Organisation) -> Register:
    entries = TrackRecordEntry.objects.of(organisation.pk)[:NEWEST]
    return Register(
        _("Track record"), _("Nothing delivered through this site yet."), [_told(entry) for entry in entries]
    )


def _told(entry: TrackRecordEntry) -> SafeString:
    """A line in words: what, how much, of which milestone or months, and the purchase behind it."""
    of = entry.detail.get("milestone") or months(entry.period) or written(entry.at)
    told = in_its_language(f"{labelled(entry.get_kind_display(), _value(entry))} · {of}")
    return format_html('{} · <a href="{}">{}</a>', told, reverse("project", args=[entry.ocid]), entry.ocid)


def _value(entry: TrackRecordEntry) -> str:
    number = f"{entry.value.normalize():f}"
    match entry.kind:
        case TrackRecordKind.CONTRACT:
            return f"¥{entry.value:,.2f}"
        case TrackRecordKind.DELIVERED:
            return f"{(entry.value * 100).normalize():f}{percent_sign()}"
        case TrackRecordKind.ON_TIME:
            return _("Yes") if entry.value else _("No")
        case TrackRecordKind.RATING:
            return _("%(points)s of 100 points") % {"points": number}
    return number
