"""Books an appointment, and watches its confirmations to the end, over any number of cuts."""

import datetime
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

URL = os.environ.get("BELLTOWER_URL", "http://localhost:4000/graphql")
AUTHORIZATION = f"Bearer {os.environ.get('BELLTOWER_TOKEN', '')}"
TERMINAL = {"SENT", "DELIVERED", "FAILED", "SKIPPED"}
COME_AGAIN = {"UNAVAILABLE", "RATE_LIMITED"}

BOOK = """mutation ($input: CreateAppointmentInput!) {
  createAppointment(input: $input) { feedCursor appointment { id deliveries { id channel } } }
}"""
WATCH = """subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor deliveryId channel status attempt }
}"""


def book(appointment):
    body = json.dumps({"query": BOOK, "variables": {"input": appointment}}).encode()
    headers = {"content-type": "application/json", "authorization": AUTHORIZATION}
    try:
        with urllib.request.urlopen(urllib.request.Request(URL, body, headers)) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        sys.exit(f"the booking was refused: HTTP status {error.code} {error.read().decode()}")
    if answer.get("errors"):
        sys.exit(f"the booking was refused: {answer['errors']}")
    return answer["data"]["createAppointment"]


def stream(appointment_id, after):
    """The changes after a cursor, over one connection."""
    with connect(URL.replace("http", "ws", 1), subprotocols=["graphql-transport-ws"]) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": AUTHORIZATION}}))
        for text in socket:
            message = json.loads(text)
            kind, payload = message["type"], message.get("payload")
            if kind == "connection_ack":
                variables = {"appointmentId": appointment_id, "after": after}
                subscribe = {"id": "1", "type": "subscribe", "payload": {"query": WATCH, "variables": variables}}
                socket.send(json.dumps(subscribe))
            elif kind == "ping":
                socket.send(json.dumps({"type": "pong"}))
            elif kind == "next" and payload.get("errors"):  # a refusal has errors where the data would be
                code = payload["errors"][0]["extensions"]["code"]
                if code not in COME_AGAIN:
                    sys.exit(f"the subscription was refused: {code}")
            elif kind == "next":
                yield payload["data"]["deliveryStatusChanged"]
            elif kind == "error":  # what is wrong with the document
                sys.exit(f"the subscription was refused: {payload}")
            elif kind == "complete":
                return


def watch(appointment_id, after):
    """Every change after the cursor, in order, once, over any number of cuts."""
    while True:
        try:
            for change in stream(appointment_id, after):
                after = change["cursor"]  # it resumes from here
                yield change
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code == 4401:
                sys.exit("the token was refused")
            print("cut:", closed, file=sys.stderr)
        except (OSError, InvalidHandshake) as error:
            print("not there:", error, file=sys.stderr)
        time.sleep(0.5 + random.random())


booked = book(
    {
        "time": (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=7)).isoformat(),
        "email": "ana@example.com",
        "phone": os.environ.get("PHONE", "+15555550123"),
        "notify": {"email": True, "sms": True},
    }
)
print("booked", booked["appointment"]["id"], flush=True)

waiting = {delivery["id"] for delivery in booked["appointment"]["deliveries"]}
for change in watch(booked["appointment"]["id"], booked["feedCursor"]):
    print(change["channel"], change["status"], change["attempt"], flush=True)
    if change["status"] in TERMINAL:
        waiting.discard(change["deliveryId"])
    if not waiting:
        break
