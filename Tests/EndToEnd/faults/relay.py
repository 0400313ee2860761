"""A wire that misbehaves: a TCP forwarder in user space with delay, a narrow line, silence, broken bits, repeated connections."""

import random
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass

CHUNK = 16 << 10
AHEAD = 64
"""Chunks that are on their way in one direction; with more the sender is not read, as with a full line."""


@dataclass
class Line:
    """What one direction does to what passes. Changes take effect at once, on open connections too."""

    delay: float = 0.0
    """Seconds that every byte is under way."""
    rate: int = 0
    """Bytes a second; 0: as fast as it goes."""
    swallows: bool = False
    """Bytes are taken and never arrive: the sender believes that all is well."""
    stalls: bool = False
    """Nothing is taken any more: the sender's socket fills up."""
    flip: int = -1
    """One bit of the byte at this place of each new connection is changed; -1: none."""
    cut: int = -1
    """Each new connection is torn down after about so many bytes; -1: not."""
    piece: int = 0
    """Bytes are given in pieces of at most so many; 0: as they came."""


class Relay:
    """Listens at one host's address and passes on to a port there."""

    port = 7200

    def __init__(self, host, target):
        self.host, self.target = (host.address, target), target
        self.to_node, self.from_node = Line(), Line()
        self.repeats = False
        """Every connection is opened twice, with the same bytes; what the second one is answered is heard by nobody."""
        self.count, self.passed = 0, 0
        self.spoilt = []
        """Directions of connections in which a bit was changed."""
        self.lock = threading.Lock()
        self.sockets = []
        self.open = True
        self.place = host
        with host.entered():
            self.listener = socket.create_server((host.address, self.port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with self.place.entered():
            while self.open:
                try:
                    near, _ = self.listener.accept()
                except OSError:
                    return
                try:
                    far = socket.create_connection(self.host, timeout=10)
                    twin = socket.create_connection(self.host, timeout=10) if self.repeats else None
                except OSError:
                    self._reset(near)
                    continue
                self._join(near, far, twin)

    def _join(self, near, far, twin):
        ends = [end for end in (near, far, twin) if end]
        with self.lock:
            self.count += 1
            self.sockets += ends
        for end in ends:
            end.settimeout(None)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if twin:
            threading.Thread(target=self._drain, args=(twin,), daemon=True).start()
        _Direction(self, near, [far, *([twin] if twin else [])], self.to_node).start()
        _Direction(self, far, [near], self.from_node).start()

    @staticmethod
    def _drain(end):
        try:
            while end.recv(CHUNK):
                pass
        except OSError:
            pass

    @staticmethod
    def _reset(end):
        """The connection ends as if the machine behind it knew nothing of it."""
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.close()
        except OSError:
            pass

    def both(self, **changes):
        for line in (self.to_node, self.from_node):
            for name, value in changes.items():
                setattr(line, name, value)

    def clear(self):
        self.repeats = False
        self.both(**vars(Line()))

    def reset(self):
        """Tears down every connection that is open."""
        with self.lock:
            sockets, self.sockets = self.sockets, []
        for end in sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self._reset(end)

    def close(self):
        self.open = False
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        self.reset()


class _Direction:
    """One direction of one connection: a thread that takes and a thread that gives."""

    def __init__(self, relay, source, targets, line):
        self.relay, self.source, self.targets, self.line = relay, source, targets, line
        self.way = deque()
        self.change = threading.Condition()
        self.ended = False
        self.seen = 0

    def start(self):
        for work in (self._take, self._give):
            threading.Thread(target=work, daemon=True).start()

    def _take(self):
        try:
            while True:
                while self.line.stalls and self.relay.open:
                    time.sleep(0.05)
                chunk = self.source.recv(CHUNK)
                if not chunk:
                    break
                if self.line.swallows:
                    continue
                chunk = self._damaged(chunk)
                with self.change:
                    self.change.wait_for(lambda: len(self.way) < AHEAD or self.ended)
                    self.way.append((time.monotonic() + self.line.delay, chunk))
                    self.change.notify_all()
        except OSError:
            pass
        with self.change:
            self.ended = True
            self.change.notify_all()

    def _damaged(self, chunk):
        place = self.line.flip - self.seen
        self.seen += len(chunk)
        with self.relay.lock:
            self.relay.passed += len(chunk)
        if 0 <= place < len(chunk):
            chunk = bytearray(chunk)
            chunk[place] ^= 1 << random.Random(self.line.flip).randrange(8)
            with self.relay.lock:
                self.relay.spoilt.append(self)
        return bytes(chunk)

    def _give(self):
        given = 0
        try:
            while True:
                with self.change:
                    self.change.wait_for(lambda: self.way or self.ended)
                    if not self.way:
                        break
                    due, chunk = self.way.popleft()
                    self.change.notify_all()
                time.sleep(max(0.0, due - time.monotonic()))
                if self.line.rate:
                    time.sleep(len(chunk) / self.line.rate)
                if self.line.cut >= 0:
                    chunk = chunk[:max(0, self.line.cut - given)]
                for piece in _pieces(chunk, self.line.piece):
                    for target in self.targets:
                        self._send(target, piece)
                given += len(chunk)
                if 0 <= self.line.cut <= given:
                    break
        except OSError:
            pass
        with self.change:
            self.ended = True
            self.change.notify_all()
        for end in (self.source, *self.targets):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _send(self, target, chunk):
        try:
            target.sendall(chunk)
        except OSError:
            # Of a twin's end the connection that counts knows nothing.
            if target is self.targets[0]:
                raise


def _pieces(chunk, size):
    return [chunk[at:at + size] for at in range(0, len(chunk), size)] if size else [chunk]
