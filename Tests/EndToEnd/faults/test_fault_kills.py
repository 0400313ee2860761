"""`kill -9` at random moments, in the middle of imports, publications, enrolments and catch-up, again and again."""

import json
import os
import random
import shutil
import statistics
import threading
import time
from collections import Counter

import pytest

import people
from command import until
from country import Country, long_history, writes
from people import Person

KILLS = int(os.environ.get("BANYAN_KILLS", "100"))
PATIENTS = [Person("Nguyễn", f"Bền {name}", f"196{n}-03-09") for n, name in enumerate(["Một", "Hai", "Ba", "Bốn"])]
HISTORY = 1500


def batch(round_, number, patient):
    """What one import brings of one patient; every text is there once in the whole run."""
    name = f"{round_}-{number}-{patient}"
    return [
        *(people.condition(f"co-{name}-{i}", "I10", f"Bệnh {name}-{i}") for i in range(5)),
        *(people.observation(f"ob-{name}-{i}", "2160-0", f"Chỉ số {name}-{i}", 1.0, "mg/dL", f"202{i}-0{i + 1}-05") for i in range(4)),
        people.allergy(f"al-{name}", f"Dị ứng {name}"),
        people.medication(f"me-{name}", "C09AA02", f"Thuốc {name}"),
    ]


def names(records):
    return {f"{r['resourceType']}/{r['id']}" for r in records}


def texts(records):
    return {(r.get("code") or r.get("medicationCodeableConcept"))["text"] for r in records}


class Clinic:
    """The node that imports and is killed, and what it has acknowledged."""

    def __init__(self, node, wallets, chance):
        self.node, self.wallets, self.chance = node, wallets, chance
        self.sent, self.acknowledged, self.enrolled, self.files = {}, {}, set(), {}
        self.size, self.kills, self.interrupted, self.number = 0, 0, 0, 0
        self.durations = [0.5]
        self.begun, self.busy = threading.Event(), False
        self.failure = None

    def rounds(self, count):
        while self.kills < count:
            stop = threading.Event()
            self.begun.clear()
            worker = threading.Thread(target=self._guarded, args=(stop,))
            worker.start()
            assert self.begun.wait(30)
            time.sleep(self.chance.uniform(0, 3 * statistics.median(self.durations[-9:])))
            self.interrupted += self.busy
            self.node.kill()
            stop.set()
            worker.join()
            self.kills += 1
            if self.failure:
                raise self.failure
            if self.chance.random() < 0.25:
                # Once more, while it starts.
                self.node.launch()
                time.sleep(self.chance.uniform(0, 0.2))
                self.node.kill()
                self.kills += 1
            self.node.start()
            self.check()

    def _guarded(self, stop):
        try:
            self._work(stop)
        except BaseException as failure:
            self.failure = failure
            self.begun.set()

    def _work(self, stop):
        while not stop.is_set():
            self.number += 1
            chosen = sorted(self.chance.sample(range(len(PATIENTS)), self.chance.choice([1, 1, 2])))
            paths = []
            for patient in chosen:
                records = batch(self.kills, self.number, patient)
                self.sent.setdefault(patient, []).append(records)
                path = self.node.folder / f"in-{self.number}-{patient}.json"
                path.write_text(json.dumps(people.bundle(PATIENTS[patient], f"K-{patient}", "clinic", records)), encoding="utf-8")
                paths.append(path)
            if self._did(lambda: self.node.import_file(*paths, expect=None)):
                for patient in chosen:
                    self.acknowledged.setdefault(patient, []).append(self.sent[patient][-1])
            else:
                return
            if chosen[0] not in self.enrolled:
                if not self.enrols(chosen[0]):
                    return
            done = self._did(lambda: self.node.cli("record", "publish", expect=None, timeout=60))
            if not done:
                return
            self.size = max(self.size, done.data["logSize"])

    def enrols(self, patient):
        """Hands the patient's enrolment file in, the same one each time: whether an answer that was lost said yes is known by the next."""
        if patient not in self.files:
            self.files[patient] = self.wallets[patient].enrol(self.node)
        outcome = self._did(lambda: self.node.enrol_file(f"K-{patient}", self.files[patient], expect=None), known="already-enrolled")
        if outcome:
            self.enrolled.add(patient)
        return outcome

    def _did(self, command, known=None):
        """What the command says; None where it was not acknowledged, which may only be by the node's death, or because its log was not
        checked yet."""
        began, self.busy = time.monotonic(), True
        self.begun.set()
        outcome = command()
        self.busy = False
        if outcome.code != 0 and (known is None or outcome.error_code != known):
            assert outcome.error_code in ("connection-lost", "node-not-running", "own-log-unchecked"), str(outcome)
            return None
        self.durations.append(time.monotonic() - began)
        return outcome

    def check(self):
        """What was acknowledged is there, whole; what was not is there whole or not at all; nothing else is there."""
        listed = Counter((r["patient"], r["reference"]) for r in self.node.cli("record", "list", timeout=120).data["records"])
        assert not [key for key, count in listed.items() if count > 1], "a record stands twice"
        expected = set()
        for patient in self.sent:
            for records in self.sent[patient]:
                wanted = {(f"K-{patient}", name) for name in names(records)}
                found = {key for key in wanted if key in listed}
                assert found in (wanted, set()), "an import of one patient is there in part"
                assert found or records not in self.acknowledged.get(patient, []), f"acknowledged and lost: {wanted - found}"
                expected |= wanted
        foreign = {key for key in listed if key[0].startswith("K-")} - expected
        assert not foreign, f"nobody imported this: {foreign}"
        enrolled = {p["mrn"] for p in self.node.cli("patient", "list").data["patients"] if p["enrolments"]}
        assert {f"K-{n}" for n in self.enrolled} <= enrolled, "an enrolment was acknowledged and lost"
        assert self.node.own_size() >= self.size, "the own log lost its end"


