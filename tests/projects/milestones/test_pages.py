"""Pages of milestones: report with evidence, a service user's word, acceptance or rectification."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.settings.files import places
from core.files import LARGEST
from projects.contracts.models import Contract
from projects.milestones.models import Milestone, WitnessOpinion
from tests.factories.accounts import ResidentFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory, WitnessOpinionFactory
from tests.pages import Browser, queries_of, statuses
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers(settings: Any, tmp_path: Any) -> Any:
    settings.STORAGES = places(tmp_path)
    return tmp_path / "papers"


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


def pdf(name: str = "签到表.pdf", content: bytes = b"%PDF-1.7 visits") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def state(milestone: Milestone) -> str:
    return str(Milestone.objects.get(pk=milestone.pk).state)


def kept(papers: Any) -> list[Any]:
    return [path for path in papers.rglob("*") if path.is_file()]


class TestSubmitting:
    def test_figures_and_files_are_handed_in(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        browser = Browser(story.cast.supplier)
        page = browser.get("milestone", milestone.pk).content.decode()
        assert 'href="/en/org/milestones/' in page  # nothing is refused for what the form is about to ask
        assert "Planned: 540次" in browser.get("milestone_submit", milestone.pk).content.decode()
        answer = browser.post("milestone_submit", milestone.pk, output_0="540", evidence=[pdf(), pdf("照片.pdf")])
        assert answer.status_code == 302
        found = Milestone.objects.get(pk=milestone.pk)
        assert (found.state, found.delivered) == ("SUBMITTED", {"上门服务": "540"})
        assert [one["name"] for one in found.evidence] == ["签到表.pdf", "照片.pdf"]
        assert [len(one["sha256"]) for one in found.evidence] == [64, 64]

    @pytest.mark.parametrize(
        ("upload", "sentence"),
        [
            (pdf("签到表.exe"), "is of a kind that is not taken"),
            (pdf(content=b"MZ program"), "is not what its name says"),
            (pdf(content=b"%PDF" + b"0" * LARGEST), "is larger than 10 MB"),
        ],
    )
    def test_a_file_that_is_not_taken(
        self, story: Story, contract: Contract, papers: Any, upload: Any, sentence: str
    ) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        answer = Browser(story.cast.supplier).post("milestone_submit", milestone.pk, output_0="540", evidence=[upload])
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert 'value="540"' in answer.content.decode()
        assert kept(papers) == []

    def test_without_evidence_the_figures_are_kept(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        answer = Browser(story.cast.supplier).post("milestone_submit", milestone.pk, output_0="540")
        assert answer.status_code == 422
        assert "Add at least one file" in answer.content.decode()
        assert 'value="540"' in answer.content.decode()

    def test_what_is_refused_leaves_no_file(self, story: Story, contract: Contract, papers: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        answer = Browser(story.cast.supplier).post("milestone_submit", milestone.pk, output_0="540", evidence=[pdf()])
        assert answer.status_code == 409
        assert kept(papers) == []

    def test_rectified_with_the_evidence_that_was_there(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, rectifying=True)
        browser = Browser(story.cast.supplier)
        page = browser.get("milestone_submit", milestone.pk).content.decode()
        assert "补充缺失的服务记录。" in page
        answer = browser.post("milestone_submit", milestone.pk, output_0="540", keep="on", evidence=[pdf()])
        assert answer.status_code == 302
        assert len(Milestone.objects.get(pk=milestone.pk).evidence) == 2

    def test_it_begins_on_its_day_though_nothing_has_written_it(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract)
        browser = Browser(story.cast.supplier)
        assert "Submit for acceptance" in browser.get("milestone", milestone.pk).content.decode()
        assert browser.post("milestone_submit", milestone.pk, output_0="540", evidence=[pdf()]).status_code == 302

    def test_who_may(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        people = {name: getattr(story.cast, name) for name in ("officer", "resident", "supervisor", "anonymous")}
        found = {}
        for who, person in people.items():
            found |= statuses(
                {who: person}, "milestone_submit", milestone.pk, post={"output_0": "1", "evidence": pdf()}
            )
        assert found == {"officer": 403, "resident": 403, "supervisor": 403, "anonymous": 302}
        assert state(milestone) == "DUE"


class TestEvidence:
    def test_parties_open_it_and_others_read_its_name(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        Browser(story.cast.supplier).post("milestone_submit", milestone.pk, output_0="540", evidence=[pdf()])
        answer = Browser(story.cast.officer).get("milestone_evidence", milestone.pk, 0)
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 visits"
        assert answer["Content-Disposition"].startswith("attachment")
        assert Browser(story.cast.stranger).get("milestone_evidence", milestone.pk, 0).status_code == 404
        assert Browser(story.cast.officer).get("milestone_evidence", milestone.pk, 1).status_code == 404
        page = Browser(story.cast.stranger).get("milestone", milestone.pk).content.decode()
        assert "签到表.pdf" in page
        assert "/evidence/" not in page


class TestWitness:
    def test_a_resident_says_what_they_saw(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        browser = Browser(story.cast.resident)
        assert "Say whether the service took place" in browser.get("desk").content.decode()
        page = browser.get("milestone_witness", milestone.pk).content.decode()
        assert "Whose opinion you write down" not in page
        said = {"agrees": "yes", "opinion": "护理员每周都来。"}
        assert browser.post("milestone_witness", milestone.pk, **said).status_code == 302
        assert WitnessOpinion.objects.get().resident == story.cast.resident.resident
        assert "Say whether the service took place" not in browser.get("desk").content.decode()
        assert browser.post("milestone_witness", milestone.pk, **said).status_code == 409

    def test_a_grid_worker_names_whose_words_they_are(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        helped = ResidentFactory.create(community=story.cast.community, assisted=True)
        browser = Browser(story.cast.grid_worker)
        said = {"agrees": "no", "opinion": "只来过一次。"}
        assert browser.post("milestone_witness", milestone.pk, **said).status_code == 422
        assert browser.post("milestone_witness", milestone.pk, **said, resident=helped.pk).status_code == 302
        spoken = WitnessOpinion.objects.get()
        assert (spoken.resident, spoken.agrees, spoken.by) == (helped, False, story.cast.grid_worker)

    def test_the_suppliers_people_never_do(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        said = {"agrees": "yes", "opinion": "很好"}
        people = {name: getattr(story.cast, name) for name in ("supplier", "officer", "resident_next_door")}
        found = statuses(people, "milestone_witness", milestone.pk, post=said)
        assert set(found.values()) == {403}


class TestAccepting:
    def test_only_with_a_word_and_a_certificate(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        browser = Browser(story.cast.officer)
        written = {"certificate": "已核对，合格。", "sure": "1"}
        refused = browser.post("milestone_accept", milestone.pk, **written)
        assert refused.status_code == 409
        assert "No service user has given an opinion" in refused.content.decode()
        assert "已核对，合格。" in refused.content.decode()
        WitnessOpinionFactory.create(milestone=milestone)
        assert browser.post("milestone_accept", milestone.pk).status_code == 422
        check = browser.post("milestone_accept", milestone.pk, certificate="已核对，合格。")
        assert "Check your answers" in check.content.decode()
        assert browser.post("milestone_accept", milestone.pk, **written).status_code == 302
        assert state(milestone) == "ACCEPTED"
        assert "已核对，合格。" in Browser(story.cast.stranger).get("milestone", milestone.pk).content.decode()

    def test_sent_back_with_a_reason(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        browser = Browser(story.cast.officer)
        assert browser.post("milestone_send_back", milestone.pk).status_code == 422
        assert browser.post("milestone_send_back", milestone.pk, reason="缺11次上门").status_code == 302
        assert "缺11次上门" in Browser(story.cast.supplier).get("milestone", milestone.pk).content.decode()

    def test_it_is_not_paid_before_the_money_has_arrived(self, story: Story, contract: Contract) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        answer = Browser(story.cast.finance).post("milestone_pay", milestone.pk)
        assert answer.status_code == 409
        assert "The base part has not arrived" in answer.content.decode()


class TestDesk:
    def test_each_finds_what_waits(self, story: Story, contract: Contract) -> None:
        MilestoneFactory.create(contract=contract, due=True)
        heard = MilestoneFactory.create(contract=contract, submitted=True)
        MilestoneFactory.create(contract=contract, accepted=True)
        supplier = Browser(story.cast.supplier).get("desk").content.decode()
        assert "Deliver and report the milestone" in supplier
        assert "Send the invoice for the accepted milestone" in supplier
        officer = Browser(story.cast.officer)
        assert "Ask a service user for an opinion" in officer.get("desk").content.decode()
        WitnessOpinionFactory.create(milestone=heard)
        assert "Accept the milestone or send it back" in officer.get("desk").content.decode()

    @pytest.mark.parametrize("who", ["supplier", "officer", "resident", "grid_worker"])
    def test_queries_do_not_grow(self, story: Story, contract: Contract, who: str) -> None:
        person = getattr(story.cast, who)
        for trait in ("due", "submitted", "accepted"):
            MilestoneFactory.create(contract=contract, **{trait: True})
        one = queries_of(person, "desk")
        for trait in ("due", "submitted", "accepted") * 2:
            MilestoneFactory.create(contract=contract, **{trait: True})
        assert queries_of(person, "desk") == one

    @pytest.mark.parametrize("who", ["supplier", "officer", "resident", "supervisor"])
    def test_the_page_takes_few_queries(self, story: Story, contract: Contract, who: str) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        WitnessOpinionFactory.create(milestone=milestone)
        one = queries_of(getattr(story.cast, who), "milestone", milestone.pk)
        WitnessOpinionFactory.create(milestone=milestone)
        assert queries_of(getattr(story.cast, who), "milestone", milestone.pk) == one <= 12
