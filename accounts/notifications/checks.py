"""What a deployment is asked about its mail before it serves anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

SECURITIES = ("starttls", "tls", "none")
LOCAL = ("localhost", "127.0.0.1", "::1")


@register(Tags.security, deploy=True)
def mail_reaches_people(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Codes, invitations and messages go by mail: without a server, or in the open, they do not go safely."""
    security = getattr(settings, "EMAIL_SECURITY", "none")
    if security not in SECURITIES:
        hint = f"Set EMAIL_SECURITY to one of: {', '.join(SECURITIES)}."
        return [Error(f"EMAIL_SECURITY is {security!r}.", hint=hint, id="accounts.E001")]
    if not settings.EMAIL_HOST:
        hint = "Set EMAIL_HOST: no code, no invitation and no message reaches anybody until then."
        return [Warning("No mail server is named.", hint=hint, id="accounts.W001")]
    if security == "none" and settings.EMAIL_HOST not in LOCAL:
        hint = "Set EMAIL_SECURITY to starttls or tls: codes and links would travel in the open."
        return [Warning("Mail leaves this machine without TLS.", hint=hint, id="accounts.W002")]
    return []
