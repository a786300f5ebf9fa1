"""A real mail server inside the test."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "secret of the mail server"


class Post:
    """Takes letters; refuses the addresses it is told to refuse, with their answers."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.answer = "250 OK"
        self.on_letter: Any = None

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the same)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        message = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        self.letters.append(message)
        if self.on_letter is not None:
            self.on_letter()
        return self.answer

    @property
    def subjects(self) -> list[str]:
        return [letter["Subject"] for letter in self.letters]

    def part(self, kind: str) -> str:
        """The last letter's text as ``plain`` or ``html``."""
        body = self.letters[-1].get_body((kind,))
        assert body is not None
        return str(body.get_content())


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)


@contextmanager
def mail_server(*, is_guarded: bool = False, tls: ssl.SSLContext | None = None) -> Iterator[tuple[Post, int]]:
    """A mail server on a free port; ``is_guarded``: it wants the log-in name and PASSWORD."""
    post = Post()
    port = free_port()
    guard: dict[str, Any] = {}
    if is_guarded:
        guard = {"auth_required": True, "auth_require_tls": False, "authenticator": _authenticate}
    controller = Controller(post, hostname="127.0.0.1", port=port, tls_context=tls, **guard)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
