"""What is done with invitations: made, revoked, accepted."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.invitations.models import Invitation
from accounts.invitations.queries import InvitationQuerySet
from accounts.notifications.sms import are_sent
from accounts.organisations.models import Organisation
from accounts.people.models import User
from accounts.people.services import appoint_member, right_to_appoint
from accounts.roles import ROLES_OF_KIND
from core.addresses import whole_address
from core.audit.outbox import announce
from core.audit.record import record
from core.time import core_now, today
from core.transitions import Refused, check, refuse

DAYS = 7  # how long a link works
MOST_OPEN = 30  # of one organisation at a time
RIGHT_TO_ACCOUNTS = "accounts.register_person"
NOBODY_APPOINTS_THEMSELVES = _("Nobody appoints themselves: ask a colleague or the registrar.")
SIGNER = signing.Signer(salt="accounts.invitation")


def token_of(invitation: Invitation) -> str:
    """Return what opens the invitation; whoever reads the database alone cannot make it."""
    return SIGNER.sign(invitation.handle)


def link_of(invitation: Invitation) -> str:
    """Return the whole address that accepts an invitation, in the language of the moment."""
    return whole_address(reverse("invitation", args=[token_of(invitation)]))


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link opens, or None where the link is none of ours."""
    try:
        return Invitation.objects.with_handle(SIGNER.unsign(token))
    except signing.BadSignature:
        return None


@transaction.atomic
def invite_member(organisation_id: int, *, role: str, by: Any, email: str = "", phone: str = "") -> Invitation:
    """Invite somebody by e-mail or telephone to one role that `by` may give. Raises Refused."""
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("area")
    organisation = rows.get(pk=organisation_id)
    right = right_to_appoint(role)
    check(right, by=by, thing=organisation)
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise refuse(_("An organisation of this kind has no such role: choose another."))
    offer = Invitation(organisation=organisation, role=role, email=email.strip().lower(), phone=phone, invited_by=by)
    _send(offer, waiting=organisation.invitations.open(), to_oneself=NOBODY_APPOINTS_THEMSELVES)
    record(organisation, verb="invite_member", by=by, role=right, detail={"invitation": offer.pk, "role": role})
    return offer


@transaction.atomic
def invite_person(*, by: Any, email: str = "", phone: str = "") -> Invitation:
    """Offer somebody an account; whether the address has one already is told to nobody but its owner. Raises Refused.

    The person chooses the password behind the link: whoever offers the account never knows it.
    """
    check(RIGHT_TO_ACCOUNTS, by=by, thing=None)
    User.objects.select_for_update().get(pk=by.pk)  # two forms sent at once stand in one line
    offer = Invitation(email=email.strip().lower(), phone=phone, invited_by=by)
    _send(offer, waiting=Invitation.objects.to_an_account(by).open(), to_oneself=_("You have an account already."))
    record(by, verb="invite_person", by=by, role=RIGHT_TO_ACCOUNTS, detail={"invitation": offer.pk})
    return offer


def _send(offer: Invitation, *, waiting: InvitationQuerySet, to_oneself: Any) -> None:
    by, address = offer.invited_by, {"email": offer.email, "phone": offer.phone}
    if bool(offer.email) == bool(offer.phone):
        raise refuse(_("An invitation goes to an e-mail address or to a mobile number: fill in one of them."))
    if offer.phone and not are_sent():
        raise refuse(_("No text messages go out from here: fill in an e-mail address."))
    if (offer.email and offer.email == by.email) or (offer.phone and offer.phone == by.phone):
        raise refuse(to_oneself)
    if waiting.running().count() >= MOST_OPEN:
        raise refuse(_("30 invitations are open already: revoke one first, or wait until one is accepted."))
    same = waiting.to(**address).filter(role=offer.role)
    if same.running().exists():
        if offer.role:
            raise refuse(_("This address has been invited to this role already: revoke that invitation first."))
        raise refuse(_("You have invited this address already: take that invitation back first."))
    offer.invited_at = core_now()
    same.update(revoked_at=offer.invited_at)  # it had run out
    offer.language = get_language() or ""
    offer.handle, offer.ends_at = secrets.token_urlsafe(18), offer.invited_at + timedelta(days=DAYS)
    offer.save()
    announce("invitation.made", str(offer.pk), invitation_id=offer.pk)


