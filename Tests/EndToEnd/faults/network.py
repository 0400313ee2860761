"""A network of our own: one namespace for each host, one bridge in a namespace of its own, and what goes wrong between them."""

import ctypes
import itertools
import os
import subprocess
from contextlib import contextmanager

PREFIX = "10.77.0"
CLONE_NEWNET = 0x40000000

RULES = """
table inet fault {
  chain arriving { type filter hook input priority 0; policy accept; }
  chain leaving { type filter hook output priority 0; policy accept; }
}
"""


def system(*command, text=None):
    """Runs one command of the system; its complaint is the failure."""
    done = subprocess.run([str(word) for word in command], input=text, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr.strip()}"
    return done.stdout


class Host:
    """One network namespace with an address on the bridge: where a node, or something between nodes, runs."""

    port = 7100

    def __init__(self, network, number):
        self.name, self.address = f"{network.bridge}-{number}", f"{PREFIX}.{number}"
        system("ip", "netns", "add", self.name)
        plug = f"p{number}"
        system("ip", "-n", network.bridge, "link", "add", "name", plug, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        system("ip", "-n", network.bridge, "link", "set", plug, "master", "bridge", "up")
        system("ip", "-n", self.name, "link", "set", "lo", "up")
        system("ip", "-n", self.name, "address", "add", f"{self.address}/24", "dev", "eth0")
        system("ip", "-n", self.name, "link", "set", "eth0", "up")
        self.nft(RULES)

    @property
    def enter(self):
        """The words before a command that run it on this host. The process keeps its number."""
        return ["nsenter", f"--net=/run/netns/{self.name}"]

    def free_port(self):
        return self.port

    def nft(self, script):
        system(*self.enter, "nft", "-f", "-", text=script)

    def deafen(self, other):
        """Nothing of the other host arrives here any more; what this one sends still arrives there."""
        self.nft(f"add rule inet fault arriving ip saddr {other.address} drop")

    def cut(self, *others):
        """Neither hears the other any more, and neither is told."""
        for other in others:
            self.deafen(other)
            other.deafen(self)

    def heal(self):
        self.nft("flush chain inet fault arriving; flush chain inet fault leaving")

    def link(self, up):
        """Pulls the cable, or plugs it in."""
        system("ip", "-n", self.name, "link", "set", "eth0", "up" if up else "down")

    def routes(self):
        return [line.strip() for line in system("ip", "-n", self.name, "route", "show", "table", "all").splitlines()]

    @contextmanager
    def entered(self):
        """The calling thread makes its sockets on this host, until the block ends."""
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            _setns(there)
            yield
        finally:
            _setns(own)
            os.close(own)
            os.close(there)

    def remove(self):
        system("ip", "netns", "delete", self.name)


def _setns(file):
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Network:
    """The bridge and the hosts on it."""

    numbers = itertools.count(1)

    def __init__(self):
        self.bridge = f"bridge{next(Network.numbers)}"
        self.hosts = []
        system("ip", "netns", "add", self.bridge)
        system("ip", "-n", self.bridge, "link", "add", "name", "bridge", "type", "bridge")
        system("ip", "-n", self.bridge, "link", "set", "bridge", "up")

    def host(self):
        host = Host(self, len(self.hosts) + 1)
        self.hosts.append(host)
        return host

    def heal(self):
        for host in self.hosts:
            host.heal()

    def leads_out(self):
        """Routes that lead anywhere but to the suite's own hosts."""
        own = (PREFIX, "127.", "local ", "broadcast ", "::1", "fe80::", "local fe80", "multicast ff00", "anycast ", "ff00::")
        found = [f"{host.name}: {route}" for host in self.hosts for route in host.routes() if not route.startswith(own)]
        return found + [line for line in system("ip", "-n", self.bridge, "route", "show").splitlines() if line.strip()]

    def close(self):
        for host in self.hosts:
            host.remove()
        system("ip", "netns", "delete", self.bridge)
