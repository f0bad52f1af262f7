"""Sentences of the site administration that come without Chinese; here so that the catalogue keeps ours."""

from django.utils.translation import gettext_noop, ngettext_lazy

SAID_BY_THE_ADMINISTRATION = (
    gettext_noop("Actions (footer)"),
    gettext_noop("Autosave is paused"),
    gettext_noop("Edit account avatar"),
    gettext_noop("Enable custom keyboard shortcuts specific to Wagtail."),
    gettext_noop("Exploring"),
    gettext_noop("Grid layout"),
    gettext_noop("List layout"),
    gettext_noop("Page types usage"),
    gettext_noop("Saved"),
    gettext_noop("Search all pages…"),
    gettext_noop("Shortcuts"),
    gettext_noop("Theme preferences"),
    gettext_noop("There are validation errors, click save to highlight them."),
    gettext_noop("Toggle checks"),
    gettext_noop("Wagtail %(current_version)s editor guide"),
    ngettext_lazy("There is one matching page", "There are %(counter)s matching pages"),
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
)
