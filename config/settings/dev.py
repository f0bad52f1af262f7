"""Development: this machine, loopback only."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development-only-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
CLOCK_MAY_MOVE = True
DEMO_BAR = True
# The demo's people have a second factor; its code stands on the page.
DEMO_CODE = "202603"
MFA_FORMS = {
    **MFA_FORMS,  # noqa: F405
    "authenticate": "demo.second_proof.DemoAuthenticateForm",
    "reauthenticate": "demo.second_proof.DemoReauthenticateForm",
    "activate_totp": "demo.second_proof.DemoActivateForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
if STRIPE_API_BASE:  # noqa: F405 — the stand-in's pages stand on another port, where a form of ours may end
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(STRIPE_API_BASE)  # noqa: F405
