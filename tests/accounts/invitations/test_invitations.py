"""Invitations: a link that works once, for one address and one role, as long as the inviter may give it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts import roles
from accounts.invitations.services import (
    MOST_OPEN,
    SIGNER,
    accept_invitation,
    invite_member,
    invite_person,
    revoke_invitation,
    token_of,
)
from accounts.models import Invitation, Membership, Organisation, User
from accounts.people.services import end_membership
from accounts.roles import Role
from core.rights import Denial
from core.time import core_now, today
from tests.accounts.invitations.conftest import send
from tests.factories.accounts import ExpertFactory, OrganisationFactory, UserFactory, member
from tests.pages import Browser, statuses
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"


def closed(token: str) -> int:
    return int(Browser().get("invitation", token).status_code)


class TestInviting:
    def test_the_link_goes_to_the_address_alone_and_lies_in_no_table(
        self, office: Organisation, approver: User
    ) -> None:
        page = Browser(approver).post("invite_member", office.pk, email="wang@example.org", role=Role.FINANCE)
        assert page.status_code == 302
        send()
        assert [one.to for one in mail.outbox] == [["wang@example.org"]]
        found = re.search(r"/en/invitations/(\S+)/", str(mail.outbox[0].body))
        assert found is not None
        assert closed(found[1]) == 200
        assert found[1] not in str(list(Invitation.objects.values()))
        assert "wang@example.org" in Browser(approver).get("invite_member", office.pk).content.decode()

    def test_a_number_gets_a_text_message(
        self, office: Organisation, approver: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Browser(approver).post("invite_member", office.pk, phone="138 0013 8000", role=Role.FINANCE)
        send()
        said = capsys.readouterr().err
        assert ("SMS to 13800138000" in said, "/en/invitations/" in said) == (True, True)

    @pytest.mark.parametrize(
        "given", [{}, {"email": "a@example.org", "phone": "13800138000"}, {"email": "nonsense"}, {"phone": "123"}]
    )
    def test_it_needs_one_address_and_keeps_what_was_written(
        self, office: Organisation, approver: User, given: dict[str, str]
    ) -> None:
        page = Browser(approver).post("invite_member", office.pk, **given, role=Role.FINANCE)
        assert page.status_code == 422
        assert all(text in page.content.decode() for text in given.values())
        assert Invitation.objects.count() == 0

    def test_of_two_ways_one_is_enough_and_the_page_says_so_before(self, office: Organisation, approver: User) -> None:
        page = Browser(approver).get("invite_member", office.pk).content.decode()
        assert ("One is enough" in page, "(optional)" in page) == (True, False)

    def test_nobody_offers_a_role_beyond_the_own_right(self, office: Organisation, approver: User) -> None:
        given = {"email": "a@example.org"}
        assert denial(invite_member, office.pk, **given, role=Role.REGISTRAR, by=approver) == Denial.WRONG_ROLE
        assert why(invite_member, office.pk, **given, role=Role.SUPPLIER, by=approver) == [
            "An organisation of this kind has no such role: choose another."
        ]
        page = Browser(approver).post("invite_member", office.pk, **given, role=Role.REGISTRAR)
        assert page.status_code == 422
        assert "REGISTRAR" not in Browser(approver).get("invite_member", office.pk).content.decode()

    def test_who_may_invite(self, office: Organisation, approver: User) -> None:
        people = {
            "officer": member(office, Role.BUYER_OFFICER),
            "stranger": UserFactory.create(),
            "approver elsewhere": member(OrganisationFactory.create(buyer=True), Role.APPROVER),
            "approver": approver,
        }
        given = {"email": "a@example.org", "role": Role.FINANCE}
        found = statuses(people, "invite_member", office.pk, post=given)
        assert found == {"officer": 403, "stranger": 403, "approver elsewhere": 403, "approver": 302}

    def test_the_same_twice_and_oneself_are_refused(
        self, office: Organisation, approver: User, invitation: Invitation
    ) -> None:
        again = {"email": "wang@example.org", "role": Role.FINANCE}
        assert "invited to this role already" in why(invite_member, office.pk, **again, by=approver)[0]
        own = {"email": approver.email, "role": Role.FINANCE}
        assert "Nobody appoints" in why(invite_member, office.pk, **own, by=approver)[0]

    def test_there_is_an_end_to_open_invitations(self, office: Organisation, approver: User) -> None:
        for number in range(MOST_OPEN):
            invite_member(office.pk, email=f"p{number}@example.org", role=Role.FINANCE, by=approver)
        said = why(invite_member, office.pk, email="one@more.example", role=Role.FINANCE, by=approver)
        assert "30 invitations" in said[0]

    def test_nobody_fills_other_peoples_mailboxes(self, office: Organisation, approver: User) -> None:
        browser = Browser(approver)
        answers = [browser.post("invite_member", office.pk, email="nonsense", role="FINANCE") for _try in range(21)]
        assert [one.status_code for one in answers] == [422] * 20 + [429]
        assert answers[-1].headers["Retry-After"]


class TestAccepting:
    def test_a_new_person_chooses_name_and_password_and_acts_with_the_offered_role(
        self, office: Organisation, invitation: Invitation
    ) -> None:
        token = token_of(invitation)
        browser = Browser()
        assert "Choose a password" in browser.get("invitation", token).content.decode()
        forged = {"role": Role.APPROVER, "organisation": "1", "is_superuser": "1"}
        answer = browser.post("invitation", token, name="王芳", password=PASSWORD, **forged)
        assert (answer.status_code, answer.url) == (302, "/accounts/login/")
        person = User.objects.get(email="wang@example.org")
        assert (person.name, person.is_superuser, person.check_password(PASSWORD)) == ("王芳", False, True)
        assert {one.role for one in roles.held(person)} == {Role.FINANCE}
        assert browser.client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302

    def test_it_works_once(self, invitation: Invitation) -> None:
        token = token_of(invitation)
        Browser().post("invitation", token, name="王芳", password=PASSWORD)
        assert closed(token) == 410
        again = Browser().post("invitation", token, name="李", password=PASSWORD)
        assert (again.status_code, User.objects.filter(name="李").count()) == (409, 0)

    def test_looking_changes_nothing(self, invitation: Invitation) -> None:
        Browser().get("invitation", token_of(invitation))
        assert Invitation.objects.open().count() == 1

    @pytest.mark.parametrize("password", ["short", "12345678901", "wang@example.org"])
    def test_a_weak_password_is_refused_and_the_name_kept(self, invitation: Invitation, password: str) -> None:
        page = Browser().post("invitation", token_of(invitation), name="王芳", password=password)
        assert (page.status_code, "王芳" in page.content.decode()) == (422, True)
        assert Invitation.objects.open().count() == 1

    def test_whoever_has_an_account_signs_in_with_it(self, office: Organisation, invitation: Invitation) -> None:
        person = UserFactory.create(email="wang@example.org")
        token = token_of(invitation)
        assert "sign in with it" in Browser().get("invitation", token).content.decode()
        assert Browser().post("invitation", token).status_code == 409
        assert Browser(person).post("invitation", token).status_code == 302
        assert roles.holds(person, office.pk, Role.FINANCE)

    def test_nobody_takes_what_was_sent_to_another(self, office: Organisation, invitation: Invitation) -> None:
        other = UserFactory.create()
        page = Browser(other).get("invitation", token_of(invitation)).content.decode()
        assert "who has another address" in page
        assert Browser(other).post("invitation", token_of(invitation)).status_code == 409
        assert not roles.is_member(other, office.pk)

    def test_a_forged_or_bent_link_is_not_there(self, invitation: Invitation) -> None:
        token = token_of(invitation)
        bent = token[:-1] + ("A" if token[-1] != "A" else "B")
        for wrong in (invitation.handle, bent, f"{invitation.handle}:x", str(invitation.pk), SIGNER.sign("other")):
            assert closed(wrong) == 404

    def test_it_runs_out(self, invitation: Invitation) -> None:
        Invitation.objects.filter(pk=invitation.pk).update(ends_at=core_now() - timedelta(seconds=1))
        assert closed(token_of(invitation)) == 410
        assert "has run out" in why(accept_invitation, invitation.pk, name="王", password=PASSWORD)[0]

    def test_the_inviter_must_still_be_the_one_who_may(
        self, office: Organisation, approver: User, invitation: Invitation
    ) -> None:
        approver.memberships.update(until=today() - timedelta(days=1))
        roles.forget()
        said = why(accept_invitation, invitation.pk, name="王芳", password=PASSWORD)
        assert said == ["Whoever invited you may not do so any more. Ask for a new invitation."]
        assert not User.objects.filter(email="wang@example.org").exists()

    def test_a_bidder_ties_no_expert_to_itself_by_an_invitation(self) -> None:
        centre = OrganisationFactory.create()
        expert = ExpertFactory.create().user
        by = member(centre, Role.SUPPLIER)
        made = invite_member(centre.pk, email=expert.email, role=Role.SUPPLIER, by=by)
        assert "appointed by a registrar" in why(accept_invitation, made.pk, by=expert)[0]


class TestTakingBack:
    def test_a_revoked_link_opens_nothing(self, office: Organisation, approver: User, invitation: Invitation) -> None:
        people = {"stranger": UserFactory.create(), "officer": member(office, Role.BUYER_OFFICER), "approver": approver}
        found = statuses(people, "revoke_invitation", invitation.pk, post={})
        assert found == {"stranger": 404, "officer": 403, "approver": 302}
        assert closed(token_of(invitation)) == 410
        assert Browser().post("invitation", token_of(invitation), name="王", password=PASSWORD).status_code == 409
        send()
        assert mail.outbox == []

    def test_what_was_accepted_is_not_taken_back(self, approver: User, invitation: Invitation) -> None:
        accept_invitation(invitation.pk, name="王芳", password=PASSWORD)
        assert "end the membership instead" in why(revoke_invitation, invitation.pk, by=approver)[0]


class TestAccounts:
    """An account that is offered: its owner alone chooses the password, and nobody learns who has one already."""

    @pytest.fixture
    def grid_worker(self, office: Organisation) -> User:
        return member(office, Role.GRID_WORKER)

    def test_behind_the_link_the_owner_chooses_name_and_password(self, grid_worker: User) -> None:
        forged = {"password": "chosen by another", "name": "x", "role": Role.APPROVER, "is_staff": "1"}
        assert Browser(grid_worker).post("invite_person", email="New@example.org", **forged).status_code == 302
        assert not User.objects.filter(email="new@example.org").exists()
        send()
        [sent] = mail.outbox
        assert sent.to == ["new@example.org"]
        token = re.search(r"/en/invitations/(\S+)/", str(sent.body))[1]  # type: ignore[index]
        assert Browser().post("invitation", token, name="王芳", password=PASSWORD).status_code == 302
        person = User.objects.get(email="new@example.org")
        assert (person.check_password(PASSWORD), person.is_staff, roles.held(person)) == (True, False, [])
        assert closed(token) == 410

    def test_the_answer_is_the_same_whether_there_is_an_account_or_not(self, grid_worker: User) -> None:
        UserFactory.create(email="known@example.org")
        said = []
        for email in ("known@example.org", "unknown@example.org"):
            browser = Browser(grid_worker)
            answer = browser.post("invite_person", email=email)
            page = re.sub(r' value="[^"]*"', "", browser.get("invite_person").content.decode())  # each page's own keys
            Invitation.objects.update(revoked_at=core_now())
            said.append((answer.status_code, answer.url, re.sub(r"/invitations/\d+/", "", page.replace(email, ""))))
        assert said[0] == said[1]
        send()
        assert len(mail.outbox) == 0  # both were taken back before the post went

    def test_whoever_has_an_account_keeps_it_as_it_is(self, grid_worker: User) -> None:
        person = UserFactory.create(email="known@example.org", name="李")
        token = token_of(invite_person(email=person.email, by=grid_worker))
        assert Browser().post("invitation", token, name="x", password=PASSWORD).status_code == 409
        assert Browser(person).post("invitation", token).status_code == 302
        assert (User.objects.get(pk=person.pk).name, roles.roles_of(person)) == ("李", frozenset())

    def test_who_may_offer_one(self, office: Organisation, grid_worker: User, approver: User) -> None:
        people = {"grid worker": grid_worker, "approver": approver, "stranger": UserFactory.create()}
        found = statuses(people, "invite_person", post={"email": "a@example.org"})
        assert found == {"grid worker": 302, "approver": 403, "stranger": 403}
        assert "another role" in Browser(approver).get("invite_person").content.decode()

    def test_taking_it_back_is_for_whoever_has_sent_it(self, office: Organisation, grid_worker: User) -> None:
        made = invite_person(email="a@example.org", by=grid_worker)
        people = {"colleague": member(office, Role.GRID_WORKER), "grid worker": grid_worker}
        assert statuses(people, "revoke_invitation", made.pk, post={}) == {"colleague": 404, "grid worker": 302}
        assert closed(token_of(made)) == 410

    def test_it_opens_nothing_once_the_inviter_may_not_offer_one(self, grid_worker: User) -> None:
        made = invite_person(phone="13800138000", by=grid_worker)
        grid_worker.memberships.update(until=today() - timedelta(days=1))
        roles.forget()
        assert "may not do so any more" in why(accept_invitation, made.pk, name="王芳", password=PASSWORD)[0]
        assert not User.objects.filter(phone="13800138000").exists()

    def test_the_same_twice_is_refused_by_what_one_has_done_oneself(self, grid_worker: User) -> None:
        invite_person(email="a@example.org", by=grid_worker)
        assert why(invite_person, email="A@example.org", by=grid_worker) == [
            "You have invited this address already: take that invitation back first."
        ]


def sign_in(person: User) -> Browser:
    """A browser in which somebody has signed in by the door."""
    if not person.check_password(PASSWORD):
        person.set_password(PASSWORD)
        person.save()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    browser = Browser()
    browser.client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


class TestLeaving:
    """Leaving staff lose access at once."""

    def test_every_session_ends_and_no_right_is_left(self, office: Organisation, approver: User) -> None:
        leaving = member(office, Role.BUYER_OFFICER, email="leaving@example.org")
        one, other = sign_in(leaving), sign_in(leaving)
        assert [browser.get("desk").status_code for browser in (one, other)] == [200, 200]
        membership = Membership.objects.get(person=leaving)
        assert Browser(approver).post("end_membership", membership.pk).status_code == 302
        assert [browser.get("desk").status_code for browser in (one, other)] == [302, 302]
        assert not roles.holds(leaving, office.pk, Role.BUYER_OFFICER)
        assert roles.roles_of(User.objects.get(pk=leaving.pk)) == frozenset()

    def test_whoever_came_today_leaves_today(self, office: Organisation, approver: User) -> None:
        leaving = member(office, Role.FINANCE)
        Membership.objects.filter(person=leaving).update(since=today())
        ended = end_membership(Membership.objects.get(person=leaving).pk, by=approver)
        assert ended.until == ended.since - timedelta(days=1)
        assert not roles.is_member(leaving, office.pk)

    def test_an_open_request_of_a_session_that_stays_finds_no_role(self, office: Organisation, approver: User) -> None:
        """The session of `force_login` stands in no list: the next request all the same has no role any more."""
        leaving = member(office, Role.APPROVER)
        browser = Browser(leaving)
        assert browser.get("invite_member", office.pk).status_code == 200
        end_membership(Membership.objects.get(person=leaving).pk, by=approver)
        assert browser.get("invite_member", office.pk).status_code == 403

    def test_the_doors_that_were_left_open_close(self, office: Organisation, approver: User) -> None:
        leaving = member(office, Role.APPROVER, email="leaving@example.org")
        to_others = invite_member(office.pk, email="friend@example.org", role=Role.FINANCE, by=leaving)
        to_oneself = invite_member(office.pk, email="leaving@example.org", role=Role.FINANCE, by=approver)
        of_another = invite_member(office.pk, email="new@example.org", role=Role.FINANCE, by=approver)
        end_membership(Membership.objects.get(person=leaving).pk, by=approver)
        found = [closed(token_of(one)) for one in (to_others, to_oneself, of_another)]
        assert found == [410, 410, 200]

    def test_with_a_last_day_to_come_the_person_works_until_then(self, office: Organisation, approver: User) -> None:
        leaving = member(office, Role.BUYER_OFFICER, email="leaving@example.org")
        browser = sign_in(leaving)
        day = today() + timedelta(days=3)
        Browser(approver).post("end_membership", Membership.objects.get(person=leaving).pk, until=day.isoformat())
        assert browser.get("desk").status_code == 200
        assert roles.holds(leaving, office.pk, Role.BUYER_OFFICER)
