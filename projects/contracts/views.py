"""Pages of contracts: facts, the full text, signatures, deliveries and payments, and every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act, denied, may, said
from core.instants import months
from core.law.limits import supplement_limit
from core.law.rulebook import rule
from core.money import display
from core.templatetags.linli import day, moment
from core.transitions import Manner
from core.views import ActView
from procurement.tenders.words import lot_in_words
from projects.contracts import amendments, services
from projects.contracts.forms import AmendmentForm, OfferForm
from projects.contracts.models import Amendment, Contract
from projects.contracts.reading import parts_of, subcontracts_of
from projects.contracts.rules import may_read_payments
from projects.contracts.states import ContractState, Party
from projects.contracts.text import fingerprint, plain, statement_for, statement_for_amendment
from projects.forms import ReasonForm, SigningForm
from projects.pages import ProjectStep, ProjectThing, SigningView


def heading_of(contract: Contract) -> Any:
    """What the page of a contract is called: the title of its lot."""
    return lot_in_words(contract.lot)


class ContractView(ProjectThing):
    """One contract: what was agreed, who signed it, what was delivered and paid."""

    model = Contract
    template_name = "projects/contracts/contract.html"

    def get_queryset(self) -> Any:
        """With its parties, its purchase and its deliveries."""
        return super().get_queryset().for_reading().with_deliveries()

    def heading(self) -> Any:
        """The title of the lot."""
        return heading_of(self.object)

    def facts(self) -> list[tuple[Any, Any]]:
        """Parties, amount, term and days."""
        contract = self.object
        share = plain(contract.performance_percent)
        lines = [
            (_("Buyer"), said(contract.buyer)),
            (_("Supplier"), said(contract.supplier)),
            (_("Area served"), said(contract.lot.tender.plan_item.area.name)),
            (_("Amount"), display(contract.amount_fen)),
            (_("Performance part"), _("%(share)s %% waits for the residents' rating") % {"share": share}),
            (_("Term"), f"{day(contract.starts_on)} – {day(contract.ends_on)}" if contract.starts_on else None),
            (_("Subcontracting"), subcontracts_of(contract.text)),
        ]
        return lines + list(self._days(contract))

    def _days(self, contract: Contract) -> Iterator[tuple[Any, Any]]:
        if contract.signed_at is None and contract.state != ContractState.TERMINATED:
            yield _("Last day to sign"), day(contract.sign_by) if contract.sign_by else _("not computable yet")
        if contract.signed_at:
            yield _("Signed"), moment(contract.signed_at)
        if contract.state == ContractState.SIGNED:
            yield _("Last day to publish"), day(contract.publish_by) if contract.publish_by else _("not computable yet")
        if contract.published_at:
            yield _("Published"), moment(contract.published_at)
        if contract.signed_at:
            yield _("Copy to the finance department"), self._filing(contract)
        if contract.refused_at:
            yield _("The supplier refused to sign"), said(contract.end_reason)
        if contract.ended_at:
            yield _("Ended"), moment(contract.ended_at)
            if contract.end_reason and not contract.refused_at:
                yield _("Why it ended"), said(contract.end_reason)

    def _filing(self, contract: Contract) -> Any:
        if contract.filed_at:
            return moment(contract.filed_at)
        return _("not yet; within %(days)s working days from the signing") % {"days": rule("contract_file").whole}

    def acts(self) -> list[Act]:
        """The supplier's answer, the copy to finance, a supplement."""
        contract, user = self.object, self.request.user
        found = []

        def offer(right: str, name: str, promise: Any, view: type[ActView], label: Any = "") -> None:
            if may(user, f"projects.{right}", contract):
                url = reverse(name, args=[contract.pk])
                found.append(Act(label or view.title, promise, url, manner=view.manner))

        if self._waits_for_supplier():
            promise = _("Bind your organisation to this text; the buyer signs after you.")
            offer("sign_as_supplier", "contract_sign_as_supplier", promise, SignForSupplier)
            promise = _("Say that your organisation will not sign; the award then goes to the next candidate.")
            offer("refuse_contract", "contract_refuse", promise, RefuseContract)
        if contract.signed_at and not contract.filed_at:
            promise = _("Note that a copy of the signed contract went to the finance department.")
            offer("file_contract", "contract_file", promise, FileContract)
        if contract.state == ContractState.IN_FORCE:
            promise = _("More of the same service, at most 10 % of the contract; it holds once the supplier agrees.")
            offer("propose_amendment", "contract_propose_amendment", promise, ProposeAmendment)
            promise = _("Ask the people served how satisfied they are; the answer decides the performance part.")
            offer("open_rating_round", "ratinground_open", promise, ActView, _("Open a rating round"))
        return found

    def _waits_for_supplier(self) -> bool:
        contract = self.object
        signed = any(one.party == Party.SUPPLIER for one in self.signatures())
        return contract.state == ContractState.OFFERED and not signed and contract.refused_at is None

    def signatures(self) -> list[Any]:
        """The signatures, read once."""
        if not hasattr(self, "_signatures"):
            self._signatures = list(self.object.signatures.select_related("by").order_by("at"))
        return self._signatures

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text and what hangs on the contract, as far as this person may read it."""
        contract, user = self.object, self.request.user
        supplements = list(contract.amendments.visible_to(user).order_by("number"))
        for one in supplements:
            one.contract = contract
            one.may_agree = one.agreed_at is None and may(user, "projects.agree_amendment", one)
        return super().get_context_data(
            parts=parts_of(contract.text),
            fingerprint=fingerprint(contract.text),
            signatures=self.signatures(),
            statements=[] if self.signatures() else self.to_sign(),
            amendments=supplements,
            total_fen=contract.amount_fen + sum(one.added_fen for one in supplements if one.agreed_at),
            milestones=sorted(contract.milestones.all(), key=lambda one: one.order),
            payouts=self.payouts(),
            rounds=list(contract.rating_rounds.visible_to(user).order_by("opened_at")),
            **kwargs,
        )

    def payouts(self) -> list[tuple[Any, str]]:
        """The payments with what each is for; read by payer and payee and those who supervise."""
        contract = self.object
        if not may_read_payments(self.request.user, contract):
            return []
        titles = {one.pk: one.title for one in contract.milestones.all()}
        periods = {one.pk: months(one.period) for one in contract.performance_decisions.all()}
        payouts = sorted(contract.payouts.all(), key=lambda one: one.pk)
        return [(one, titles.get(one.milestone_id) or periods.get(one.decision_id) or "") for one in payouts]

    def to_sign(self) -> list[tuple[Any, str]]:
        """The statements that are going to be signed, shown as soon as the text is frozen."""
        if self.object.state != ContractState.OFFERED:
            return []
        return [(party.label, statement_for(self.object, party)) for party in Party]


class ContractStep(ProjectStep):
    """A step of a contract."""

    model = Contract

    def heading(self) -> Any:
        """The title of the lot."""
        return heading_of(self.about())


class OfferContract(ContractStep):
    """The buyer's officer lays the text before both sides."""

    step = "offer"
    service = services.offer_contract
    form_class = OfferForm
    asks_twice = True
    done = _("The contract is offered. The supplier has been told and signs first.")