class Replica:
    """The node that catches up another one's long log, over a narrow line, and is killed; sometimes the other one is."""

    def __init__(self, node, archive, chance):
        self.node, self.archive, self.chance = node, archive, chance
        self.kills, self.midway, self.fresh, self.retried = 0, 0, 0, 0
        self.empty = node.folder / "replica-empty"
        node.stop()
        shutil.copytree(node.data_dir, self.empty)
        node.start()
        self.full = 0

    def held(self):
        return self.node.logs().get((self.archive.id, 0), 0)

    def rounds(self, count):
        while self.kills < count:
            if self.held() >= self.full:
                self._begin_again()
            before = self.held()
            mark = before + self.chance.random() * (self.full - before)
            self._waits_for(mark)
            time.sleep(self.chance.uniform(0, 0.05))
            told = self.node.logs()
            victims = self.chance.choices([[self.node], [self.archive], [self.node, self.archive]], [6, 2, 2])[0]
            for victim in victims:
                victim.kill()
            self.kills += len(victims)
            self.midway += len(victims) if told.get((self.archive.id, 0), 0) < self.full else 0
            for victim in victims:
                victim.launch()
            if self.chance.random() < 0.2:
                time.sleep(self.chance.uniform(0, 0.2))
                victims[0].kill()
                self.kills += 1
                victims[0].launch()
            for victim in victims:
                victim.wait()
            after = self.node.logs()
            assert all(after.get(log, 0) >= size for log, size in told.items()), f"shown and lost: {told} {after}"

    def _waits_for(self, mark):
        """Until so much is held. It stands still for one reason alone: a peer that begins anew again and again is served slowly by design (a
        log four times over in ten minutes), the serving node says so, and its operator may let it go on."""
        stands = time.monotonic() + 60
        while self.held() < mark:
            if time.monotonic() > stands:
                told = self.archive.status()
                problems = [p["code"] for p in told["problems"]]
                assert "asked-again" in problems, f"the catch-up stands still at {self.held()} of {mark}: {told} {self.node.status()}"
                self.archive.cli("peer", "retry", self.node.id)
                self.node.cli("peer", "retry", self.archive.id)
                self.retried, stands = self.retried + 1, time.monotonic() + 60
            time.sleep(0.05)

    def _begin_again(self):
        self.node.stop()
        shutil.rmtree(self.node.data_dir)
        shutil.copytree(self.empty, self.node.data_dir)
        rate = self.chance.choice([1, 2, 4]) << 20
        for relay in (self.node.forwarder, self.archive.forwarder):
            relay.both(rate=rate)
        self.node.start()
        self.fresh += 1


