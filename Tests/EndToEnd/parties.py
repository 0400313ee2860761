"""Three facilities that the tests of bad input try: one that has records, one that would read them, and a third."""

import pytest

import people
import reference
from federation import Federation
from people import LANH, TRUNG


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện nguồn")
        desk = federation.add("desk", "Bệnh viện đọc")
        federation.add("third", "Bệnh viện thứ ba")
        federation.start()
        origin.import_bundle(people.bundle(LANH, "O-1", "origin", [
            people.allergy("al-1", "Dị ứng penicillin"), people.condition("co-1", "I10", "Tăng huyết áp vô căn"),
            people.observation("ob-1", "2160-0", "Creatinin", 1.1, "mg/dL", "2020-05-05")]))
        origin.import_bundle(
            people.bundle(TRUNG, "O-2", "origin", [people.condition("co-2", "E11.9", "Đái tháo đường típ 2")]), "trung.json")
        desk.import_bundle(people.registration(LANH, "D-1", "desk"))
        desk.import_bundle(people.registration(TRUNG, "D-2", "desk"), "trung.json")
        yield federation


@pytest.fixture(scope="module")
def origin(federation):
    return federation.nodes[0]


@pytest.fixture(scope="module")
def desk(federation):
    return federation.nodes[1]


@pytest.fixture(scope="module")
def cards(federation):
    return [reference.read_card(node.card.read_text(encoding="utf-8")) for node in federation.nodes]


def refused(outcome, code, *words):
    """The form of every refusal: the stable code, one sentence, and a hint that helps where there is one."""
    assert outcome.error_code == code, str(outcome)
    assert outcome.schema == "banyan.error/1"
    assert outcome.document["error"]["message"] == outcome.error
    for word in words:
        assert word in outcome.error + " " + (outcome.hint or ""), str(outcome)
    return outcome


def letter_changed(text, place):
    other = "7" if text[place] != "7" else "8"
    return text[:place] + other + text[place + 1:]
