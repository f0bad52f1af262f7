"""What the proof of killed processes starts: `web` asks for refunds and payouts, `worker` does the rounds of money.

`web` speaks as the finance officers whose addresses follow: of the office that refunds, and of the one that pays out.
"""

from __future__ import annotations

import os
import sys
import time

import django


def main() -> None:
    """Begin, say that the work is on, and go on until killed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()

    from django.conf import settings
    from django.db import DatabaseError, connection
    from django.test import Client

    from accounts.models import User
    from core.audit.chain import sequence
    from core.audit.outbox import relay
    from payments.deposits.models import Deposit
    from payments.tasks import settle_cards
    from projects.payouts.models import Payout

    settings.ALLOWED_HOSTS = ["*"]
    print("ready", flush=True)
    while True:
        try:
            if sys.argv[1] == "worker":
                settle_cards()
                relay()
                sequence()
            else:
                refunds = [f"/en/desk/deposits/{one.pk}/refund/" for one in Deposit.objects.owed_back()[:3]]
                payouts = Payout.objects.filter(state="APPROVED").order_by("pk")[:3]
                pages = [refunds, [f"/en/desk/payments/{one.pk}/transfer/" for one in payouts]]
                for email, addresses in zip(sys.argv[2:], pages, strict=True):
                    client = Client(raise_request_exception=False)
                    client.force_login(User.objects.get(email=email))
                    for address in addresses:
                        client.post(address, {"sure": "1"})
        except DatabaseError:
            connection.close()  # the database comes back; so do we
        time.sleep(0.05)


if __name__ == "__main__":
    main()
