"""The network between nodes cut, one-way, silent, slow, lying: what can go on goes on, and all end equal."""

import signal
import time

import pytest

import people
from command import until
from country import Country, connected, descriptors, long_history, memory, problem, writes
from people import LANH, TRUNG

COUNT = iter(range(1, 10_000))


def appends(node, wallet=None):
    """One more record of the node's patient, published at once. The first time, the patient is enrolled."""
    mrn, n = f"{node.short}-1", next(COUNT)
    writes(node, LANH, mrn, [people.allergy(f"al-{n}", f"Dị ứng {n}")])
    if wallet:
        node.enrol(mrn, wallet)
    return node.own_size()


def size_at(node, other):
    return node.logs().get((other.id, 0), 0)


def arrives(entries, origin, nodes, seconds=60):
    """Waits until these nodes hold so many entries of the origin's log."""
    until(
        f"{origin.short}'s entries are at {[n.short for n in nodes]}",
        lambda: all(size_at(node, origin) >= entries for node in nodes), seconds)


@pytest.fixture(scope="module")
def country():
    with Country() as country:
        for short in ("one", "two", "three", "four"):
            country.add(short)
        country.start()
        for node in country.nodes:
            appends(node, country.wallet(node.short))
        country.converge()
        yield country


@pytest.fixture(autouse=True)
def mended(request):
    yield
    if "country" in request.fixturenames:
        country = request.getfixturevalue("country")
        country.network.heal()
        for host in country.network.hosts:
            host.link(up=True)


def test_what_is_between_two_that_are_cut_off_goes_by_a_third(country):
    one, two, three, four = country.nodes
    one.host.cut(two.host, four.host)
    arrives(appends(one), one, [three, two, four])
    arrives(appends(two), two, [three, one, four])
    country.network.heal()
    country.verdict()


def test_one_way_silence_is_gone_around(country):
    """One hears nothing of two and four, which hear it: what they ask of it stalls for half a minute before they ask another."""
    one, two, three, four = country.nodes
    one.host.deafen(two.host)
    one.host.deafen(four.host)
    arrives(appends(two), two, [three, one], seconds=90)
    arrives(appends(one), one, [two, four], seconds=90)
    country.network.heal()
    country.verdict()


def test_two_halves_go_on_and_become_one_again(country):
    one, two, three, four = country.nodes
    one.host.cut(three.host, four.host)
    two.host.cut(three.host, four.host)
    for _ in range(3):
        first, second = appends(one), appends(three)
    arrives(first, one, [two])
    arrives(second, three, [four])
    assert size_at(three, one) < first and size_at(one, three) < second, "the cut did not cut"
    country.network.heal()
    country.verdict()
    assert size_at(three, one) >= first and size_at(one, three) >= second


def test_who_starts_in_a_partition_appends_nothing_before_it_has_asked(country):
    """Its disk may be an old copy: it must hear from its peers how long its own log is, and says so while it can't."""
    one, *others = country.nodes
    size = one.own_size()
    one.host.cut(*(node.host for node in others))
    one.kill()
    one.start()
    writes(one, LANH, "one-1", [people.allergy("al-alone", "Dị ứng một mình")])
    assert one.own_size() == size and not one.status()["ownLogChecked"]
    refused = one.cli("record", "publish", expect=None, timeout=60)
    assert refused.code != 0 and refused.error and refused.hint, str(refused)
    assert problem(one, "own-log-unchecked")["hint"]
    country.network.heal()
    country.retry()
    until("the own log is checked", lambda: one.status()["ownLogChecked"], seconds=60)
    one.cli("record", "publish")
    assert one.own_size() > size
    country.verdict()


def test_pulled_cables_flap(country):
    """Ten times within seconds, each at another host, while all append."""
    for turn in range(10):
        node = country.nodes[turn % 4]
        node.host.link(up=False)
        for other in country.nodes:
            appends(other)
        node.host.link(up=True)
    country.verdict()


def test_long_silence_is_noticed_and_costs_nothing(country):
    """A cable out, and a process that hangs: the others go on, notice, and do not hoard what they can't deliver."""
    one, two, three, four = country.nodes
    country.verdict()
    before = {node.short: (memory(node), descriptors(node)) for node in (one, two)}
    four.host.link(up=False)
    three.process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        first = None
        while first is None or connected(one, four) or connected(two, four):
            assert time.monotonic() - began < 120, "who vanished counts as connected after two minutes"
            arrives(appends(one), one, [two])
            arrives(appends(two), two, [one])
            first = first or {node.short: memory(node) for node in (one, two)}
            time.sleep(0.3)
        for node in (one, two):
            assert memory(node) - first[node.short] < 16 << 20, "what can't be delivered is kept in memory"
        until("who lost its cable notices too", lambda: not connected(four, one), seconds=120)
    finally:
        three.process.send_signal(signal.SIGCONT)
        four.host.link(up=True)
    until("the node without a cable says so or is back", lambda: problem(four, "no-peer-connected") or connected(four, one))
    country.verdict()
    for node in (one, two):
        assert descriptors(node) <= before[node.short][1] + 4, "connections are left behind"


def test_a_node_that_hangs_in_the_middle_of_a_catch_up_holds_up_nobody(country):
    one, two, three, four = country.nodes
    one.import_bundle(people.bundle(TRUNG, "one-long", "one", long_history(1000)), "long.json")
    base = memory(one)
    two.process.send_signal(signal.SIGSTOP)
    try:
        one.enrol("one-long", country.wallet("long"))
        arrives(one.own_size(), one, [three, four])
        arrives(appends(three), three, [one, four])
        assert memory(one) - base < 64 << 20
    finally:
        two.process.send_signal(signal.SIGCONT)
    country.verdict()


def test_a_storm_of_connections_leaves_nothing_behind(country):
    """Every connection of one node torn down fifty times: no descriptor and no memory stays."""
    one, *others = country.nodes
    country.verdict()

    def storm(times):
        for _ in range(times):
            for other in others:
                one.cli("peer", "suspend", other.id)
                one.cli("peer", "resume", other.id)

    storm(5)
    country.retry()
    until("all are connected", lambda: all(connected(one, other) for other in others), seconds=60)
    before = memory(one), descriptors(one)
    storm(20)
    country.retry()
    until("all are connected", lambda: all(connected(one, other) for other in others), seconds=60)
    country.verdict()
    assert descriptors(one) <= before[1] + 4
    assert memory(one) - before[0] < 16 << 20
