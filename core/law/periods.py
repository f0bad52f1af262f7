"""Deadlines and clocks: the last day of every period of the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import DoesNotApply, UnknownRule
from core.law.rulebook import CALENDAR_DAYS, WORKING_DAYS, Rule, Rulebook, rulebook
from core.law.workdays import Calendar, later


@dataclass(frozen=True)
class Period:
    """One period run through the calendar: where it ends before and after an announced holiday moves it."""

    rule: Rule
    start: date
    counted: date
    end: date


def run(rule: Rule, start: date, calendar: Calendar) -> Period:
    """Count a rule's period from a day that is not counted itself; raises UncoveredYear and DoesNotApply."""
    if rule.unit == WORKING_DAYS:
        counted = end = calendar.add_workdays(start, rule.whole)
    elif rule.unit == CALENDAR_DAYS:
        counted = later(start, rule.whole)
        calendar.cover(counted)
        end = calendar.after_holiday(counted) if rule.moves else counted
    else:
        raise DoesNotApply(_("“%(rule)s” is not a period of days.") % {"rule": rule.key})
    return Period(rule, start, counted, end)


def why(period: Period, book: Rulebook) -> list[Because]:
    """Return the reasons for a period's end: its rule, how days count, and the holiday that moved it."""
    remark = _("From %(start)s: %(end)s.") % {"start": period.start.isoformat(), "end": period.counted.isoformat()}
    reasons = [Because.of(period.rule, remark)]
    if period.rule.key.startswith(("challenge", "complaint")) and book.has("challenge_day_counting"):
        reasons.append(Because.of(book.rule("challenge_day_counting")))
    elif book.has("day_counting"):
        reasons.append(Because.of(book.rule("day_counting")))
    if period.end != period.counted and book.has("holiday_move"):
        moved = _("%(counted)s lies in an announced holiday; the first day after it is %(end)s.") % {
            "counted": period.counted.isoformat(),
            "end": period.end.isoformat(),
        }
        reasons.append(Because.of(book.rule("holiday_move"), moved))
    return reasons


def earliest_deadline(method: str, issued: date, calendar: Calendar, book: Rulebook | None = None) -> Outcome[date]:
    """Return the earliest lawful bid deadline of a method for a notice issued on a day.

    Raises DoesNotApply for a method without one, NotInForce and UncoveredYear.
    """
    book = book or rulebook()
    buying = book.method(method)
    if not buying.deadline:
        raise DoesNotApply(
            _("%(method)s has no bid deadline: there is one supplier to talk to, and no bids are awaited.")
            % {"method": str(buying)}
        )
    period = run(book.rule(buying.deadline), issued, calendar)
    return Outcome(period.end, tuple(why(period, book)))


def clock_end(key: str, start: date, calendar: Calendar, book: Rulebook | None = None) -> Outcome[date]:
    """Return the last day of a clock that an event on `start` sets going; a clock may run after another.

    Raises UnknownRule (naming the clocks there are), NotInForce and UncoveredYear.
    """
    book = book or rulebook()
    if key not in book.clocks:
        raise UnknownRule(
            _("The rulebook has no clock “%(clock)s”. Its clocks are: %(known)s.")
            % {"clock": key, "known": ", ".join(book.clocks)}
        )
    rule = book.rule(key)
    reasons: list[Because] = []
    if rule.after:
        first = clock_end(rule.after, start, calendar, book)
        reasons += first.because
        start = first.result
    period = run(rule, start, calendar)
    reasons += [each for each in why(period, book) if each not in reasons]
    return Outcome(period.end, tuple(reasons))


def is_in_time(key: str, start: date, act: date, calendar: Calendar) -> bool:
    """Whether an act on a day still lies within a clock; the last day counts."""
    return act <= clock_end(key, start, calendar).result


def amendment_postpones(method: str, amended: date, deadline: date, calendar: Calendar) -> date | None:
    """Return the new deadline when an amendment that affects bids comes too late for the old one, else None.

    Raises DoesNotApply for a method without a deadline, and UncoveredYear.
    """
    book = rulebook()
    if not book.method(method).deadline:
        raise DoesNotApply(_("%(method)s has no bid deadline.") % {"method": str(book.method(method))})
    keys = {"negotiation": "amendment_notice_negotiation", "consultation": "amendment_notice_consultation"}
    earliest = run(book.rule(keys.get(method, "amendment_notice")), amended, calendar).end
    return earliest if earliest > deadline else None
