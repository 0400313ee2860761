"""The wall clock of a running node moved by minutes, years and centuries, to and fro: known at once, nothing opened, nothing lost."""

import time

import pytest

import people
from clock import Clock, clock_is_wrong, clock_library  # noqa: F401
from command import until
from country import Country, connected, problem, writes
from people import LANH

DAY = 86_400
YEAR = 365 * DAY
OFFSETS = {
    "a day ahead": DAY, "an hour behind": -3600, "six minutes ahead": 360, "three years ahead": 3 * YEAR, "three years behind": -3 * YEAR,
    "a hundred days ahead": 100 * DAY, "in 1970": 3600 - int(time.time()), "two centuries ahead": 200 * YEAR,
}
COUNT = iter(range(1, 1000))


@pytest.fixture(scope="module")
def country(clock_library, tmp_path_factory):  # noqa: F811
    with Country() as country:
        country.clock = Clock(clock_library, tmp_path_factory.mktemp("time") / "offset")
        origin, desk = country.add("origin"), country.add("desk", env=country.clock.env)
        country.add("third")
        country.start()
        writes(origin, LANH, "O-1", [people.allergy("al-1", "Dị ứng penicillin")])
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        wallet = country.wallet("lanh")
        origin.enrol("O-1", wallet)
        country.converge()
        desk.present(wallet.grant(desk, [origin]).bundle, "D-1")
        desk.summary("D-1")
        yield country


@pytest.fixture
def clock(country):
    country.clock.put(0)
    yield country.clock
    country.clock.put(0)


def appends(origin):
    n = next(COUNT)
    writes(origin, LANH, "O-1", [people.allergy(f"al-o-{n}", f"Dị ứng {n}")])
    return origin.own_size()


def refuses(desk, seconds):
    size = desk.own_size()
    outcome = desk.summary("D-1", expect=4)
    assert outcome.error_code in ("clock-wrong", "expired", "not-yet-valid", "stale-replica"), str(outcome)
    assert desk.own_size() == size, f"something was opened with a clock that is off by {seconds} s"


@pytest.mark.parametrize("name", OFFSETS)
def test_a_jump_is_known_at_once_and_opens_nothing(country, clock, name):
    origin, desk, third = country.nodes
    clock.put(OFFSETS[name])
    refuses(desk, OFFSETS[name])
    alarm = problem(desk, "clock-wrong")
    assert alarm and alarm["serious"] and alarm["hint"]
    assert desk.cli("status", "--check", expect=1).hint
    # Logs go on: what others append arrives, and they are not led astray.
    size = appends(origin)
    until("the log goes on", lambda: desk.logs()[(origin.id, 0)] >= size)
    assert not clock_is_wrong(origin) and not clock_is_wrong(third)
    # What this node would publish waits.
    before = desk.own_size()
    desk.import_bundle(people.bundle(LANH, "D-1", "desk", [people.allergy(f"al-{size}", f"Dị ứng ở đây {size}")]))
    assert desk.own_size() == before
    clock.put(0)
    until("the clock is right again", lambda: not clock_is_wrong(desk))
    desk.summary("D-1")
    country.verdict()


def test_to_and_fro_while_it_works(country, clock, chance):
    origin, desk, _ = country.nodes
    opened = 0
    for _ in range(20):
        offset = chance.choice([0, 0, 200, -200, *OFFSETS.values()])
        clock.put(offset)
        appends(origin)
        if abs(offset) > 300:
            refuses(desk, offset)
        elif not clock_is_wrong(desk):
            opened += desk.summary("D-1", expect=None).code == 0
    clock.put(0)
    until("the clock is right again", lambda: not clock_is_wrong(desk))
    desk.summary("D-1")
    assert opened, "nothing was ever opened under a clock that was right"
    country.verdict()


@pytest.mark.parametrize("name", ["a day ahead", "an hour behind", "six minutes ahead", "two centuries ahead"])
def test_who_starts_with_a_wrong_clock_opens_nothing(country, clock, name):
    """Before it has heard anybody's clock it can't know; it has to hear somebody before it reads."""
    origin, desk, _ = country.nodes
    desk.kill()
    clock.put(OFFSETS[name])
    desk.start()
    refuses(desk, OFFSETS[name])
    until("they are connected", lambda: connected(desk, origin))
    assert problem(desk, "clock-wrong")
    size = appends(origin)
    until("the log goes on", lambda: desk.logs()[(origin.id, 0)] >= size)
    desk.kill()
    clock.put(0)
    desk.start()
    until("the own log is checked", lambda: desk.status()["ownLogChecked"])
    desk.summary("D-1")
    country.verdict()
