"""What the site administration shows beside Wagtail's own."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.snippets.models import register_snippet

from cms.registers.home import RegistersPanel
from cms.rules import keeps_some_register
from cms.viewsets import Registers
from core.spreadsheets import escaped

register_snippet(Registers)
# A portrait serves nobody here, and its form takes pictures without looking into them.
AvatarSettingsPanel.is_active = lambda self: False
# Wagtail's own reports write titles into spreadsheets as they are; here no cell of any file calculates.
_as_it_is = SpreadsheetExportMixin.preprocess_field_value
SpreadsheetExportMixin.preprocess_field_value = lambda *about: escaped(_as_it_is(*about))


@hooks.register("insert_global_admin_css")
def style_of_registers() -> SafeString:
    """Lists that stay readable on a phone, and the registers' own pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/registers.css"))


@hooks.register("construct_homepage_panels")
def registers_first(request: Any, panels: list[Any]) -> None:
    """Whoever keeps registers meets them first."""
    if keeps_some_register(request.user):
        panels.insert(0, RegistersPanel([register.model for register in Registers.items]))


@hooks.register("construct_main_menu")
def no_way_out(request: Any, items: list[Any]) -> None:
    """The framework's own help leads to other sites and to what keepers of registers do not have."""
    items[:] = [item for item in items if item.name != "help" or request.user.is_superuser]


@hooks.register("construct_settings_menu")
def no_people_here(request: Any, items: list[Any]) -> None:
    """People and their rights are kept at the desk."""
    items[:] = [item for item in items if item.name not in ("users", "groups")]


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    """The way back to the desk."""
    return MenuItem(_("My desk"), reverse("desk"), name="desk", icon_name="home", order=10)
