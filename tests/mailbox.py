"""A real mail server inside the tests: it speaks SMTP on a free port, and can refuse, hang and be dead.

`with MailServer() as server:` hands out its address (`server.url`, for EMAIL_URL) and what it was given
(`server.letters`, parsed). `server.wait_for(to="oksana@example.org")` waits for a letter, `server.refusals` are the
answers for single recipients. In the browser tests the site's own server is the fixture `mailbox`
(tests/browser/conftest.py).
"""

import asyncio
import time
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

LEAVES_WITHIN = 15  # seconds, for machines with much to do


class MailServer:
    def __init__(self, port=0):
        self.letters = []  # in the order in which they came
        self.refusals = {}  # address → answer: {"gone@example.org": "550 No such user"}
        self.delay = 0  # seconds before it takes a letter
        self.port = port

    def __enter__(self):
        self.controller = OnFreePort(self, "127.0.0.1", self.port)
        self.controller.start()
        self.port = self.controller.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error):
        self.controller.stop()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.refusals.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def subjects(self):
        return [letter["Subject"] for letter in self.letters]

    def to(self, address):
        return [letter for letter in self.letters if letter["To"] == address]

    def wait_for(self, to, number=1, within=LEAVES_WITHIN):
        """The last letter to an address, when at least so many have come."""
        deadline = time.monotonic() + within
        while len(self.to(to)) < number:
            assert time.monotonic() < deadline, f"no letter to {to}; there are: {[str(x['To']) for x in self.letters]}"
            time.sleep(0.05)
        return self.to(to)[-1]


class OnFreePort(Controller):
    """aiosmtpd's, which looks for itself at the port it was given: with 0 that is not where it listens."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def text_of(letter):
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(letter):
    return letter.get_body(("html",)).get_content()