class SignsContract(SigningView):
    """Whoever signs reads the whole text, then the statement with its fingerprint."""

    template_name = "projects/contracts/sign.html"
    service = services.sign_contract
    form_class = SigningForm
    party: str

    def initial(self) -> dict[str, Any]:
        """The statement of this side."""
        return {"statement": statement_for(self.about(), self.party)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the text that is signed."""
        return super().get_context_data(parts=parts_of(self.about().text), heading=heading_of(self.about()), **kwargs)


class SignForBuyer(SignsContract, ContractStep):
    """The buyer's approver signs last; from then on both are bound."""

    step = "sign"
    party = Party.BUYER
    done = _("The contract is signed by both sides. Publish it within two working days.")
    look_at = (
        _("Does the text say what the tender asked and the bid promised, and nothing else?"),
        _("Are amount, instalments and term those of the bid?"),
        _("Has the person signed who may sign for the supplier?"),
    )


class AboutContract(ActView):
    """An act on a contract that moves no machine."""

    right: str

    def things(self) -> Any:
        """Contracts that the person may read."""
        return Contract.objects.visible_to(self.request.user).for_reading()

    def reasons(self) -> list[Any]:
        """Why this person may not."""
        return denied(self.request.user, self.right, self.about())

    def given(self) -> dict[str, Any]:
        """The contract's number."""
        return {"contract_id": self.kwargs["pk"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the contract's heading."""
        kwargs.setdefault("heading", heading_of(self.about()))
        return super().get_context_data(**kwargs)


class SignForSupplier(SignsContract, AboutContract):
    """The supplier's representative signs first."""

    right = "projects.sign_as_supplier"
    party = Party.SUPPLIER
    title = _("Sign for the supplier")
    promise = _("Read the text. Your signature stands under exactly these words; the buyer signs after you.")
    done = _("Your signature is there. The buyer has been told and signs next.")


class RefuseContract(AboutContract):
    """The supplier says that it will not sign."""

    right = "projects.refuse_contract"
    service = services.refuse_contract
    form_class = ReasonForm
    asks_twice = True
    title = _("Refuse to sign")
    promise = _("The award then goes to the next candidate. Refusing without a lawful reason has consequences.")
    done = _("Your answer is on record. The buyer has been told.")
    manner = Manner.ENDING


class PublishContract(ContractStep):
    """The buyer shows the contract to everybody."""

    asks_who = True
    step = "publish"
    service = services.publish_contract
    done = _("The contract is published and in force. Its milestones are planned.")


class FileContract(AboutContract):
    """The buyer notes the copy to the finance department."""

    right = "projects.file_contract"
    service = services.file_contract
    title = _("Note the copy to the finance department")
    promise = _("The law asks for a copy of every contract within seven working days from its signing.")
    done = _("Noted.")


class CompleteContract(ContractStep):
    """The buyer closes what is delivered, decided and paid."""

    step = "complete"
    service = services.complete_contract
    done = _("The contract is complete. It stands in the supplier's track record.")


class SuspendContract(ContractStep):
    """The approver interrupts the delivery."""

    step = "suspend"
    service = services.suspend_contract
    form_class = ReasonForm
    asks_twice = True
    done = _("The delivery is interrupted. The supplier has been told.")


class ResumeContract(ContractStep):
    """The approver lets the delivery go on."""

    step = "resume"
    service = services.resume_contract
    form_class = ReasonForm
    done = _("The delivery goes on. The supplier has been told.")


class TerminateContract(ContractStep):
    """The approver ends the contract early."""

    step = "terminate"
    service = services.terminate_contract
    form_class = ReasonForm
    asks_twice = True
    done = _("The contract has ended. What was accepted is still paid.")


class LapseContract(ContractStep):
    """The buyer gives up what nobody signed."""

    step = "lapse"
    service = services.lapse_contract
    form_class = ReasonForm
    asks_twice = True
    done = _("The contract is given up and its award revoked. Propose the next candidate.")


class ProposeAmendment(AboutContract):
    """The buyer's officer proposes more of the same service."""

    right = "projects.propose_amendment"
    service = amendments.propose_amendment
    form_class = AmendmentForm
    asks_twice = True
    title = _("Propose a supplement")
    done = _("The supplement is proposed. It holds once the supplier agrees.")
    manner = Manner.ASIDE

    @property
    def promise(self) -> Any:
        """How much may still be added."""
        contract = self.about()
        left = supplement_limit(contract.amount_fen) - contract.amendments.agreed().added_fen()
        return _("All supplements together may add at most 10 %% of the contract; %(left)s are left.") % {
            "left": display(left)
        }

    def onward(self, outcome: Any) -> str:
        """Back to the contract."""
        return reverse("contract", args=[outcome.contract_id])


class AgreeAmendment(SigningView):
    """The supplier signs a supplement."""

    template_name = "projects/contracts/agree.html"
    service = amendments.agree_amendment
    form_class = SigningForm
    title = _("Agree to the supplement")
    promise = _("Your signature makes the supplement part of the contract, with a delivery of its own.")
    done = _("The supplement is part of the contract. Its delivery is planned.")

    def amendment(self) -> Amendment:
        """The supplement, if the person may read it, read once."""
        if not hasattr(self, "_amendment"):
            self._amendment = Amendment.objects.visible_to(self.request.user).by_number(self.kwargs["pk"])
        if self._amendment is None:
            raise Http404
        return self._amendment

    def reasons(self) -> list[Any]:
        """Why this person may not sign."""
        return denied(self.request.user, "projects.agree_amendment", self.amendment())

    def about(self) -> Contract:
        """The contract that it supplements."""
        return self.amendment().contract

    def initial(self) -> dict[str, Any]:
        """The statement over the supplement's fingerprint."""
        return {"statement": statement_for_amendment(self.amendment())}

    def onward(self, outcome: Any) -> str:
        """Back to the contract."""
        return reverse("contract", args=[outcome.contract_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the supplement that is signed."""
        return super().get_context_data(amendment=self.amendment(), heading=heading_of(self.about()), **kwargs)