def right_to(invitation: Invitation) -> tuple[str, Any]:
    """Return the permission that an invitation needs, and the thing that it is asked of."""
    if invitation.organisation is None:
        return RIGHT_TO_ACCOUNTS, None
    return right_to_appoint(invitation.role), invitation.organisation


def _record(invitation: Invitation, verb: str, by: Any) -> None:
    right, thing = right_to(invitation)
    detail = {"invitation": invitation.pk, "role": invitation.role}
    record(thing or invitation.invited_by, verb=verb, by=by, role=right, detail=detail)


@transaction.atomic
def revoke_invitation(invitation_id: int, *, by: Any) -> Invitation:
    """End an invitation before it is accepted; its link opens nothing any more. Raises Refused."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation__area", "invited_by")
    invitation = rows.get(pk=invitation_id)
    right, thing = right_to(invitation)
    check(right, by=by, thing=thing)
    if invitation.accepted_at:
        raise refuse(_("The invitation has been accepted already: end the membership instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = core_now()
        invitation.save()
        _record(invitation, "revoke_invitation", by)
    return invitation


def why_closed(invitation: Invitation) -> Any:
    """Return why the link opens nothing any more, or None while it does."""
    if invitation.accepted_at:
        return _("This invitation has been accepted already. Sign in with your account.")
    if invitation.revoked_at:
        return _("This invitation has been taken back. Ask the organisation if you think that is a mistake.")
    if invitation.ends_at <= core_now():
        return _("This invitation has run out. Ask for a new one.")
    return None


def account_of(invitation: Invitation) -> User | None:
    """Return the account that has the address to which the link was sent, or None."""
    if invitation.email:
        return User.objects.with_address(invitation.email)
    return User.objects.with_phone(invitation.phone)


@transaction.atomic
def accept_invitation(invitation_id: int, *, by: Any = None, name: str = "", password: str = "") -> User:
    """Take what was offered, with one's account or with a new one; once; returns whose it is. Raises Refused.

    Whoever holds the link has proven the address by it. The role is the one that was offered, and the inviter must
    still be the one who may give it.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation__area", "invited_by")
    invitation = rows.get(pk=invitation_id)
    closed = why_closed(invitation)
    if closed:
        raise refuse(closed)
    person = account_of(invitation)
    is_somebody = by is not None and by.is_authenticated
    if is_somebody and (person is None or person.pk != by.pk):
        raise refuse(_("This invitation was sent to another address. Sign out first, then open the link again."))
    if not is_somebody and person is not None:
        raise refuse(_("There is an account with this address already: sign in with it, then accept."))
    if person is None:
        person = _new_account(invitation, name, password)
    try:
        _give(invitation, person)
    except Refused as refused:
        if refused.denial is None:
            raise
        raise refuse(_("Whoever invited you may not do so any more. Ask for a new invitation.")) from refused
    invitation.accepted_by, invitation.accepted_at = person, core_now()
    invitation.save()
    _record(invitation, "accept_invitation", person)
    return person


def _give(invitation: Invitation, person: User) -> None:
    right, thing = right_to(invitation)
    if thing is None:
        check(right, by=invitation.invited_by, thing=None)
        return
    inviter = invitation.invited_by
    appoint_member(thing.pk, person_id=person.pk, role=invitation.role, by=inviter, since=today())


def _new_account(invitation: Invitation, name: str, password: str) -> User:
    if not name.strip() or not password:
        raise refuse(_("A person has a name: fill it in."))
    try:
        with transaction.atomic():
            User.objects.forget_unproven(invitation.email)
            person = User.objects.create_user(
                email=invitation.email or None, phone=invitation.phone or None, password=password, name=name.strip()
            )
    except IntegrityError as broken:  # a closed account, or one that was made this very moment
        raise refuse(_("This address cannot be used for a new account: ask your office.")) from broken
    record(person, verb="register", by=person, role="accounts.accept_invitation")
    return person
