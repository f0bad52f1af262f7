"""What people say to a tender: a supplier's question, a resident's comment, and the answers."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role, organisations_of
from core.acts import denied
from core.forms import Form
from core.punctuation import labelled
from core.views import ActView, thing_url
from procurement.tenders import services
from procurement.tenders.forms.steps import AnswerForm, CommentForm, MandateForm, OutcomeForm, QuestionForm
from procurement.tenders.models import ClauseComment, Question, Tender


class OnTender(ActView):
    """An act on a tender that moves no state: whoever sees the tender finds the page, the right says who acts."""

    right: str

    def things(self) -> Any:
        """Tenders that the person may see."""
        return Tender.objects.visible_to(self.request.user).for_list()

    def reasons(self) -> list[Any]:
        """Why this person does not act here."""
        return list(denied(self.request.user, self.right, self.about()))

    def given(self) -> dict[str, Any]:
        """The tender's number."""
        return {"tender_id": self.kwargs["pk"]}

    def onward(self, outcome: Any) -> str:
        """Back to the tender."""
        return thing_url(self.about())


class AskQuestion(OnTender):
    """A supplier asks."""

    right = "procurement.ask_question"
    service = services.ask_question
    title = _("Ask a question")
    promise = _("The officer answers before everybody. Nobody reads who asked.")
    done = _("Your question is published without your name. You are told when it is answered.")

    def form(self, data: Any = None, files: Any = None) -> Form:
        """The question, and who asks where the person represents several suppliers."""
        mine = organisations_of(self.request.user, Role.SUPPLIER)
        suppliers = Organisation.objects.numbered(mine) if len(mine) > 1 else []
        return QuestionForm(data, suppliers=[(one.pk, str(one)) for one in suppliers])


class CommentOnTender(OnTender):
    """A resident comments on a clause."""

    right = "procurement.comment_on_tender"
    service = services.comment_on_clause
    form_class = CommentForm
    title = _("Comment on the draft")
    promise = _("Every comment is answered with accepted, partly or declined, and why.")
    done = _("Your comment is published. You are told what becomes of it.")


class MandateAgency(OnTender):
    """The buyer lets an agency run the procedure."""

    right = "procurement.mandate_agency"
    service = services.mandate_agency
    form_class = MandateForm
    title = _("Mandate an agency")
    promise = _("The agency writes and answers on your behalf; it decides nothing.")
    done = _("The mandate is noted.")

    def initial(self) -> dict[str, Any]:
        """The agency that has the mandate now."""
        return {"agency_id": self.about().agency_id}


class AnswerQuestion(OnTender):
    """The officer answers a question."""

    right = "procurement.answer_question"
    service = services.answer_question
    form_class = AnswerForm
    title = _("Answer the question")
    done = _("The answer is published.")
    asks_twice = True

    def asked(self) -> Question:
        """The question of the address, read once a request."""
        if not hasattr(self, "_asked"):
            found = Question.objects.visible_to(self.request.user).with_tender()
            self._asked: Question = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._asked

    def about(self) -> Tender:
        """The tender that was asked about."""
        return self.asked().tender

    def given(self) -> dict[str, Any]:
        """The question's number."""
        return {"question_id": self.kwargs["pk"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question above the answer."""
        kwargs["promise"] = self.asked().text
        return super().get_context_data(**kwargs)


class AnswerComment(OnTender):
    """The officer says what becomes of a comment."""

    right = "procurement.answer_comment"
    service = services.answer_comment
    form_class = OutcomeForm
    title = _("Answer the comment")
    done = _("The outcome is published, and the resident is told.")

    def said(self) -> ClauseComment:
        """The comment of the address, read once a request."""
        if not hasattr(self, "_said"):
            found = ClauseComment.objects.visible_to(self.request.user).with_tender()
            self._said: ClauseComment = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._said

    def about(self) -> Tender:
        """The tender that was commented on."""
        return self.said().tender

    def given(self) -> dict[str, Any]:
        """The comment's number."""
        return {"comment_id": self.kwargs["pk"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The comment above the answer."""
        kwargs["promise"] = labelled(self.said().get_clause_display(), self.said().text)
        return super().get_context_data(**kwargs)
