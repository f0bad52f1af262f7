"""What an authenticator on a telephone would show now, and what a passkey would answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    """The six figures of this half minute."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


HERE = "testserver"  # the name under which Django's test client asks


@dataclass
class Passkey:
    """A key of one person, kept on a device of theirs."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b"a passkey of a test"

    def _data(self, new: bool = False) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        public = ES256.from_cryptography_key(self.secret.public_key())
        key = AttestedCredentialData.create(b"\0" * 16, self.handle, public) if new else b""
        return AuthenticatorData.create(
            sha256(HERE.encode()).digest(), flags | (AuthenticatorData.FLAG.AT if new else 0), 1, key
        )

    def _said(self, response: dict[str, bytes]) -> dict[str, Any]:
        words = {name: websafe_encode(value) for name, value in response.items()}
        kept = websafe_encode(self.handle)
        return {"id": kept, "rawId": kept, "type": "public-key", "response": words, "clientExtensionResults": {}}

    def belongs_to(self, person: Any) -> Authenticator:
        """Enter it for somebody, as the page on which passkeys are made does."""
        client = CollectedClientData.create("webauthn.create", b"", f"https://{HERE}")
        made = AttestationObject.create("none", self._data(new=True), {})
        credential = self._said({"clientDataJSON": client, "attestationObject": made})
        about = {"name": "My telephone", "credential": credential}
        return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=about)

    def answer(self, challenge: str) -> str:
        """Sign a challenge, as a browser would send it."""
        client, here = CollectedClientData.create("webauthn.get", challenge, f"https://{HERE}"), self._data()
        signature = self.secret.sign(here + client.hash, ec.ECDSA(SHA256()))
        return json.dumps(self._said({"clientDataJSON": client, "authenticatorData": here, "signature": signature}))
