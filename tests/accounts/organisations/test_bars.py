"""Barring an organisation up to a day, and the end of the bar by time alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.organisations.models import Organisation
from accounts.organisations.services import (
    bar_organisation,
    lift_bar,
    lift_bars,
    suspend_organisation,
)
from accounts.organisations.states import OrganisationState
from accounts.people.models import User
from core.audit.models import AuditRow
from core.clock import run_sweeps
from core.transitions import CLOCK, Refused, move
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import (
    OrganisationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


class TestBarring:
    """A bar runs up to and including its last day; time alone lifts it."""

    def test_a_bar_keeps_its_last_day(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=line.street)
        barred = bar_organisation(organisation.pk, until=date(2027, 3, 16), reason="串通投标", by=registrar)
        assert (barred.state, barred.barred_until) == (OrganisationState.BARRED, date(2027, 3, 16))
        assert AuditRow.objects.of_thing(organisation).last().detail == {"until": "2027-03-16"}

    @pytest.mark.parametrize(("until", "says"), [(DAY, "on a day to come"), (date(2029, 3, 17), "three years at most")])
    def test_a_bar_ends_within_three_years(self, line: Line, registrar: User, until: date, says: str) -> None:
        organisation = OrganisationFactory.create(area=line.street)
        with pytest.raises(Refused, match=says):
            bar_organisation(organisation.pk, until=until, reason="串通投标", by=registrar)
        lawful = bar_organisation(organisation.pk, until=date(2029, 3, 16), reason="串通投标", by=registrar)
        assert lawful.state == OrganisationState.BARRED

    def test_a_reason_is_wanted(self, line: Line, registrar: User) -> None:
        with pytest.raises(Refused, match="Give a reason"):
            bar_organisation(
                OrganisationFactory.create(area=line.street).pk, until=date(2027, 1, 1), reason="", by=registrar
            )

    def test_a_later_decision_replaces_it(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(barred=True, barred_until=date(2026, 12, 31), area=line.street)
        assert bar_organisation(
            organisation.pk, until=date(2027, 12, 31), reason="拒不改正", by=registrar
        ).barred_until == date(2027, 12, 31)

    def test_time_lifts_it_on_the_day_after_its_last(self, on_the_day: Callable[[date], None]) -> None:
        organisation = OrganisationFactory.create(barred=True, barred_until=date(2026, 3, 20))
        on_the_day(date(2026, 3, 20))
        assert lift_bar(organisation.pk).state == OrganisationState.BARRED
        assert lift_bars() == 0
        on_the_day(date(2026, 3, 21))
        assert lift_bars() == 1
        lifted = Organisation.objects.get(pk=organisation.pk)
        assert (lifted.state, lifted.barred_until) == (OrganisationState.VERIFIED, None)
        row = AuditRow.objects.of_thing(organisation).last()
        assert (row.verb, row.actor_id, row.actor_role) == ("lift_bar", "clock", "clock")
        assert lift_bars() == 0

    def test_the_sweep_lifts_it(self) -> None:
        organisation = OrganisationFactory.create(barred=True, barred_until=date(2026, 3, 15))
        run_sweeps()
        assert Organisation.objects.get(pk=organisation.pk).state == OrganisationState.VERIFIED

    def test_a_suspension_outlives_the_bar(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=line.street)
        suspend_organisation(organisation.pk, reason="年报未报", by=registrar)
        bar_organisation(organisation.pk, until=date(2026, 3, 17), reason="串通投标", by=registrar)
        with pytest.raises(Refused, match="not ended yet"):
            move(Organisation.objects.get(pk=organisation.pk).lift_bar_to_suspension, by=CLOCK)

    def test_back_to_the_suspension(self, on_the_day: Callable[[date], None], line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(suspended=True, area=line.street)
        bar_organisation(organisation.pk, until=date(2026, 3, 17), reason="串通投标", by=registrar)
        on_the_day(date(2026, 3, 18))
        with pytest.raises(Refused, match="suspended before it was barred"):
            move(Organisation.objects.get(pk=organisation.pk).lift_bar, by=CLOCK)
        assert lift_bar(organisation.pk).state == OrganisationState.SUSPENDED
        never = OrganisationFactory.create(barred=True, barred_until=date(2026, 3, 17))
        with pytest.raises(Refused, match="was not suspended before"):
            move(never.lift_bar_to_suspension, by=CLOCK)

    def test_no_person_lifts_it(self, registrar: User) -> None:
        organisation = OrganisationFactory.create(barred=True, barred_until=date(2026, 3, 15))
        with pytest.raises(Refused, match="Time alone takes this step"):
            move(organisation.lift_bar, by=registrar)
