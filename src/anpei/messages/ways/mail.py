"""E-mail by SMTP. The key is the message id, so that a mail sent twice after a crash is seen as one."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from anpei.core.environment import Server
from anpei.messages.ways.undeliverable import Undeliverable

SECONDS = 20


@dataclass(frozen=True)
class Mail:
    """``server``: scheme smtp (``?tls=starttls`` to begin TLS) or smtps; ``sender`` stands in From."""

    server: Server
    sender: str
    title: str

    def deliver(self, *, key: str, address: str, text: str) -> str:
        """Send one mail and return its message id. Raises Undeliverable for a refused address, OSError to be retried."""
        if not address:
            raise Undeliverable("no address")
        message = self._message(key, address, text)
        with self._connect() as connection:
            try:
                connection.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                code, words = refused.recipients[address]
                if code >= 500:
                    raise Undeliverable(f"{code} {words.decode(errors='replace')}") from None
                raise
        return str(message["Message-ID"])

    def _message(self, key: str, address: str, text: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = self.sender, address, self.title
        message["Message-ID"] = f"<{key}@{self.sender.rpartition('@')[2]}>"
        message.set_content(text)
        return message

    def _connect(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.server.scheme == "smtps" else smtplib.SMTP
        connection = kind(self.server.host, self.server.port, timeout=SECONDS)
        if self.server.options.get("tls") == "starttls":
            connection.starttls()
        if self.server.user:
            connection.login(self.server.user, self.server.password)
        return connection
