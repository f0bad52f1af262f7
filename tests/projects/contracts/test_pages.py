"""Pages of contracts: read, sign twice, publish, supplement, end; each refusal with its status."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.law.limits import supplement_limit
from core.views import thing_url
from projects.contracts.models import Amendment, Contract
from projects.contracts.states import Party
from projects.contracts.text import statement_for, statement_for_amendment
from tests.factories.contracts import WHILE_RUNNING, WHILE_SIGNING, AmendmentFactory, ContractFactory, published_award
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.story import Story, acts, begin

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
WHY = {"reason": "居民多次投诉，继续履行将损害公共利益。"}


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_SIGNING)
    return begin()


def state(contract: Contract) -> str:
    return str(Contract.objects.get(pk=contract.pk).state)


class TestReading:
    def test_the_page_shows_facts_text_and_the_statements_to_sign(self, story: Story) -> None:
        contract = story.contract(offered=True)
        page = Browser(story.cast.supplier).get("contract", contract.pk).content.decode()
        assert statement_for(contract, Party.SUPPLIER) in page
        assert statement_for(contract, Party.BUYER) in page
        assert contract.text["tender"]["objective"] in page
        assert contract.text["passing_on"] in page
        assert "Subcontracting" in page

    def test_a_signed_contract_shows_both_signatures(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        page = Browser(story.cast.stranger).get("contract", contract.pk).content.decode()
        assert page.count('<figure class="card signature">') == 2

    def test_before_publication_strangers_find_nothing(self, story: Story) -> None:
        contract = story.contract(offered=True)
        people = {name: getattr(story.cast, name) for name in ("officer", "supplier", "supervisor", "stranger")}
        assert statuses(people, "contract", contract.pk) == {
            "officer": 200,
            "supplier": 200,
            "supervisor": 200,
            "stranger": 404,
        }
        assert Browser().get("contract", contract.pk).status_code == 302

    def test_the_list_shows_the_contracts_of_either_side_and_of_ones_area(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        title = contract.lot.tender.title_en
        lists = {
            name: Browser(getattr(story.cast, name)).get("contracts").content.decode()
            for name in ("officer", "supplier", "supervisor", "stranger")
        }
        shown = {name: title in page for name, page in lists.items()}
        assert shown == {"officer": True, "supplier": True, "supervisor": True, "stranger": False}

    def test_the_list_is_searched_and_narrowed_by_state(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        client, address = Browser(story.cast.officer).client, reverse("contracts")
        asked = ("?q=&state=IN_FORCE", f"?q={contract.supplier.name}", "?state=DRAFTED", "?q=zzz", "?state=NOWHERE")
        found = [f'href="{thing_url(contract)}"' in client.get(address + query).content.decode() for query in asked]
        assert found == [True, True, False, False, True], "a state that does not exist is left out"
        assert "Nothing matches" in client.get(f"{address}?q=zzz").content.decode()

    def queries(self, story: Story, contract: Contract) -> dict[str, int]:
        readers = ("officer", "approver", "supplier", "stranger")
        return {who: queries_of(getattr(story.cast, who), "contract", contract.pk) for who in readers}

    def test_queries_do_not_grow(self, story: Story, clock: Any) -> None:
        contract = story.contract(in_force=True)
        clock(WHILE_RUNNING)
        PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
        AmendmentFactory.create(contract=contract, added_fen=100, agreed=True)
        before = self.queries(story, contract)
        for _ in range(2):
            PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
            AmendmentFactory.create(contract=contract, added_fen=100, agreed=True)
        after = self.queries(story, contract)
        assert after == before
        assert max(after.values()) <= 12


class TestSigning:
    def test_the_officer_offers_after_checking_the_answers(self, story: Story) -> None:
        contract = story.contract()
        browser = Browser(story.cast.officer)
        assert (
            "Check your answers" in browser.post("contract_offer", contract.pk, starts_on="2026-06-01").content.decode()
        )
        assert state(contract) == "DRAFTED"
        assert browser.post("contract_offer", contract.pk, starts_on="2026-06-01", sure="1").status_code == 302
        assert state(contract) == "OFFERED"

    def test_a_day_gone_by_is_refused_and_kept(self, story: Story) -> None:
        contract = story.contract()
        answer = Browser(story.cast.officer).post("contract_offer", contract.pk, starts_on="2026-05-01", sure="1")
        assert answer.status_code == 409
        assert "The first day lies in the past" in answer.content.decode()
        assert 'value="2026-05-01"' in answer.content.decode()

    def test_the_supplier_signs_with_the_password_then_the_approver(self, story: Story) -> None:
        contract = story.contract(offered=True)
        said = {"statement": statement_for(contract, Party.SUPPLIER), "read": "on"}
        browser = Browser(story.cast.supplier)
        assert (
            statement_for(contract, Party.SUPPLIER)
            in browser.get("contract_sign_as_supplier", contract.pk).content.decode()
        )
        unread = browser.post("contract_sign_as_supplier", contract.pk, statement=said["statement"])
        assert unread.status_code == 422
        check = browser.post("contract_sign_as_supplier", contract.pk, **said).content.decode()
        assert "Your password, once more" in check
        wrong = browser.post("contract_sign_as_supplier", contract.pk, **said, sure="1", password="guess")
        assert wrong.status_code == 422
        assert "The password is not right" in wrong.content.decode()
        assert not contract.signatures.exists()
        done = browser.post("contract_sign_as_supplier", contract.pk, **said, sure="1", password=PASSWORD)
        assert done.status_code == 302
        buyers = {"statement": statement_for(contract, Party.BUYER), "read": "on", "sure": "1", "password": PASSWORD}
        assert Browser(story.cast.approver).post("contract_sign", contract.pk, **buyers).status_code == 302
        assert state(contract) == "SIGNED"
        assert set(contract.signatures.values_list("party", flat=True)) == {"SUPPLIER", "BUYER"}

    def test_another_text_is_not_signed(self, story: Story) -> None:
        contract = story.contract(offered=True)
        said = {"statement": "我同意", "read": "on", "sure": "1", "password": PASSWORD}
        answer = Browser(story.cast.supplier).post("contract_sign_as_supplier", contract.pk, **said)
        assert answer.status_code == 409

    def test_who_may_sign(self, story: Story) -> None:
        contract = story.contract(offered=True)
        people = {name: getattr(story.cast, name) for name in ("officer", "supplier", "supervisor", "stranger")}
        said = {"statement": statement_for(contract, Party.SUPPLIER), "read": "on", "sure": "1", "password": PASSWORD}
        assert statuses(people, "contract_sign_as_supplier", contract.pk, post=said) == {
            "officer": 403,
            "supplier": 302,
            "supervisor": 403,
            "stranger": 404,
        }
        page = Browser(story.cast.officer).get("contract_sign_as_supplier", contract.pk).content.decode()
        assert "This step belongs to another role: the supplier&#x27;s representative." in page

    def test_who_offered_does_not_sign(self, story: Story) -> None:
        contract = story.contract()
        both = story.cast.both
        Browser(both).post("contract_offer", contract.pk, sure="1")
        sign_supplier(story, contract)
        said = {
            "statement": statement_for(Contract.objects.get(pk=contract.pk), Party.BUYER),
            "read": "on",
            "sure": "1",
        }
        answer = Browser(both).post("contract_sign", contract.pk, **said, password=PASSWORD)
        assert answer.status_code == 403
        assert "This step needs a second person" in answer.content.decode()

    def test_the_supplier_refuses_and_the_buyer_gives_up(self, story: Story) -> None:
        contract = story.contract(offered=True)
        assert Browser(story.cast.supplier).post("contract_refuse", contract.pk, **WHY, sure="1").status_code == 302
        assert Browser(story.cast.officer).post("contract_lapse", contract.pk, **WHY, sure="1").status_code == 302
        assert state(contract) == "TERMINATED"

    def test_publication_and_filing(self, story: Story) -> None:
        contract = story.contract(signed=True)
        officer = Browser(story.cast.officer)
        assert officer.post("contract_publish", contract.pk).status_code == 302
        assert officer.post("contract_file", contract.pk).status_code == 302
        assert [verb for verb, *_rest in acts(Contract.objects.get(pk=contract.pk))] == ["publish", "file"]


def sign_supplier(story: Story, contract: Contract) -> None:
    """The supplier signs in the browser."""
    statement = statement_for(Contract.objects.get(pk=contract.pk), Party.SUPPLIER)
    said = {"statement": statement, "read": "on", "sure": "1", "password": PASSWORD}
    assert Browser(story.cast.supplier).post("contract_sign_as_supplier", contract.pk, **said).status_code == 302


class TestRunning:
    @pytest.fixture
    def contract(self, story: Story, clock: Any) -> Any:
        clock(WHILE_RUNNING)
        return story.contract(in_force=True)

    def test_suspend_resume_terminate(self, story: Story, contract: Contract) -> None:
        approver = Browser(story.cast.approver)
        for step, after in (("suspend", "SUSPENDED"), ("resume", "IN_FORCE"), ("terminate", "TERMINATED")):
            assert approver.post(f"contract_{step}", contract.pk).status_code == 422
            assert approver.post(f"contract_{step}", contract.pk, **WHY, sure="1").status_code == 302
            assert state(contract) == after

    def test_it_is_not_complete_before_all_is_paid(self, story: Story, contract: Contract) -> None:
        MilestoneFactory.create(contract=contract)
        answer = Browser(story.cast.officer).post("contract_complete", contract.pk)
        assert answer.status_code == 409
        assert "A milestone is not paid yet." in answer.content.decode()

    def test_a_supplement_from_the_proposal_to_the_agreement(self, story: Story, contract: Contract) -> None:
        written = {
            "title": "增加10人",
            "text": "同一服务",
            "added_fen": "1,000.00",
            "due_on": "2026-09-30",
            "sure": "1",
        }
        too_much = {**written, "added_fen": f"{supplement_limit(contract.amount_fen) // 100 + 1}"}
        officer = Browser(story.cast.officer)
        refused = officer.post("contract_propose_amendment", contract.pk, **too_much)
        assert refused.status_code == 409
        assert "增加10人" in refused.content.decode()
        assert officer.post("contract_propose_amendment", contract.pk, **written).status_code == 302
        amendment = Amendment.objects.select_related("contract__supplier").get()
        supplier = Browser(story.cast.supplier)
        assert "增加10人" in supplier.get("amendment_agree", amendment.pk).content.decode()
        said = {"statement": statement_for_amendment(amendment), "read": "on", "sure": "1", "password": PASSWORD}
        assert officer.post("amendment_agree", amendment.pk, **said).status_code == 403
        assert Browser(story.cast.stranger).post("amendment_agree", amendment.pk, **said).status_code == 404
        assert supplier.post("amendment_agree", amendment.pk, **said).status_code == 302
        assert contract.milestones.get().amount_fen == 100_000


class TestDesk:
    def line(self, user: Any) -> str:
        return str(Browser(user).get("desk").content.decode())

    def test_each_side_finds_its_step(self, story: Story) -> None:
        contract = story.contract()
        assert "Offer the contract for signature" in self.line(story.cast.officer)
        assert "Offer the contract for signature" not in self.line(story.cast.approver)
        Browser(story.cast.officer).post("contract_offer", contract.pk, sure="1")
        assert "Read and sign the contract" in self.line(story.cast.supplier)
        assert "Sign the contract for the buyer" not in self.line(story.cast.approver)
        sign_supplier(story, contract)
        assert "Read and sign the contract" not in self.line(story.cast.supplier)
        assert "Sign the contract for the buyer" in self.line(story.cast.approver)

    def test_a_signed_contract_is_published_and_filed(self, story: Story) -> None:
        story.contract(signed=True)
        page = self.line(story.cast.officer)
        assert "Publish the contract" in page
        assert "Send a copy of the contract to the finance department" in page

    def test_queries_do_not_grow(self, story: Story) -> None:
        story.contract(signed=True)
        officer = story.cast.officer
        one = queries_of(officer, "desk")
        for _ in range(2):
            award = published_award(community=story.cast.community, buyer=story.cast.office)
            ContractFactory.create(award=award, signed=True)
        assert queries_of(officer, "desk") == one
