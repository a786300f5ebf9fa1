"""Makers of staff for tests: one cast of people, named by what they do."""

import os
from hashlib import sha256
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from mayak.accounts.models import Role, Staff, Team

_numbers = count(1)


def make_team(name: str = "", **fields: Any) -> Team:
    """A team."""
    return Team.objects.create(name=name or f"Отдел {next(_numbers)}", **fields)


def make_staff(role: str = Role.EXPERT, **fields: Any) -> Staff:
    """A member of staff who can log in (``client.force_login``)."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "login": f"user{number}",
        "last_name": f"Фамилия{number}",
        "first_name": "Имя",
        "role": role,
        "language": "ru",
    }
    return Staff.objects.create(**{**defaults, **fields})


def make_passkey(staff: Staff, name: str = "Ноутбук") -> Authenticator:
    """A passkey as a browser would have made it (nobody holds its key)."""
    key = generate_private_key(SECP256R1()).public_key()
    public = ES256.from_cryptography_key(key)  # type: ignore[no-untyped-call]
    credential_id = os.urandom(16)
    attested = AttestedCredentialData.create(Aaguid.NONE, credential_id, public)
    data = AuthenticatorData.create(sha256(b"testserver").digest(), AuthenticatorData.FLAG(0x45), 0, attested)
    statement = AttestationObject.create("none", data, {})
    client_data = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    credential = {
        "type": "public-key",
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(statement),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return WebAuthn.add(staff, name, credential).instance
