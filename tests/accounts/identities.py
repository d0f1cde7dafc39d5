"""A small place that knows who people are: OpenID Connect with one door, as Google or a university has it."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt

CLIENT, SECRET = "the-news", "a secret between two servers that is long enough"


class Identities:
    """`who` is what it says of whoever is there. It takes its codes once, from whoever holds the secret and began."""

    def __init__(self):
        self.who = {}
        self.codes = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, address):
        """What the browser brings back from the page of the other site: code and state."""
        assert address.startswith(f"{self.url}/authorize?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def tokens(self, sent):
        asked = self.codes.pop(sent.get("code"), None)
        made = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if not asked or sent.get("client_secret") != SECRET or made.decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.who}
        return {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(said, SECRET, algorithm="HS256")}

    def answer(self, path, sent):
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "who"}
            places["jwks_uri"] = "keys"
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            return {"issuer": self.url, **{name: f"{self.url}/{place}" for name, place in places.items()}, **methods}
        return self.tokens(sent) if path == "/token" else self.who

    def handler(identities):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.say(identities.answer(self.path, {}))

            def do_POST(self):
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.say(identities.answer(self.path, {name: values[0] for name, values in sent.items()}))

            def say(self, answer):
                self.send_response(200 if answer is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *args):
                pass

        return Handler
