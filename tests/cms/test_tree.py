"""The tree: made where it is missing, left alone where an editor has been, and grown by what is published."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.guide_texts import READERS
from cms.models import GuidePage, HomePage, NeedsPage, OpportunitiesPage, ProjectPage, TenderPage
from cms.tree import SECTIONS, plant
from procurement.signals import tender_cancelled, tender_published
from procurement.tenders.models import Tender
from projects.signals import contract_published
from tests.factories.contracts import ContractFactory
from tests.factories.tenders import TenderFactory
from tests.pages import Browser


def tree() -> list[tuple[str, str]]:
    return list(Page.objects.order_by("path").values_list("url_path", "title"))


@pytest.mark.django_db
class TestPlanting:
    def test_the_whole_tree_stands_after_one_command(self) -> None:
        call_command("site_tree")
        home = HomePage.objects.get()
        assert Site.objects.get(is_default_site=True).root_page_id == home.pk
        assert [page.specific_class for page in home.get_children()] == list(SECTIONS)
        assert not Page.objects.filter(title__startswith="Welcome").exists()
        assert GuidePage.objects.count() == len(READERS)

    def test_planting_again_changes_nothing(self, site: HomePage) -> None:
        before = tree()
        call_command("site_tree")
        assert tree() == before

    def test_what_an_editor_wrote_or_took_away_stays(self, site: HomePage) -> None:
        needs = NeedsPage.objects.get()
        needs.lead_zh = "邻居们说。"
        needs.save_revision().publish()
        GuidePage.objects.get(slug="supplier").delete()
        plant()
        assert NeedsPage.objects.get().lead_zh == "邻居们说。"
        assert not GuidePage.objects.filter(slug="supplier").exists()

    def test_a_place_that_the_site_links_to_comes_back(self, site: HomePage) -> None:
        NeedsPage.objects.get().delete()
        plant()
        assert Browser().get("needs").status_code == 200

    def test_a_place_keeps_its_address(self, site: HomePage) -> None:
        needs = NeedsPage.objects.get()
        needs.slug = "wishes"
        needs.save()
        assert NeedsPage.objects.get().slug == "needs"

    def test_purchases_from_before_the_tree_get_their_pages(self) -> None:
        shown = TenderFactory.create(open=True)
        TenderFactory.create()
        contract = ContractFactory.create(in_force=True)
        plant()
        slugs = {shown.ocid, contract.purchase_ocid}
        assert set(TenderPage.objects.values_list("slug", flat=True)) == slugs
        assert list(ProjectPage.objects.values_list("ocid", flat=True)) == [contract.purchase_ocid]


@pytest.mark.django_db
class TestHearing:
    def test_a_published_tender_gets_its_page(self, site: HomePage) -> None:
        tender = TenderFactory.create(open=True)
        tender_published.send(sender=Tender, tender=tender)
        page = TenderPage.objects.get()
        assert (page.tender_id, page.url_path) == (tender.pk, f"/site/opportunities/{tender.ocid}/")
        assert page.get_parent().specific_class is OpportunitiesPage

    def test_the_same_word_twice_makes_one_page(self, site: HomePage) -> None:
        tender = TenderFactory.create(open=True)
        for _time in range(2):
            tender_published.send(sender=Tender, tender=tender)
        assert TenderPage.objects.count() == 1

    def test_without_a_tree_publishing_makes_it(self) -> None:
        tender = TenderFactory.create(open=True)
        tender_published.send(sender=Tender, tender=tender)
        assert (HomePage.objects.count(), TenderPage.objects.get().tender_id) == (1, tender.pk)

    def test_a_failure_ends_the_publication(self, site: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*args: object, **kwargs: object) -> None:
            raise ValidationError("broken")

        monkeypatch.setattr("cms.tree._under", broken)
        with pytest.raises(ValidationError):
            tender_published.send(sender=Tender, tender=TenderFactory.create(open=True))

    def test_a_new_attempt_takes_over_the_page(self, site: HomePage) -> None:
        failed = TenderFactory.create(failed=True)
        tender_published.send(sender=Tender, tender=failed)
        again = TenderFactory.create(open=True, plan_item=failed.plan_item, title="再次采购")
        tender_published.send(sender=Tender, tender=again)
        page = TenderPage.objects.get()
        assert (page.tender_id, page.title) == (again.pk, "再次采购")

    def test_a_cancelled_tender_keeps_its_page(self, site: HomePage) -> None:
        tender = TenderFactory.create(cancelled=True)
        tender_cancelled.send(sender=Tender, tender=tender)
        assert "采购任务取消。" in Browser().get("opportunity", tender.ocid).content.decode()

    def test_a_published_contract_gets_its_page(self, site: HomePage) -> None:
        contract = ContractFactory.create(in_force=True)
        contract_published.send(sender=type(contract), contract=contract)
        assert ProjectPage.objects.get().ocid == contract.purchase_ocid


def test_pages_stand_only_where_they_belong() -> None:
    assert OpportunitiesPage.allowed_subpage_models() == [TenderPage]
    assert HomePage.allowed_subpage_models() == list(SECTIONS)
    assert TenderPage.allowed_subpage_models() == []
    assert (TenderPage.is_creatable, ProjectPage.is_creatable) == (False, False)
