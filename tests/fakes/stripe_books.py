"""What the fake of the card provider knows: its objects, its idempotency keys, and what it refuses.

Amounts are integers in minor units. A refund never exceeds what is left of its payment. The same idempotency key with
the same parameters gets the same answer again, an error too; with other parameters it is refused, as the real one does.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLES = ("sessions", "payment_intents", "refunds", "accounts", "transfers", "events", "keys")
ID_OF = {"sessions": "cs_test_", "payment_intents": "pi_", "refunds": "re_", "accounts": "acct_", "transfers": "tr_"}
LONGEST_KEY = 255


class Declined(Exception):
    """The provider refuses a request: HTTP status, kind of error, sentence, code and parameter."""

    def __init__(self, status: int, kind: str, message: str, *, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.status = status
        error = {"type": kind, "message": message, "code": code, "param": param}
        self.body = {"error": {name: value for name, value in error.items() if value}}


def invalid(message: str, *, code: str = "", param: str = "", status: int = 400) -> Declined:
    """Return the refusal of a request that makes no sense."""
    return Declined(status, "invalid_request_error", message, code=code, param=param)


class Books:
    """Every object of one account at the provider, kept in a file where one is named."""

    def __init__(self, base: str, file: Path | None = None) -> None:
        self.base = base
        self.file = file
        self.lock = threading.RLock()
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
        self.funds = 0
        self.tell: Callable[[dict[str, Any]], None] = lambda event: None
        if file and file.exists():
            self.tables.update(json.loads(file.read_text()))

    def keep(self) -> None:
        """Write everything down."""
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft = self.file.with_suffix(".new")
            draft.write_text(json.dumps(self.tables))
            draft.replace(self.file)

    def find(self, table: str, key: str) -> dict[str, Any]:
        """Return an object; the real one answers 404 for what it does not know."""
        if key not in self.tables[table]:
            raise invalid(f"No such {table.rstrip('s')}: '{key}'", code="resource_missing", param="id", status=404)
        return self.tables[table][key]

    def once(self, key: str, path: str, given: dict[str, Any], act: Callable[[], Any]) -> tuple[int, Any, bool]:
        """Do an act once under its idempotency key; return status, body and whether it was only repeated."""
        if len(key) > LONGEST_KEY:
            raise Declined(400, "idempotency_error", "Idempotency keys may be at most 255 characters.")
        with self.lock:
            asked = json.dumps([path, given], sort_keys=True)
            if key and key in self.tables["keys"]:
                kept = self.tables["keys"][key]
                if kept["asked"] != asked:
                    raise Declined(
                        400,
                        "idempotency_error",
                        f"Keys for idempotent requests can only be used with the same parameters they were first used "
                        f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                    )
                return kept["status"], kept["body"], True
            try:
                status, body = 200, act()
            except Declined as declined:
                status, body = declined.status, declined.body
            if key:
                self.tables["keys"][key] = {"asked": asked, "status": status, "body": json.loads(json.dumps(body))}
            self.keep()
            return status, body, False

    def new(self, table: str, kind: str, **facts: Any) -> dict[str, Any]:
        """Add an object."""
        key = ID_OF[table] + secrets.token_hex(12)
        made = {"id": key, "object": kind, "created": int(time.time()), "livemode": False, **facts}
        self.tables[table][key] = made
        return made

    def happen(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        """Note an event and tell it."""
        event = {
            "id": "evt_" + secrets.token_hex(12),
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "livemode": False,
            "api_version": "2025-01-01",
            "pending_webhooks": 1,
            "data": {"object": json.loads(json.dumps(thing))},
        }
        self.tables["events"][event["id"]] = event
        self.keep()
        self.tell(event)
        return event

    # --- Checkout

    def create_session(self, given: dict[str, Any]) -> dict[str, Any]:
        """A page on which somebody pays one amount at once."""
        if given.get("mode") != "payment":
            raise invalid("You must pass `mode`: this fake knows `payment` only.", param="mode")
        lines = list((given.get("line_items") or {}).values())
        if not lines or not given.get("success_url"):
            raise invalid("Missing required param: line_items or success_url.", code="parameter_missing")
        total, currency = 0, ""
        for line in lines:
            price = line["price_data"]
            amount = whole(price.get("unit_amount"), "unit_amount")
            total += amount * whole(line.get("quantity", "1"), "quantity")
            currency = price["currency"]
        if total <= 0:
            raise invalid("The Checkout Session's total amount due must be above zero.", code="amount_too_small")
        intent_given = given.get("payment_intent_data") or {}
        made = self.new(
            "sessions",
            "checkout.session",
            mode="payment",
            status="open",
            payment_status="unpaid",
            payment_intent=None,
            amount_total=total,
            currency=currency,
            metadata=given.get("metadata") or {},
            client_reference_id=given.get("client_reference_id"),
            success_url=given["success_url"],
            cancel_url=given.get("cancel_url"),
            expires_at=int(given.get("expires_at") or time.time() + 86_400),
            locale=given.get("locale"),
        )
        made["url"] = f"{self.base}/pay/{made['id']}"
        made["_intent"] = {
            "metadata": intent_given.get("metadata") or {},
            "description": intent_given.get("description"),
        }
        return made

    def pay(self, session_id: str) -> dict[str, Any]:
        """Somebody pays on the page; a page is paid once."""
        with self.lock:
            session = self.find("sessions", session_id)
            if session["status"] == "open" and time.time() < session["expires_at"]:
                intent = self.new(
                    "payment_intents",
                    "payment_intent",
                    status="succeeded",
                    amount=session["amount_total"],
                    amount_received=session["amount_total"],
                    currency=session["currency"],
                    capture_method="automatic",
                    **session["_intent"],
                )
                session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
                self.happen("payment_intent.succeeded", intent)
                self.happen("checkout.session.completed", session)
            return session

    def expire_session(self, session_id: str) -> dict[str, Any]:
        """The page takes no money any more."""
        session = self.find("sessions", session_id)
        if session["status"] != "open":
            raise invalid(
                f'Only Checkout Sessions with a status in ["open"] can be expired; it is {session["status"]}.'
            )
        session.update(status="expired", url=None)
        self.happen("checkout.session.expired", session)
        return session

    # --- refunds

    def left_of(self, intent: dict[str, Any]) -> int:
        """What has not been refunded of a payment."""
        back = [one for one in self.tables["refunds"].values() if one["payment_intent"] == intent["id"]]
        return int(intent["amount_received"]) - sum(one["amount"] for one in back if one["status"] != "failed")

    def create_refund(self, given: dict[str, Any]) -> dict[str, Any]:
        """Money goes back, all that is left or a part of it."""
        intent = self.find("payment_intents", given.get("payment_intent", ""))
        left = self.left_of(intent)
        amount = whole(given["amount"], "amount") if "amount" in given else left
        if left == 0:
            raise invalid("Charge has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            sentence = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            raise invalid(sentence, param="amount")
        made = self.new(
            "refunds",
            "refund",
            status="succeeded",
            amount=amount,
            currency=intent["currency"],
            payment_intent=intent["id"],
            metadata=given.get("metadata") or {},
            reason=given.get("reason"),
        )
        self.happen("refund.created", made)
        self.happen("charge.refunded", {**intent, "object": "charge", "payment_intent": intent["id"]})
        return made

    # --- connected accounts

    def create_account(self, given: dict[str, Any]) -> dict[str, Any]:
        """An account of somebody who is paid."""
        made = self.new(
            "accounts",
            "account",
            type=given.get("type", "express"),
            country=given.get("country"),
            metadata=given.get("metadata") or {},
            payouts_enabled=False,
            charges_enabled=False,
            details_submitted=False,
            capabilities=dict.fromkeys(given.get("capabilities") or {}, "inactive"),
            requirements={"disabled_reason": "requirements.past_due", "currently_due": ["individual.id_number"]},
        )
        self.happen("account.updated", made)
        return made

    def create_account_link(self, given: dict[str, Any]) -> dict[str, Any]:
        """The page on which the owner of an account says who they are."""
        account = self.find("accounts", given.get("account", ""))
        url = f"{self.base}/account/{account['id']}?return_url={given.get('return_url', '')}"
        now = int(time.time())
        return {"object": "account_link", "created": now, "expires_at": now + 300, "url": url}

    def complete_account(self, account_id: str) -> dict[str, Any]:
        """The owner has said who they are."""
        account = self.find("accounts", account_id)
        account.update(payouts_enabled=True, charges_enabled=True, details_submitted=True)
        account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
        account["requirements"] = {"disabled_reason": None, "currently_due": []}
        self.happen("account.updated", account)
        return account

    def refuse_account(self, account_id: str, reason: str = "rejected.listed") -> dict[str, Any]:
        """The provider wants nothing to do with the owner; or wants to know more, by another reason."""
        account = self.find("accounts", account_id)
        account.update(payouts_enabled=False, charges_enabled=False, details_submitted=True)
        account["capabilities"] = dict.fromkeys(account["capabilities"], "inactive")
        account["requirements"] = {"disabled_reason": reason, "currently_due": []}
        self.happen("account.updated", account)
        return account

    def add_funds(self, amount: int) -> None:
        """The account's owner sends money to the provider, for transfers."""
        self.funds += amount

    def available(self) -> int:
        """What lies at the provider: paid and added, less what went back and to others."""
        paid = sum(self.left_of(intent) for intent in self.tables["payment_intents"].values())
        moved = sum(one["amount"] - one["amount_reversed"] for one in self.tables["transfers"].values())
        return paid + self.funds - moved

    def create_transfer(self, given: dict[str, Any]) -> dict[str, Any]:
        """Money goes to a connected account."""
        account = self.find("accounts", given.get("destination", ""))
        amount = whole(given.get("amount"), "amount")
        if account["capabilities"].get("transfers") != "active":
            raise invalid(
                "Your destination account needs to have at least one of the following capabilities enabled: transfers.",
                code="insufficient_capabilities_for_transfer",
                param="destination",
            )
        if amount > self.available():
            raise invalid("You have insufficient available funds in your account.", code="balance_insufficient")
        made = self.new(
            "transfers",
            "transfer",
            amount=amount,
            amount_reversed=0,
            reversed=False,
            currency=given["currency"],
            destination=account["id"],
            metadata=given.get("metadata") or {},
            transfer_group=given.get("transfer_group"),
            description=given.get("description"),
        )
        self.happen("transfer.created", made)
        return made

    def reverse_transfer(self, transfer_id: str, amount: int | None = None) -> dict[str, Any]:
        """Somebody has a transfer back at the provider's own desk, as a whole or in part."""
        made = self.find("transfers", transfer_id)
        made["amount_reversed"] += made["amount"] - made["amount_reversed"] if amount is None else amount
        made["reversed"] = made["amount_reversed"] == made["amount"]
        self.happen("transfer.reversed", made)
        return made

    def fail_refund(self, refund_id: str) -> dict[str, Any]:
        """The card's bank takes no money after all; it is back at the provider."""
        made = self.find("refunds", refund_id)
        made["status"] = "failed"
        self.happen("refund.failed", made)
        return made


def whole(value: Any, param: str) -> int:
    """Return a whole number above zero."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param) from None
    if number < 1:
        raise invalid(f"Invalid positive integer: {value}", code="parameter_invalid_integer", param=param)
    return number


def shown(thing: Any) -> Any:
    """Return an object as it goes over the wire: without what only the fake knows."""
    return (
        {name: value for name, value in thing.items() if not name.startswith("_")} if isinstance(thing, dict) else thing
    )
