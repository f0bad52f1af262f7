"""The registers of the site administration: what is kept by hand or from a spreadsheet, never a state of a machine."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from accounts.areas.resources import AreaRegister
from accounts.areas.rules import keeps_holidays
from accounts.areas.services import FIGURES, draw_area, name_area, set_area_figures
from accounts.models import Area, Expert, Organisation
from accounts.organisations.resources import OrganisationRegister
from accounts.organisations.rules import keeps_a_register
from accounts.organisations.services import correct_organisation, register_organisation
from accounts.people.resources import ExpertRegister
from accounts.people.services import correct_expert, enter_expert
from cms.registers.forms import AreaForm, CatalogueForm, ExpertForm, OrganisationForm
from cms.registers.viewset import RegisterViewSet
from core.law.models import Holiday
from core.law.resources import HolidayRegister
from procurement.plans.catalogue import enter_in_catalogue, revise_entry
from procurement.plans.models import CatalogueEntry
from procurement.plans.resources import CatalogueRegister
from procurement.plans.rules import keeps_catalogue


class Catalogue(RegisterViewSet):
    """The guidance catalogue."""

    model = CatalogueEntry
    row_form = CatalogueForm
    register_class = CatalogueRegister
    right = "procurement.keep_catalogue"
    keeps = staticmethod(keeps_catalogue)
    menu_label = pgettext_lazy("register", "Guidance catalogue")
    icon = "list-ul"
    list_display = ("code", "name_zh", "name_en", "service_kind", "in_force")
    list_filter = ("service_kind", "in_force")
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("code",)
    inspect_view_fields = ("code", "name_zh", "name_en", "service_kind", "in_force")

    def keep(self, form: Any, *, by: Any) -> CatalogueEntry:
        """Enter or revise."""
        said = dict(form.cleaned_data)
        code = said.pop("code")
        if form.instance.pk is None:
            return enter_in_catalogue(code=code, by=by, **said)
        return revise_entry(form.instance.pk, by=by, **said)


class Organisations(RegisterViewSet):
    """Organisations: applications and facts; their states are moved at the desk."""

    model = Organisation
    row_form = OrganisationForm
    register_class = OrganisationRegister
    right = "accounts.correct_organisation"
    keeps = staticmethod(keeps_a_register)
    has_page_at_desk = True
    relations = ("area",)
    menu_label = pgettext_lazy("register", "Organisations")
    icon = "group"
    list_display = ("name", "credit_code", "kind", "area", "state")
    list_filter = ("kind", "state")
    search_fields = ("name", "name_en", "credit_code")
    ordering = ("name", "pk")
    inspect_view_fields = (*OrganisationForm.Meta.fields, "state", "barred_until")

    def rows(self, user: Any) -> Any:
        """The public register, and the applications that the person checks."""
        return Organisation.objects.visible_to(user).select_related(*self.relations)

    def keep(self, form: Any, *, by: Any) -> Organisation:
        """Enter an application, which another registrar verifies; or correct the facts."""
        said = dict(form.cleaned_data)
        said["area_id"] = said.pop("area").pk
        if form.instance.pk is None:
            return register_organisation(by=by, **said)
        return correct_organisation(form.instance.pk, by=by, **said)


class Experts(RegisterViewSet):
    """Experts: what they know and where they may be drawn; whether they may be drawn is decided at the desk."""

    model = Expert
    row_form = ExpertForm
    register_class = ExpertRegister
    right = "accounts.keep_expert"
    keeps = staticmethod(keeps_a_register)
    has_page_at_desk = True
    relations = ("user", "area")
    menu_label = pgettext_lazy("register", "Experts")
    icon = "user"
    list_display = ("user", "title", "area", "is_active")
    list_filter = ("is_active",)
    search_fields = ("user__name", "user__email", "title")
    ordering = ("user__name", "pk")
    inspect_view_fields = ("user", "title", "area", "is_active")

    def rows(self, user: Any) -> Any:
        """Those of one's own area."""
        return Expert.objects.visible_to(user).select_related(*self.relations)

    def keep(self, form: Any, *, by: Any) -> Expert:
        """Enter or correct."""
        said = dict(form.cleaned_data)
        said["area_id"] = said.pop("area").pk
        email, name = said.pop("email"), said.pop("name")
        if form.instance.pk is not None:
            return correct_expert(form.instance.pk, by=by, **said)
        return enter_expert(email=email, name=name, by=by, **said)


class Areas(RegisterViewSet):
    """Areas and their figures."""

    model = Area
    row_form = AreaForm
    register_class = AreaRegister
    right = "accounts.keep_areas"
    keeps = staticmethod(keeps_a_register)
    relations = ("parent",)
    menu_label = pgettext_lazy("register", "Areas")
    icon = "site"
    list_display = ("name_zh", "code", "level", "parent", "households", "residents")
    list_filter = ("level",)
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("path",)
    inspect_view_fields = ("code", "level", "parent", "name_zh", "name_en", "households", "residents")

    def keep(self, form: Any, *, by: Any) -> Area:
        """Draw an area; or name it and set its figures."""
        said = form.cleaned_data
        figures = {name: said[name] for name in FIGURES}
        names = {"name_zh": said["name_zh"], "name_en": said["name_en"]}
        if form.instance.pk is None:
            parent = said["parent"].pk if said["parent"] else None
            return draw_area(code=said["code"], level=said["level"], parent_id=parent, by=by, **names, **figures)
        if set(form.changed_data) & set(names):
            name_area(form.instance.pk, by=by, **names)
        return set_area_figures(form.instance.pk, by=by, **figures)


class Holidays(RegisterViewSet):
    """The holiday table: read here, and imported by whole years."""

    model = Holiday
    register_class = HolidayRegister
    right = "accounts.keep_holidays"
    keeps = staticmethod(keeps_holidays)
    is_written_by_hand = False
    menu_label = pgettext_lazy("register", "Holidays")
    icon = "calendar"
    list_display = ("date", "name", "is_off")
    list_filter: ClassVar[dict[str, list[str]]] = {"date": ["year"], "is_off": ["exact"]}
    search_fields = ("name",)
    ordering = ("-date",)
    inspect_view_fields = ("date", "name", "is_off")


class Registers(SnippetViewSetGroup):
    """All of them, in one place of the menu."""

    items = (Catalogue, Organisations, Experts, Areas, Holidays)
    menu_label = _("Registers")
    menu_name = "registers"
    menu_icon = "folder-open-inverse"
    menu_order = 100
