"""The wire between two facilities, kept byte by byte."""

import socket
import threading


class Forwarder:
    """A TCP forwarder that keeps every byte that passes: what somebody on the wire between two facilities sees."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.captured = []
        self.connections = []
        self.open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port), timeout=10)
            except OSError:
                if not self.open:
                    return
                try:
                    near.close()
                except (OSError, UnboundLocalError):
                    pass
                continue
            far.settimeout(None)
            with self.lock:
                self.connections += [near, far]
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near), daemon=True).start()

    def _pump(self, source, target):
        stream = bytearray()
        with self.lock:
            self.captured.append(stream)
        try:
            while chunk := source.recv(1 << 16):
                with self.lock:
                    stream += chunk
                target.sendall(chunk)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def streams(self):
        """Each direction of each connection, as one run of bytes."""
        with self.lock:
            return [bytes(stream) for stream in self.captured]

    def close(self):
        self.open = False
        self.listener.close()
        with self.lock:
            for connection in self.connections:
                connection.close()
