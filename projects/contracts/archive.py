"""The contract as a document: the text that both sides signed, part by part, with their statements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.archive import contents as say
from core.archive.contents import Contents
from core.archive.kinds import archived
from core.archive.services import order
from core.audit.outbox import handles
from projects.contracts.models import Contract
from projects.contracts.reading import parts_of
from projects.contracts.states import Party
from projects.contracts.text import fingerprint

PARTIES = {Party.BUYER: "采购人（甲方）", Party.SUPPLIER: "供应商（乙方）"}


@archived("contract", _("Contract"), Contract)
def contents(contract: Contract) -> Contents:
    """The signed text, nothing left out; read in Chinese, as every document is made."""
    purchase = contract.text["purchase"]
    signed = list(contract.signatures.select_related("by").order_by("at"))
    parts = [
        (str(part.title), say.facts((str(line.name), str(line.words)) for line in part.lines))
        for part in parts_of(contract.text)
    ]
    return Contents(
        title="政府采购服务合同",
        subject=purchase["title"] if not purchase["lot"] else f"{purchase['title']}（{purchase['lot']}）",
        number=contract.ocid,
        buyer=contract.text["parties"]["buyer"]["name"],
        at=contract.signed_at,  # type: ignore[arg-type]
        blocks=[
            *say.facts(
                [
                    ("合同编号", f"{purchase['ocid']}{'/' + purchase['lot'] if purchase['lot'] else ''}"),
                    ("签订时间", say.instant(contract.signed_at)),
                    ("正文指纹", f"SHA-256\n{fingerprint(contract.text)}"),
                ]
            ),
            *say.numbered(
                [
                    *parts,
                    (
                        "签署",
                        say.signatures(
                            (
                                PARTIES[Party(one.party)],
                                [f"签署人：{one.by.name}", f"签署时间：{say.instant(one.at)}", one.statement],
                            )
                            for one in signed
                        ),
                    ),
                ]
            ),
        ],
    )


@handles("contract.signed")
def put_away(payload: dict[str, Any]) -> None:
    """Archive the contract when both sides have signed it."""
    order("contract", payload["contract"])
