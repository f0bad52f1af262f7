"""The bar at the top of every page of the demo: its clock, and whose eyes one looks through."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from core.time import SHANGHAI, core_now
from demo.world import address_of, read_world
from procurement.evaluations.models import CommitteeMember

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
RESIDENTS = 3  # of the many, enough to look through
OPERATOR = ("operator@linli.example", gettext_lazy("Operator"))


@cache
def accounts() -> tuple[tuple[str, str, str], ...]:
    """Every account that the demo prints: address, name, and whose role (a role's value, or a word)."""
    world = read_world()
    found = [
        (address_of(person["key"], body["key"]), f"{person['name']} · {body['name']}", ",".join(person["roles"]))
        for body in world["bodies"]
        for person in body["people"]
    ]
    found += [
        (address_of(one["key"], one["key"]), f"{one['head']} · {one['name']}", Role.SUPPLIER.value)
        for one in world["suppliers"]
    ]
    found += [(f"resident{n}@zinan.example", "紫南社区", "RESIDENT") for n in range(1, RESIDENTS + 1)]
    found += [
        (f"expert{number}@experts.example", one["name"], "EXPERT")
        for number, one in enumerate(world["experts"]["people"], start=1)
    ]
    return tuple(found)


def demo_bar(request: HttpRequest) -> dict[str, Any]:
    """Give every page the bar, where the demo is on (a context processor)."""
    if not settings.DEMO_BAR:
        return {}
    return {
        "demo_bar": {
            "template": "demo/bar.html",
            "code": getattr(settings, "DEMO_CODE", ""),
            "now": core_now().astimezone(SHANGHAI),
            "people": SimpleLazyObject(people),
        }
    }


def people() -> list[tuple[str, str, str, str]]:
    """Whom one may look through: address, role in words, name, and the seat of those who sit in a committee now.

    The draw decides anew in every demo which experts have work, so the bar says who they are.
    """
    words = {"RESIDENT": _("Resident"), "EXPERT": _("Expert"), **dict(Role.choices)}
    leads = dict(CommitteeMember.objects.at_work().values_list("user__email", "is_leader"))
    found = []
    for address, name, roles in accounts():
        said, seat = "、".join(str(words[role]) for role in roles.split(",")), ""
        if roles == "EXPERT" and address in leads:
            seat = "leader" if leads[address] else "member"
            said = f"{said} · {_('leader of the committee') if leads[address] else _('evaluating now')}"
        found.append((address, said, name, seat))
    return [*found, (OPERATOR[0], str(OPERATOR[1]), "", "")]


@register
def bar_is_off_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the bar wherever another machine could ask for the site: it lets anybody sign in as anybody."""
    is_alone = bool(settings.ALLOWED_HOSTS) and set(settings.ALLOWED_HOSTS) <= LOOPBACK
    if settings.DEMO_BAR and not (is_alone and settings.CLOCK_MAY_MOVE):
        return [
            Error(
                "The demo bar lets anybody sign in as anybody and move the clock.",
                hint="Set DEMO_BAR = False, or ALLOWED_HOSTS to names of this machine alone.",
                id="demo.E001",
            )
        ]
    return []
