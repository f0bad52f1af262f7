"""The four levels of area, from the city down to the community."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    """A level of area; each but the city lies in one area of the level above it."""

    CITY = "CITY", _("City")
    DISTRICT = "DISTRICT", _("District")
    STREET = "STREET", _("Street")
    COMMUNITY = "COMMUNITY", _("Community")


LEVEL_ABOVE: dict[str, str | None] = {
    AreaLevel.CITY: None,
    AreaLevel.DISTRICT: AreaLevel.CITY,
    AreaLevel.STREET: AreaLevel.DISTRICT,
    AreaLevel.COMMUNITY: AreaLevel.STREET,
}
