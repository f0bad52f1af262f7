"""Sentences of the system in rows: stored as what they are made of, read in the reader's language."""

import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_noop

from core.kept import kept
from core.law.rulebook import rule
from procurement.tenders.models import Lot
from tests.factories.tenders import LotFactory

pytestmark = pytest.mark.django_db
PRICE = gettext_noop("Price")
SENTENCE = gettext_noop("Fewer than %(least)s suppliers compete for this lot (%(article)s).")


def a_lot(reason: str) -> Lot:
    lot = LotFactory.create()
    Lot.objects.filter(pk=lot.pk).update(failed_reason=reason)
    return lot


def test_each_reader_reads_it_in_their_own_language() -> None:
    with translation.override("zh-hans"):
        lot = a_lot(kept(SENTENCE, law="bidders_tender", least=3))
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said = translation.gettext(SENTENCE) % {"least": 3, "article": rule("bidders_tender").article}
            assert Lot.objects.get(pk=lot.pk).failed_reason == said
            assert Lot.objects.values_list("failed_reason", flat=True).get(pk=lot.pk) == said


def test_saving_the_row_again_keeps_what_it_was_made_of() -> None:
    lot = a_lot(kept(SENTENCE, law="bidders_tender", least=3))
    with translation.override("en"):
        Lot.objects.get(pk=lot.pk).save()
    with translation.override("zh-hans"):
        assert "Fewer" not in Lot.objects.get(pk=lot.pk).failed_reason


def test_a_fact_may_be_such_a_sentence_itself() -> None:
    with translation.override("zh-hans"):
        lot = a_lot(kept(gettext_noop("The award was revoked and nobody moves up: %(why)s"), why=kept(PRICE)))
    with translation.override("en"):
        assert Lot.objects.get(pk=lot.pk).failed_reason == "The award was revoked and nobody moves up: Price"
    with translation.override("zh-hans"):
        assert Lot.objects.get(pk=lot.pk).failed_reason.endswith("报价")


@pytest.mark.parametrize(
    "written",
    ['{"said": ', '{"said": "%(x)s", "law": "", "facts": {}}', '{"said": "x", "law": "no_such", "facts": {}}'],
)
def test_what_a_person_wrote_as_if_it_were_one_stays_as_it_was_written(written: str) -> None:
    assert Lot.objects.get(pk=a_lot(written).pk).failed_reason == written


def test_what_a_person_wrote_stays_as_it_was_written() -> None:
    lot = a_lot("有效投标不足三家，100%。")
    assert Lot.objects.get(pk=lot.pk).failed_reason == "有效投标不足三家，100%。"
    with connection.cursor() as cursor:
        cursor.execute("SELECT failed_reason FROM procurement_lot WHERE id = %s", [lot.pk])
        assert cursor.fetchone() == ("有效投标不足三家，100%。",)
