"""Archived documents on the pages of their records."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from core.archive.models import ArchivedDocument

register = template.Library()


@register.inclusion_tag("components/archived.html", takes_context=True)
def archived(context: dict[str, Any], thing: Any) -> dict[str, Any]:
    """Show the documents of a record to whoever may read them."""
    if not thing:  # an award that is not published has no notice
        return {}
    documents = ArchivedDocument.objects.of_thing(thing).readable_by(context["request"].user).for_list()
    return {"documents": list(documents), "about": thing.pk}


@register.inclusion_tag("components/archived.html", takes_context=True)
def archived_of_purchase(context: dict[str, Any], ocid: str) -> dict[str, Any]:
    """Show the documents of a purchase that everybody may read; more stand at the desk, on the pages of the records."""
    documents = ArchivedDocument.objects.of_purchase(ocid).readable_by(AnonymousUser()).for_list()
    return {"documents": list(documents), "about": ocid}
