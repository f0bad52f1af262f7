"""The keys of a tender's seal: who holds them, making one, and proving that it opens."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from core.identity import count_passphrase
from core.transitions import Machine
from core.views import ActView, ThingView
from procurement.tenders.custody import KEYS_ARE_MADE_IN, KEYS_ARE_PROVEN_IN, make_key, prove_key
from procurement.tenders.custody_rules import is_custodian_a, is_custodian_b
from procurement.tenders.forms.steps import NewKeyForm, PassphraseForm
from procurement.tenders.models import CustodianKey, Tender
from procurement.tenders.models_custody import KEYS_NEEDED, CustodianGroup


class KeysView(ThingView):
    """The keys of one tender, for its office and its custodians."""

    model = Tender
    template_name = "procurement/tenders/keys.html"

    def get_queryset(self) -> Any:
        """Custodians of the supervision know of a tender before it is public."""
        return Tender.objects.in_custody_of(self.request.user).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each group with its keys, and what this person may do with their own."""
        tender, user = self.object, self.request.user
        keys = list(CustodianKey.objects.of_tender(tender.pk))
        mine = next((key for key in keys if key.custodian_id == user.pk), None)
        held = {CustodianGroup.A: is_custodian_a(user, tender), CustodianGroup.B: is_custodian_b(user, tender)}
        groups = []
        for group in CustodianGroup:
            own = [key for key in keys if key.group == group]
            proven = sum(key.proven_at is not None for key in own)
            is_mine = held[group] and (mine is None or mine.group == group)
            makes = reverse("make_key", args=[tender.pk, group.value]) if tender.state in KEYS_ARE_MADE_IN else ""
            groups.append(
                {
                    "group": group,
                    "keys": own,
                    "is_ready": proven >= KEYS_NEEDED,
                    "missing": max(KEYS_NEEDED - proven, 0),
                    "make_url": makes if is_mine else "",
                }
            )
        may_prove = mine is not None and mine.proven_at is None and tender.state in KEYS_ARE_PROVEN_IN
        return super().get_context_data(groups=groups, mine=mine, may_prove=may_prove, **kwargs)


class KeyAct(ActView):
    """An act on a key; it leads back to the keys of the tender."""

    template_name = "procurement/tenders/key_act.html"

    def tender(self) -> Machine:
        """The tender whose seal it is."""
        raise NotImplementedError

    def onward(self, outcome: Any) -> str:
        """Back to the keys."""
        return self.keys_url()

    def keys_url(self) -> str:
        """The page of the tender's keys."""
        return reverse("tender_keys", args=[self.tender().pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back."""
        return super().get_context_data(keys_url=self.keys_url(), tender=self.tender(), **kwargs)


class MakeKey(KeyAct):
    """A custodian makes a key for one tender."""

    service = make_key
    form_class = NewKeyForm
    title = _("Make your key")
    promise = _("The key is made here and kept under your passphrase; nobody else can open it.")
    done = _("Your key is made. Now prove that your passphrase opens it.")

    def tender(self) -> Tender:
        """The tender of the address."""
        if not hasattr(self, "_tender"):
            if self.kwargs["group"] not in CustodianGroup.values:
                raise Http404
            found = Tender.objects.in_custody_of(self.request.user).for_list()
            self._tender: Tender = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._tender

    def given(self) -> dict[str, Any]:
        """Tender and group."""
        return {"tender_id": self.tender().pk, "group": self.kwargs["group"]}


class ProveKey(KeyAct):
    """A custodian proves that the passphrase opens the key."""

    service = prove_key
    form_class = PassphraseForm
    title = _("Prove your key")
    promise = _("A random secret is sealed to your key and opened with your passphrase.")
    done = _("Your key opens. It is proven.")

    def key(self) -> CustodianKey:
        """The person's own key of the address."""
        if not hasattr(self, "_key"):
            found = CustodianKey.objects.held_by(self.request.user)
            self._key: CustodianKey = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._key

    def tender(self) -> Tender:
        """The tender of the key."""
        return self.key().tender

    def given(self) -> dict[str, Any]:
        """The key's number."""
        return {"key_id": self.key().pk}

    def act(self, form: Form) -> Any:
        """Try the passphrase, which nobody guesses at."""
        count_passphrase(self.request)
        return super().act(form)
