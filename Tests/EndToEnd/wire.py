"""A peer of another make on the wire between nodes: TLS 1.3 with a pinned Ed25519 key, frames, messages (docs/protocol-gossip.md)."""

import base64
import socket
import ssl
import struct
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import reference

HELLO, FRONTIER, ACKNOWLEDGE, REQUEST, BATCH, UNAVAILABLE, PING, PONG, GOODBYE = range(9)
COSIGNATURE, TRACE, PATH, MISBEHAVIOUR, COMPARE, CHECKPOINT = range(9, 15)


def certificate(key):
    """A self-signed certificate with nothing in it but the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=timezone.utc)).not_valid_after(datetime(2099, 1, 1, tzinfo=timezone.utc))
        .sign(key, None))
    return built.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def tls_context(key=None, alpn=("banyan/1",)):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if key:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "key.pem"
            path.write_bytes(certificate(key))
            context.load_cert_chain(path)
    return context


def first_bytes(port, key=None, alpn=("banyan/1",), say=b"", seconds=15, context=None, session=None):
    """What a stranger gets to hear: the application bytes until the connection ends, and how it ended."""
    context = context or tls_context(key, alpn)
    heard = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as plain:
            with context.wrap_socket(plain, session=session) as secure:
                if say:
                    secure.sendall(say)
                while chunk := secure.recv(65536):
                    heard += chunk
        return heard, "closed"
    except (TimeoutError, socket.timeout):
        return heard, "timeout"
    except (ssl.SSLError, OSError) as error:
        return heard, type(error).__name__ + ": " + str(error)


class Log:
    """A facility's log, made here: entries, and notes over their tree."""

    def __init__(self, facility):
        self.facility, self.entries = facility, []

    @property
    def origin(self):
        return f"banyan/log/{reference.base32(self.facility.id)}/0"

    def append(self, tag, payload):
        self.entries.append((tag, payload))

    def header(self, tag, payload):
        return tag + reference.sha256(payload) + struct.pack(">I", len(payload))

    def leaves(self):
        return [reference.sha256(b"\0" + self.header(*entry)) for entry in self.entries]

    def note(self, key=None, root=None, origin=None):
        key, origin = key or self.facility.log, origin or self.origin
        root = root or reference.tree_root(self.leaves())
        text = f"{origin}\n{len(self.entries)}\n{base64.b64encode(root).decode()}\n"
        id_ = reference.sha256(origin.encode() + b"\n\x01" + reference.public(key))[:4]
        return f"{text}\n\u2014 {origin} {base64.b64encode(id_ + key.sign(text.encode())).decode()}\n"

    def batch(self, start=0, **changes):
        """The rest of the log from `start`; every part of the message can be replaced."""
        rest = self.entries[start:]
        parts = {
            "headers": b"".join(self.header(*e) for e in rest), "carried": b"", "payloads": b"".join(p for _, p in rest),
            "note": self.note(), "proof": b"",
        } | changes
        return [BATCH, self.facility.id, 0, start, *parts.values()]


class Peer:
    """One connection to a node, from its hello on."""

    def __init__(self, node, facility, key=None):
        self.facility = facility
        plain = socket.create_connection(("127.0.0.1", node.port), timeout=20)
        self.socket = tls_context(key or facility.tls).wrap_socket(plain)
        self.hello = self.receive()
        assert self.hello and self.hello[0] == HELLO, self.hello

    def send(self, message):
        data = reference.encode(message)
        self.send_raw(struct.pack(">I", len(data)) + data)

    def send_raw(self, data):
        self.socket.sendall(data)

    def greet(self, items, clock=None):
        now = int(time.time()) if clock is None else clock
        self.send([HELLO, [1], self.facility.id, now, 1, 1, None, [list(i) for i in items]])

    def receive(self):
        """The next message; None where the node has ended the connection."""
        head = self._exactly(4)
        if head is None:
            return None
        body = self._exactly(struct.unpack(">I", head)[0])
        return None if body is None else reference.decode(body)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            try:
                chunk = self.socket.recv(count - len(data))
            except (ssl.SSLError, ConnectionError):
                return None
            if not chunk:
                return None
            data += chunk
        return data

    def until(self, kind):
        """The next message of a kind, pings answered on the way; None where the connection ends before."""
        while (message := self.receive()) is not None:
            if message[0] == kind:
                return message
            if message[0] == PING:
                self.send([PONG, int(time.time()), message[2]])
        return None

    def is_ended(self):
        """Waits for the node to end the connection."""
        while self.receive() is not None:
            pass
        return True

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def stranger():
    return Ed25519PrivateKey.generate()
