"""From the award letter to a contract in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from core.audit.models import OutboxMessage
from core.time import SHANGHAI
from payments.deposits.models import Deposit
from payments.deposits.services import require_deposit
from projects.contracts import services
from projects.contracts.models import Contract, Signature
from projects.contracts.states import CONTRACT_STATE_NAMES, ContractState, Party
from projects.contracts.text import compose, fingerprint, statement_for
from tests.factories.accounts import member
from tests.factories.awards import put
from tests.factories.bids import PRICE_FEN
from tests.factories.contracts import ENDS_ON, STARTS_ON, WHILE_SIGNING
from tests.factories.plans import FIVE_CENTRES_FEN
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

LAST_DAY = datetime(2026, 6, 5, 23, 59, tzinfo=SHANGHAI)
TOO_LATE = datetime(2026, 6, 6, 0, 0, tzinfo=SHANGHAI)


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_SIGNING)
    return begin()


def sign(contract: Contract, party: str, by: Any) -> Contract:
    """Sign with the statement that belongs to the party."""
    return services.sign_contract(contract.pk, statement=statement_for(contract, party), by=by)


def test_every_state_has_three_names() -> None:
    assert set(CONTRACT_STATE_NAMES) == set(ContractState)


class TestDraft:
    def test_the_contract_is_drawn_up_from_tender_and_bid(self, story: Story) -> None:
        contract = services.draft_contract(story.award.pk)
        tender = story.award.lot.tender
        assert (contract.state, contract.buyer, contract.supplier) == ("DRAFTED", tender.buyer, story.supplier)
        assert (contract.amount_fen, contract.ocid, contract.term_months) == (PRICE_FEN, tender.ocid, 12)
        assert contract.sign_by == date(2026, 6, 5)
        assert acts(contract) == [("draft", "", "DRAFTED", "")]

    def test_drawing_up_twice_gives_the_same_contract(self, story: Story) -> None:
        first = services.draft_contract(story.award.pk)
        assert services.draft_contract(story.award.pk) == first
        assert Contract.objects.count() == 1

    def test_the_price_is_the_raw_bid_whatever_the_budget(self, story: Story) -> None:
        contract = services.draft_contract(story.award.pk)
        assert (contract.amount_fen, story.award.lot.budget_fen) == (PRICE_FEN, FIVE_CENTRES_FEN)

    def test_a_last_day_in_a_year_without_holidays_is_left_open(self, story: Story) -> None:
        story.award.published_at = datetime(2026, 12, 20, 9, 0, tzinfo=SHANGHAI)
        story.award.save()
        assert services.draft_contract(story.award.pk).sign_by is None


class TestOffer:
    def test_the_buyers_officer_offers_it_and_the_text_gets_its_days(self, story: Story) -> None:
        contract = story.contract()
        offered = services.offer_contract(contract.pk, starts_on=STARTS_ON, by=story.cast.officer)
        assert (offered.state, offered.starts_on, offered.ends_on) == ("OFFERED", STARTS_ON, ENDS_ON)
        assert offered.text["term"] == {"months": 12, "starts_on": "2026-06-01", "ends_on": "2027-05-31"}
        assert offered.offered_by == story.cast.officer

    def test_it_begins_today_where_no_day_is_given(self, story: Story) -> None:
        assert services.offer_contract(story.contract().pk, by=story.cast.officer).starts_on == date(2026, 5, 20)

    def test_it_does_not_begin_in_the_past(self, story: Story) -> None:
        sentence = "The first day lies in the past. Choose today or a later day."
        given = {"starts_on": date(2026, 5, 19), "by": story.cast.officer}
        assert why(services.offer_contract, story.contract().pk, **given) == [sentence]

    def test_nobody_else_offers_it(self, story: Story) -> None:
        contract = story.contract()
        met = by_denial(
            story.cast.but("officer", "colleague", "both"), lambda by: services.offer_contract(contract.pk, by=by)
        )
        assert met == story.expected("officer", "colleague", "both", hidden=True)

    @pytest.mark.parametrize("months", [37, None])
    def test_the_term_is_at_most_three_years(self, story: Story, months: int | None) -> None:
        contract = story.contract(term_months=months)
        sentence = (
            "The term is missing or longer than three years; a service contract may not run longer. "
            "(MOF Order 102 (purchase of services), art. 24)"
        )
        assert why(services.offer_contract, contract.pk, by=story.cast.officer) == [sentence]

    def test_three_years_are_lawful(self, story: Story) -> None:
        offered = services.offer_contract(story.contract(term_months=36).pk, by=story.cast.officer)
        assert offered.ends_on == date(2029, 5, 19)

    def test_the_amount_is_the_price_of_the_bid(self, story: Story) -> None:
        contract = story.contract(amount_fen=PRICE_FEN - 1)
        assert why(services.offer_contract, contract.pk, by=story.cast.officer)[0].startswith(
            "The amount is not the price of the bid that won."
        )

    def test_the_text_is_made_anew_from_tender_and_bid(self, story: Story) -> None:
        contract = story.contract(text={"scope": "别的内容"})
        offered = services.offer_contract(contract.pk, by=story.cast.officer)
        assert offered.text == compose(offered)

    def test_after_the_thirty_days_it_is_not_offered(self, story: Story, clock: Any) -> None:
        contract = story.contract()
        clock(TOO_LATE)
        assert why(services.offer_contract, contract.pk, by=story.cast.officer)[0].startswith(
            "The time for signing has run out."
        )


class TestSign:
    def test_the_supplier_signs_then_the_buyer(self, story: Story) -> None:
        contract = story.contract(offered=True)
        assert sign(contract, Party.SUPPLIER, story.cast.supplier).state == "OFFERED"
        signed = sign(contract, Party.BUYER, story.cast.approver)
        assert (signed.state, signed.publish_by) == ("SIGNED", date(2026, 5, 22))
        assert list(signed.signatures.order_by("pk").values_list("party", "by_id")) == [
            ("SUPPLIER", story.cast.supplier.pk),
            ("BUYER", story.cast.approver.pk),
        ]
        assert set(signed.signatures.values_list("text_sha256", flat=True)) == {fingerprint(signed.text)}
        assert acts(contract) == [("sign_as_supplier", "", "", ""), ("sign", "OFFERED", "SIGNED", "")]

    def test_the_buyer_does_not_sign_first(self, story: Story) -> None:
        contract = story.contract(offered=True)
        given = {"statement": statement_for(contract, Party.BUYER), "by": story.cast.approver}
        assert denial(services.sign_contract, contract.pk, **given) == "wrong_role"

    def test_the_supplier_does_not_sign_for_the_buyer(self, story: Story) -> None:
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        given = {"statement": statement_for(contract, Party.BUYER), "by": story.cast.supplier}
        assert denial(services.sign_contract, contract.pk, **given) == "wrong_role"

    def test_whoever_offered_it_does_not_sign_for_the_buyer(self, story: Story) -> None:
        contract = story.contract(offered=True, offered_by=story.cast.both)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        given = {"statement": statement_for(contract, Party.BUYER), "by": story.cast.both}
        assert denial(services.sign_contract, contract.pk, **given) == "same_person"

    @pytest.mark.parametrize(
        ("state", "card_rail", "signs"),
        [
            ("REQUIRED", True, False),
            ("PENDING", True, False),
            ("HELD", True, True),
            ("WAIVED", True, True),
            (None, True, True),  # the tender asks for none
            ("REQUIRED", False, False),  # paid by transfer, which two persons confirm
            ("HELD", False, True),
        ],
    )
    def test_the_performance_deposit_comes_first(
        self, story: Story, settings: Any, state: str | None, card_rail: bool, signs: bool
    ) -> None:
        settings.STRIPE_API_KEY = "sk_test_fake" if card_rail else ""
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        if state is not None:
            deposit = require_deposit(
                kind="PERFORMANCE",
                ocid=contract.ocid,
                lot=contract.lot_id,
                title="履约保证金",
                supplier_id=contract.supplier_id,
                buyer_id=contract.buyer_id,
                amount_fen=PRICE_FEN // 10,
                base_fen=PRICE_FEN,
                is_known=True,
                by=story.cast.officer,
            )
            put(Deposit, deposit.pk, state, held_at=WHILE_SIGNING if state == "HELD" else None)
        if signs:
            assert sign(contract, Party.BUYER, story.cast.approver).state == "SIGNED"
        else:
            given = {"statement": statement_for(contract, Party.BUYER), "by": story.cast.approver}
            (said,) = why(services.sign_contract, contract.pk, **given)
            assert said.startswith("The performance deposit has not been received.")

    def test_nobody_signs_for_both_sides(self, story: Story) -> None:
        contract = story.contract(offered=True)
        double = member(story.supplier, "SUPPLIER")
        double.memberships.create(organisation=story.cast.office, role="APPROVER", since=date(2026, 1, 1))
        sign(contract, Party.SUPPLIER, double)
        given = {"statement": statement_for(contract, Party.BUYER), "by": double}
        assert denial(services.sign_contract, contract.pk, **given) == "wrong_role"

    def test_the_database_does_not_let_one_person_sign_twice_either(self, story: Story) -> None:
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        twin = {
            "contract": contract,
            "by": story.cast.supplier,
            "statement": "",
            "text_sha256": "",
            "at": WHILE_SIGNING,
        }
        with pytest.raises(IntegrityError, match="nobody_signs_for_both_parties"), transaction.atomic():
            Signature.objects.create(party=Party.BUYER, **twin)

    def test_everybody_else_is_turned_away(self, story: Story) -> None:
        contract = story.contract(offered=True)
        statement = statement_for(contract, Party.SUPPLIER)
        met = by_denial(
            story.cast.but("supplier"), lambda by: services.sign_contract(contract.pk, statement=statement, by=by)
        )
        assert met == story.expected("supplier")

    def test_everybody_else_is_turned_away_from_the_buyers_place(self, story: Story) -> None:
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        statement = statement_for(contract, Party.BUYER)
        met = by_denial(
            story.cast.but("approver", "both"),
            lambda by: services.sign_contract(contract.pk, statement=statement, by=by),
        )
        assert met == story.expected("approver", "both")

    @pytest.mark.parametrize("statement", ["", "同意", "another"])
    def test_the_statement_has_to_be_the_one_over_this_text(self, story: Story, statement: str) -> None:
        contract = story.contract(offered=True)
        wrong = statement_for(contract, Party.BUYER) if statement == "another" else statement
        sentence = "The statement is not the one that belongs to this text. Read the contract again and sign it."
        assert why(services.sign_contract, contract.pk, statement=wrong, by=story.cast.supplier) == [sentence]
        assert Signature.objects.count() == 0

    def test_a_draft_is_not_signed(self, story: Story) -> None:
        contract = story.contract()
        given = {"statement": statement_for(contract, Party.SUPPLIER), "by": story.cast.supplier}
        assert denial(services.sign_contract, contract.pk, **given) == "stranger"

    @pytest.mark.parametrize(("moment", "in_time"), [(LAST_DAY, True), (TOO_LATE, False)])
    def test_the_thirtieth_day_counts(self, story: Story, clock: Any, moment: datetime, in_time: bool) -> None:
        contract = story.contract(offered=True)
        clock(moment)
        if in_time:
            sign(contract, Party.SUPPLIER, story.cast.supplier)
            assert sign(contract, Party.BUYER, story.cast.approver).state == "SIGNED"
        else:
            given = {"statement": statement_for(contract, Party.SUPPLIER), "by": story.cast.supplier}
            assert why(services.sign_contract, contract.pk, **given)[0].startswith("The time for signing has run out.")

    def test_the_buyer_too_signs_in_time_or_not_at_all(self, story: Story, clock: Any) -> None:
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        clock(TOO_LATE)
        given = {"statement": statement_for(contract, Party.BUYER), "by": story.cast.approver}
        assert why(services.sign_contract, contract.pk, **given)[0].startswith("The time for signing has run out.")

    def test_an_open_challenge_window_does_not_keep_anybody_from_signing(self, story: Story, clock: Any) -> None:
        clock(datetime(2026, 5, 7, 9, 0, tzinfo=SHANGHAI))
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        assert (story.award.state, sign(contract, Party.BUYER, story.cast.approver).state) == ("PUBLISHED", "SIGNED")

    def test_a_suspended_supplier_takes_on_nothing_new(self, story: Story) -> None:
        contract = story.contract(offered=True)
        put(Organisation, story.supplier.pk, "SUSPENDED", suspended_at=WHILE_SIGNING)
        fresh = User.objects.get(pk=story.cast.supplier.pk)
        given = {"statement": statement_for(contract, Party.SUPPLIER), "by": fresh}
        assert denial(services.sign_contract, contract.pk, **given) == "wrong_role"


class TestPublish:
    def test_a_person_other_than_the_signer_publishes_and_the_milestones_are_planned(self, story: Story) -> None:
        contract = services.publish_contract(story.contract(signed=True).pk, by=story.cast.officer)
        assert contract.state == "IN_FORCE"
        assert contract.milestones.amount_fen() == contract.amount_fen
        assert OutboxMessage.objects.filter(topic="contract.published").count() == 1

    def test_the_buyers_signer_does_not_publish(self, story: Story) -> None:
        contract = story.contract(offered=True)
        sign(contract, Party.SUPPLIER, story.cast.supplier)
        sign(contract, Party.BUYER, story.cast.approver)
        assert denial(services.publish_contract, contract.pk, by=story.cast.approver) == "same_person"

    def test_nobody_else_publishes(self, story: Story) -> None:
        contract = story.contract(signed=True)
        allowed = ("officer", "colleague", "approver", "both")
        met = by_denial(story.cast.but(*allowed), lambda by: services.publish_contract(contract.pk, by=by))
        assert met == story.expected(*allowed)

    def test_publishing_late_is_no_reason_not_to_publish(self, story: Story, clock: Any) -> None:
        contract = story.contract(signed=True)
        clock(datetime(2026, 5, 29, 9, 0, tzinfo=SHANGHAI))
        assert services.publish_contract(contract.pk, by=story.cast.officer).state == "IN_FORCE"

    def test_it_is_published_once(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        assert why(services.publish_contract, contract.pk, by=story.cast.officer) == [
            "“Publish the contract” is not possible now: In force."
        ]


class TestFile:
    def test_a_copy_is_filed_once(self, story: Story) -> None:
        contract = story.contract(signed=True)
        first = services.file_contract(contract.pk, by=story.cast.officer)
        again = services.file_contract(contract.pk, by=story.cast.colleague)
        assert (again.filed_at, again.filed_by) == (first.filed_at, story.cast.officer)
        assert acts(contract) == [("file", "", "", "")]

    def test_only_a_signed_contract_is_filed(self, story: Story) -> None:
        assert why(services.file_contract, story.contract(offered=True).pk, by=story.cast.officer) == [
            "Only a signed contract is filed. (Government Procurement Law, art. 47)"
        ]

    def test_nobody_else_files_it(self, story: Story) -> None:
        contract = story.contract(signed=True)
        allowed = ("officer", "colleague", "approver", "both")
        met = by_denial(story.cast.but(*allowed), lambda by: services.file_contract(contract.pk, by=by))
        assert met == story.expected(*allowed)
