"""A wire that lies, stumbles and repeats itself: what it does to bytes ends a connection, never a record."""

import time

import pytest

import people
from command import until
from country import Country, connected, descriptors, long_history, writes
from people import LANH, TRUNG

COUNT = iter(range(1, 10_000))


@pytest.fixture(scope="module")
def country():
    """Near dials far, by far's relay alone: all that they ever say to each other passes one place."""
    with Country() as country:
        near, far = country.add("near"), country.add("far", relayed=True)
        for node in country.nodes:
            node.start()
        far.accept(near, connect=False)
        near.accept(far)
        until("they are connected", lambda: connected(near, far))
        for node in country.nodes:
            writes(node, LANH, f"{node.short}-1", [people.allergy("al-0", "Dị ứng penicillin")])
            node.enrol(f"{node.short}-1", country.wallet(node.short))
        country.verdict()
        yield country


@pytest.fixture
def near(country):
    return country.nodes[0]


@pytest.fixture
def far(country):
    return country.nodes[1]


@pytest.fixture
def relay(far):
    far.forwarder.clear()
    yield far.forwarder
    far.forwarder.clear()


def appends(*nodes):
    """One more entry of each."""
    for node in nodes:
        n = next(COUNT)
        writes(node, LANH, f"{node.short}-1", [people.allergy(f"al-{n}", f"Dị ứng {n}")])


def anew(relay, near, far):
    """Ends the present connection and dials again."""
    count = relay.count
    relay.reset()
    until("the old connection is gone", lambda: relay.count > count or not connected(near, far))
    near.cli("peer", "retry", far.id)


@pytest.mark.parametrize("direction", ["to_node", "from_node"])
@pytest.mark.parametrize("where", ["handshake", "records"])
def test_a_flipped_bit_ends_the_connection_and_the_next_one_goes_on(country, near, far, relay, chance, direction, where):
    for _ in range(6):
        place = chance.randrange(*((0, 1200) if where == "handshake" else (2500, 9000)))
        relay.spoilt.clear()
        getattr(relay, direction).flip = place
        anew(relay, near, far)
        talk(near, far, lambda: relay.spoilt, f"byte {place} is reached")
        getattr(relay, direction).flip = -1
        # A length that grew waits for what never comes: with more said, the record is complete and wrong.
        talk(near, far, lambda: all(each.ended for each in relay.spoilt), f"the connection with a wrong byte {place} ends")
        until("they are connected again", lambda: connected(near, far))
    country.verdict()


def talk(near, far, probe, what):
    """Both append until it is so."""
    for _ in range(60):
        if probe():
            return
        near.cli("peer", "retry", far.id)
        appends(near, far)
    raise AssertionError(f"after sixty appends it was not so: {what}")


def test_a_connection_cut_anywhere_is_taken_up_again(country, near, far, relay, chance):
    for _ in range(12):
        line = chance.choice([relay.to_node, relay.from_node])
        line.cut = chance.randrange(0, 12_000)
        anew(relay, near, far)
        appends(near, far)
        line.cut = -1
        near.cli("peer", "retry", far.id)
    country.verdict()


def test_a_connection_that_comes_twice_counts_once(country, near, far, relay):
    """Somebody records and repeats a whole connection, at the same time: the second one is nobody's."""
    before = descriptors(far)
    relay.repeats = True
    for _ in range(10):
        anew(relay, near, far)
        until("they are connected", lambda: connected(near, far))
        appends(near, far)
    country.converge()
    assert far.cli("peer", "show", near.id).data["connected"]
    relay.clear()
    relay.reset()
    country.verdict()
    until("the repeated connections are gone", lambda: descriptors(far) <= before + 4)


def test_bytes_that_come_one_by_one_are_the_same_bytes(country, near, far, relay):
    relay.both(piece=1)
    anew(relay, near, far)
    until("they are connected", lambda: connected(near, far))
    appends(near, far)
    country.converge()
    count = relay.count
    country.verdict()
    assert relay.count == count


def test_a_line_that_stops_and_goes_on_loses_nothing(country, near, far, relay):
    country.verdict()
    count = relay.count
    far.import_bundle(people.bundle(TRUNG, "far-2", "far", long_history(300)), "stall.json")
    relay.both(stalls=True)
    far.enrol("far-2", country.wallet("stall"))
    appends(near)
    time.sleep(3)
    assert near.logs() != far.logs()
    relay.both(stalls=False)
    country.converge()
    assert relay.count == count, "a line that only was slow was given up"


def test_bytes_that_are_swallowed_are_noticed(country, near, far, relay):
    """The wire took what was said and lost it; neither side was told. What follows does not fit, and all is said again."""
    for line in ([relay.to_node], [relay.from_node], [relay.to_node, relay.from_node]):
        count = relay.count
        for each in line:
            each.swallows = True
        appends(near, far)
        time.sleep(1)
        for each in line:
            each.swallows = False
        talk(near, far, lambda: relay.count > count, "the gap in the stream is noticed, and they connect anew")
        country.verdict()


def test_who_restarts_behind_a_dead_connection_is_not_kept_out_by_it(country, near, far, relay):
    """Far still believes in the connection of near's former life."""
    relay.both(swallows=True)
    near.kill()
    relay.both(swallows=False)
    near.start()
    until("they are connected", lambda: connected(near, far), seconds=15)
    appends(near, far)
    country.verdict()


def test_a_station_behind_a_narrow_line_catches_up(country, near, far, relay):
    """256 kbit/s and 150 ms each way: slow, on one connection."""
    country.verdict()
    count = relay.count
    far.import_bundle(people.bundle(TRUNG, "far-3", "far", long_history(300)), "narrow.json")
    relay.both(rate=32_000, delay=0.15)
    far.enrol("far-3", country.wallet("narrow"))
    assert near.logs() != far.logs()
    country.converge()
    assert relay.count == count, "a slow peer was given up"
    assert near.cli("peer", "ping", far.id).data["milliseconds"] >= 300
