"""monobank's acquiring as its documents describe it, on a port of this machine. Nobody of the bank has seen it."""

import base64
import itertools
import json
import threading
import urllib.parse
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

numbers = itertools.count(1)


class Refused(Exception):
    def __init__(self, status, code):
        self.status, self.said = status, {"errCode": code, "errText": code.lower()}


class Bank:
    """Its invoices, as `invoice/status` shows them; what was asked of it; and faults on request."""

    def __init__(self):
        self.invoices, self.asked, self.cards = {}, [], {}
        self.new_key()
        self.is_dumb = False  # does what it is asked, and does not answer

    def new_key(self):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        self.key = base64.b64encode(self.secret.public_key().public_bytes(*pem)).decode()

    def callback(self, invoice):
        """The body of a callback about an invoice, and its signature."""
        body = json.dumps(self.invoices[invoice], indent=1).encode()
        return body, base64.b64encode(self.secret.sign(body, ec.ECDSA(hashes.SHA256()))).decode()

    # --- What a giver does on its page

    def pay(self, invoice, pan="444403******1902", refuse=""):
        said = self.invoices[invoice]
        said |= {"status": "failure" if refuse else "success", "modifiedDate": now()}
        said["paymentInfo"] = {
            "maskedPan": pan,
            "paymentSystem": "visa",
            "paymentMethod": "pan",
            "terminal": "MI001088",
        }
        if refuse:
            said["failureReason"] = refuse
        elif "walletId" in said:
            token = f"token-{next(numbers)}"
            self.cards[token] = pan
            said["walletData"] = {"cardToken": token, "walletId": said.pop("walletId"), "status": "created"}

    # --- Its API

    def create(self, said):
        assert said["amount"] > 0
        assert said["ccy"] in (980, 840, 978)
        number = f"p2_{next(numbers)}"
        self.invoices[number] = invoice = {
            "invoiceId": number,
            "status": "created",
            "amount": said["amount"],
            "ccy": said["ccy"],
            "finalAmount": said["amount"],
            "createdDate": now(),
            "modifiedDate": now(),
            "reference": said["merchantPaymInfo"]["reference"],
            "destination": said["merchantPaymInfo"]["destination"],
        }
        if said.get("saveCardData", {}).get("saveCard"):
            invoice["walletId"] = said["saveCardData"]["walletId"]
        return {"invoiceId": number, "pageUrl": f"https://pay.monobank.ua/{number}"}

    def status(self, said):
        if said["invoiceId"] not in self.invoices:
            raise Refused(404, "NOT_FOUND")
        return {name: value for name, value in self.invoices[said["invoiceId"]].items() if name != "walletId"}

    def cancel(self, said):
        invoice = self.invoices[said["invoiceId"]]
        amount = said.get("amount", invoice["finalAmount"])
        if not 0 < amount <= invoice["finalAmount"]:
            raise Refused(400, "WRONG_CANCEL_AMOUNT")
        invoice["finalAmount"] -= amount
        invoice["modifiedDate"] = now()
        invoice["status"] = "success" if invoice["finalAmount"] else "reversed"
        part = {"status": "success", "amount": amount, "ccy": invoice["ccy"], "createdDate": now()}
        invoice.setdefault("cancelList", []).append({**part, "modifiedDate": now(), "extRef": said["extRef"]})
        return {"status": "success", "createdDate": now(), "modifiedDate": now()}

    def wallet_payment(self, said):
        if said["cardToken"] not in self.cards:
            raise Refused(400, "TOKEN_NOT_FOUND")
        assert said["initiationKind"] == "merchant"
        number = self.create(said)["invoiceId"]
        pan = self.cards[said["cardToken"]]
        self.pay(number, pan, refuse="Недостатньо коштів" if pan == "refused" else "")
        names = ("invoiceId", "status", "failureReason", "amount", "ccy", "createdDate", "modifiedDate")
        return {name: value for name, value in self.invoices[number].items() if name in names}

    def statement(self, said):
        names = ("invoiceId", "status", "amount", "ccy", "reference")
        done = [row for row in self.invoices.values() if row["status"] in ("success", "processing", "failure")]
        return {"list": [{name: row[name] for name in names} for row in reversed(done)]}

    def pubkey(self, said):
        return {"key": self.key}


PATHS = {
    ("POST", "invoice/create"): Bank.create,
    ("GET", "invoice/status"): Bank.status,
    ("POST", "invoice/cancel"): Bank.cancel,
    ("POST", "wallet/payment"): Bank.wallet_payment,
    ("GET", "statement"): Bank.statement,
    ("GET", "pubkey"): Bank.pubkey,
}


def now():
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class Counter(BaseHTTPRequestHandler):
    bank = None

    def answer(self, said):
        bank, address = type(self).bank, urllib.parse.urlsplit(self.path)
        path = address.path.removeprefix("/api/merchant/")
        bank.asked.append(path)
        try:
            if self.headers["X-Token"] != "token-of-the-tests":
                raise Refused(403, "FORBIDDEN")
            status, answer = 200, PATHS[self.command, path](bank, said or dict(urllib.parse.parse_qsl(address.query)))
        except Refused as error:
            status, answer = error.status, error.said
        body = json.dumps(answer).encode()
        if bank.is_dumb and self.command == "POST":
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *args):
        pass


def open_bank():
    """The server; its thread ends with it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
