"""Where production hands its mail and its text messages over; every server of the office's choice."""

import os

# Without a server no mail leaves: the check of a deployment says so (accounts.notifications.checks).
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
# "starttls" begins in the open and turns to TLS, "tls" speaks it from the first word, "none" is for this machine's own.
EMAIL_SECURITY = os.environ.get("EMAIL_SECURITY") or "starttls"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or {"tls": 465, "none": 25}.get(EMAIL_SECURITY, 587))
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds; a request that sends a code waits for it
# Whom mails come from; without a word of the office, a name at the site's own first host.
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or (
    f"邻里采购 <noreply@{os.environ['ALLOWED_HOSTS'].split(',')[0].strip()}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A function (number, text) of the office's provider. Without one a text message fails and its sender is told: the
# console would write numbers and codes into the log.
SMS_BACKEND = os.environ.get("LINLI_SMS_BACKEND") or "accounts.notifications.sms.to_nobody"