@pytest.fixture(scope="module")
def country():
    with Country() as country:
        country.add("clinic")
        country.add("archive", relayed=True)
        country.add("replica", relayed=True)
        country.add("desk")
        country.start([("clinic", "archive"), ("clinic", "desk"), ("archive", "desk"), ("archive", "replica")])
        yield country


def test_a_hundred_kills_lose_nothing_and_forge_nothing(country, chance, figures):
    clinic, archive, replica, desk = country.nodes
    catching_up = Replica(replica, archive, random.Random(chance.random()))
    for n in range(3):
        person = Person("Trần", f"Sử {n}", "1930-01-01")
        writes(archive, person, f"A-{n}", long_history(HISTORY))
        archive.enrol(f"A-{n}", country.wallet(f"archive-{n}"))
    until("the long log is at the desk", lambda: desk.logs().get((archive.id, 0), 0) == archive.own_size(), seconds=90)
    for n, person in enumerate(PATIENTS):
        desk.import_bundle(people.registration(person, f"D-{n}", "desk"), f"D-{n}.json")
    wallets = [country.wallet(f"w-{n}") for n in range(len(PATIENTS))]
    importing = Clinic(clinic, wallets, random.Random(chance.random()))
    catching_up.full = archive.own_size()
    began = time.monotonic()
    together([lambda: importing.rounds((KILLS + 1) // 2), lambda: catching_up.rounds(KILLS // 2)])
    kills = importing.kills + catching_up.kills
    figures(
        f"{kills} kills in {time.monotonic() - began:.0f} s: {importing.interrupted} of {importing.kills} with a command of the importing node "
        f"under way, {catching_up.midway} of {catching_up.kills} in the middle of a catch-up of {catching_up.full} entries "
        f"({catching_up.fresh} times from nothing, {catching_up.retried} times let on by the operator); {sum(map(len, importing.acknowledged.values()))} imports were acknowledged, "
        f"{sum(map(len, importing.sent.values())) - sum(map(len, importing.acknowledged.values()))} were cut off")
    assert kills >= KILLS
    for relay in (archive.forwarder, replica.forwarder):
        relay.clear()
    finish(country, importing, wallets)


def finish(country, importing, wallets):
    """The end of the story: all equal, and each acknowledged record is read at another facility once."""
    clinic, desk = importing.node, country.nodes[3]
    for n in importing.acknowledged:
        assert n in importing.enrolled or importing.enrols(n)
    clinic.cli("record", "publish", timeout=120)
    country.verdict()
    importing.check()
    assert importing.acknowledged, "nothing was acknowledged in the whole run"
    for n in sorted(importing.acknowledged):
        desk.present(wallets[n].grant(desk, [clinic]).bundle, f"D-{n}")
        summary = desk.summary(f"D-{n}").data
        read = Counter(row["text"] for s in summary["sections"] for part in s["parts"] for row in part["rows"])
        sent = {text for records in importing.sent[n] for text in texts(records)}
        acknowledged = {text for records in importing.acknowledged[n] for text in texts(records)}
        assert acknowledged <= set(read), f"acknowledged and not readable: {sorted(acknowledged - set(read))[:5]}"
        assert set(read) <= sent, f"forged: {sorted(set(read) - sent)[:5]}"
        assert set(read.values()) == {1}, "a record is read twice"


def together(works):
    """Runs both at once; the first failure is raised."""
    failures = []

    def guarded(work):
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
