"""Facilities that each stand on a host of their own, and what must hold of them whatever went wrong."""

import hashlib
import os
import struct

import people
import reference
from command import until
from federation import Federation, entries_of
from network import Network
from relay import Relay


class Country(Federation):
    """A federation whose nodes are joined by nothing but the suite's own network."""

    def __init__(self):
        super().__init__("banyan-fault-")
        self.network = Network()

    def add(self, short, name=None, relayed=False, **options):
        forwarder = Relay if relayed else None
        return super().add(short, name or f"Bệnh viện {short}", host=self.network.host(), forwarder=forwarder, **options)

    def start(self, links=None):
        super().start(links)
        assert not self.network.leads_out(), "the suite's network leads out of the suite"
        return self

    def close(self):
        super().close()
        self.network.close()

    def retry(self):
        """What an admin does after mending the network: no back-off is waited for."""
        for node in self.nodes:
            for other in self.nodes:
                if other is not node and node.is_running and other.is_running and not connected(node, other):
                    node.cli("peer", "retry", other.id)

    def verdict(self, seconds=90):
        """Waits until all hold the same, and proves it: by each node's own word, by each node's disk, and by arithmetic of another make."""
        self.retry()
        self.converge(seconds=seconds)
        roots = [self._verified(node) for node in self.nodes]
        assert all(each == roots[0] for each in roots), roots
        for facility, _ in roots[0]:
            self._prove(facility)
        return roots[0]

    @staticmethod
    def _verified(node):
        """(size, root) of each log, after the node has recomputed all of them."""
        logs = node.cli("log", "verify").data["logs"]
        for log in logs:
            assert log["rootMatches"] and log["signatureValid"] and not log["damaged"] and not log["missing"], (node.short, log)
        assert not problem(node, "two-histories") and not problem(node, "histories-differ"), node.short
        return {(log["facility"], log["incarnation"]): (log["size"], log["root"]) for log in logs}

    def _prove(self, facility):
        """One log on every disk: the same bytes, under a checkpoint that its owner signed."""
        raw = reference.read_checked_text(facility)
        held = [entries_of(node, raw) for node in self.nodes]
        assert all(entries == held[0] for entries in held), f"the disks hold different entries of {facility}"
        if not held[0]:
            return
        leaves = [reference.sha256(b"\0" + tag + digest + struct.pack(">I", length)) for tag, digest, length, _ in held[0]]
        for _, digest, length, payload in held[0]:
            assert payload is None or (hashlib.sha256(payload).digest() == digest and len(payload) == length), "a payload is not what was signed"
        owner = next(node for node in self.nodes if node.id == facility)
        card = reference.read_card(owner.card.read_text(encoding="utf-8"))
        proof = self.nodes[-1].cli("log", "proof", facility, 0).data
        note = reference.read_checkpoint(proof["checkpoint"], card.log_key)
        assert note.size == len(leaves) and note.root == reference.tree_root(leaves), "the signed root is not that of the entries"


def connected(node, other):
    return next(p for p in node.ask("/v1/peers")["peers"] if p["facility"] == other.id)["connected"]


def problem(node, code):
    """The problem of this code in the node's status; None where there is none."""
    return next((p for p in node.ask("/v1/status")["problems"] if p["code"] == code), None)


def memory(node):
    """Resident bytes of the node's process."""
    with open(f"/proc/{node.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(node):
    return len(os.listdir(f"/proc/{node.process.pid}/fd"))


def writes(node, person, mrn, records, expect=0):
    """Imports these records of a patient."""
    return node.import_bundle(people.bundle(person, mrn, node.short, records), f"{mrn}.json", expect=expect)


def long_history(count):
    """So many observations, each in a month of its own: as many entries at least."""
    months = [(year, month) for year in range(1800, 2026) for month in range(1, 13)]
    assert count <= len(months)
    return [
        people.observation(f"ob-{n}", "2160-0", f"Creatinin {n}", 1.0, "mg/dL", f"{year}-{month:02d}-05")
        for n, (year, month) in enumerate(months[-count:])
    ]
