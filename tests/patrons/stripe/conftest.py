"""A company that takes cards, and an ear that keeps what it says until a test wants to hear it."""

import queue
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stripe

from patrons import providers
from patrons.providers.stripe.facts import TELLERS
from tests import factories

PATIENT = 10  # seconds; nothing here takes one
SECRET = "whsec_of_the_tests"


class Company:
    """localstripe as tests use it. What it says comes to `heard`, and to us when a test hands it on."""

    def __init__(self, base, heard):
        self.base, self.heard = base, heard
        self.api = stripe.StripeClient("sk_test_of_staff", base_addresses={"api": base}).v1  # as in its dashboard

    def post(self, path, **said):
        data = urllib.parse.urlencode(said).encode()
        return urllib.request.urlopen(f"{self.base}{path}", data, PATIENT).read().decode()

    def pay(self, url, card="4242424242424242"):
        """As the giver does on the page of the checkout. False if the card was refused."""
        opener = urllib.request.build_opener(Stay)
        data = urllib.parse.urlencode({"card": card}).encode()
        try:
            opener.open(url, data, PATIENT)
        except urllib.error.HTTPError as answer:
            return answer.code == 303
        return False

    def wait(self, *wanted):
        """What was said, up to all messages that are wanted, each of a kind or of a kind and about a thing:
        (signature, body) of each. They come in any order."""
        said, wanted = [], [(one, "") if isinstance(one, str) else one for one in wanted]
        while wanted:
            signature, body = self.heard.get(timeout=PATIENT)
            said.append((signature, body))
            found = (one for one in wanted if f'"type": "{one[0]}"' in body.decode() and one[1] in body.decode())
            if one := next(found, None):
                wanted.remove(one)
        return said

    def tell(self, client, *wanted):
        """Hand it on to us."""
        for signature, body in self.wait(*wanted):
            assert deliver(client, signature, body).status_code == 200


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def deliver(client, signature, body):
    return client.post(
        "/payments/stripe/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )


@pytest.fixture(scope="session")
def localstripe():
    heard = queue.Queue()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            heard.put((self.headers["Stripe-Signature"], body))

        def log_message(self, *args):
            pass

    ear = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=ear.serve_forever, daemon=True).start()
    program = Path(__file__).with_name("company.py")
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    company = Company(process.stdout.readline().strip(), heard)
    kinds = {f"events[{number}]": kind for number, kind in enumerate(["customer.created", *TELLERS])}
    company.post("/_config/webhooks/tests", url=f"http://127.0.0.1:{ear.server_port}/", secret=SECRET, **kinds)
    yield company
    process.terminate()
    process.wait(PATIENT)
    process.stdout.close()
    ear.shutdown()
    ear.server_close()


@pytest.fixture
def keys(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_of_the_tests"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]


@pytest.fixture
def company(localstripe, keys, settings, db):
    settings.STRIPE_API_BASE = localstripe.base
    last = localstripe.api.customers.create({"email": f"{next(factories.numbers)}@new.example"})
    localstripe.wait(("customer.created", last.id))  # what the test before this one has not heard is gone
    return localstripe


@pytest.fixture
def gateway(keys):
    return providers.named("stripe")
