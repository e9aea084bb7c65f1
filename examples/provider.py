"""A provider's whole life in seven calls, with Python's standard library: from a document that works today to a phone
that has its settings."""

import json
import os
import random
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

HERE = Path(__file__).resolve().parent
API = os.environ.get("API", "http://127.0.0.1:8080")
HANDSETS = os.environ.get("HANDSETS", "http://127.0.0.1:2790")
KEY = os.environ.get("KEY") or (HERE.parent / ".state" / "api-key").read_text().strip()


def call(method, path, body=None, headers=None):
    """Gives what the service answers; what is refused ends the program and says why."""
    all_headers = {"Authorization": f"Bearer {KEY}", **(headers or {})}
    if isinstance(body, dict):
        body = json.dumps(body).encode()
        all_headers["Content-Type"] = "application/json"
    try:
        with urlopen(Request(API + path, body, all_headers, method=method), timeout=60) as reply:
            return json.load(reply)
    except HTTPError as error:
        raise SystemExit(f"{method} {path} was refused: {error.read().decode()}") from None


# A phone and a version of its own for each run: neither can be made twice.
digits = f"{random.randrange(10**8):08}"
msisdn, imsi, version = f"+9991{digits}", f"0010100{digits}", f"1.0.{int(time.time()) % 10**9}"
phone = f"{HANDSETS}/handsets/{msisdn}"
urlopen(Request(phone, json.dumps({"imsi": imsi}).encode(), method="PUT")).close()

# Register: 1. the document becomes a definition, and nothing is stored; 2. it is kept as a draft; 3. it is made active
proposal = call(
    "POST",
    f"/v1/definitions/import?name=acme-mail&version={version}",
    (HERE / "mail.xml").read_bytes(),
    {"Content-Type": "application/xml"},
)
call("POST", "/v1/definitions", proposal["definition"])
active = call("POST", f"/v1/definitions/acme-mail/{version}/activate")
print(f"acme-mail {version} is {active['state']}")

# 4. The device that stands for the phone
call("POST", "/v1/devices", {"msisdn": msisdn, "imsi": imsi})

# 5. Plan: what an order would do, and nothing is done
request = {
    "device": {"msisdn": msisdn},
    "definition": {"name": "acme-mail", "version": version},
    "parameters": {"username": "jane", "password": "correct-horse"},
}
plan = call("POST", "/v1/plans", request)
print(f"an order is allowed: {plan['allowed']}, and takes {plan['size']['parts']['most']} short messages")

# 6. Order; 7. follow: answered when the order has ended, or after 30 seconds
order = call("POST", "/v1/orders", request, {"Idempotency-Key": f"{msisdn}-{version}"})
order = call("GET", f"/v1/orders/{order['id']}", headers={"Prefer": "wait=30"})
print(f"order {order['id']} is {order['state']}")

# What the phone holds now
with urlopen(phone) as reply:
    print(json.load(reply)["documents"][0]["xml"])
