"""A prescription of a hospital, two pharmacies: dispensed once, refused a second time, and flagged where it raced."""

import json

import pytest

import people
from command import until
from federation import Federation
from people import LANH

FIRST, RACED, LOST = "00101a1b2c3d-C", "00101zzzzzz1-C", "00101zzzzzz2-C"


def prescribed(id, code, text, quantity):
    return people.medication(
        id, "A10BA02", text, groupIdentifier={"system": "urn:example:prescriptions", "value": code},
        dosageInstruction=[{"text": "ngày 2 lần"}], dispenseRequest={"quantity": {"value": quantity, "unit": "viên"}})


def dispense(node, code, mrn="PH-9", expect=0, who="pharmacist:minh"):
    return node.cli("dispense", code, "--patient", mrn, "--as", who, expect=expect, timeout=180)


def shown(node, code):
    return node.cli("prescription", "show", code).data


def problems(node):
    return [problem["code"] for problem in node.status()["problems"]]


@pytest.fixture(scope="module")
def story():
    with Federation() as federation:
        env = {"BANYAN_TICK_SECONDS": "1"}
        hospital = federation.add("hospital", "Bệnh viện Kê Đơn", "hospital", "00101", env=env)
        pharmacies = [
            federation.add("one", "Nhà thuốc Một", "pharmacy", "00102", env=env),
            federation.add("two", "Nhà thuốc Hai", "pharmacy", "00103", env=env),
        ]
        federation.start([("hospital", "one"), ("hospital", "two")])
        hospital.import_bundle(people.bundle(LANH, "BV-1", "hospital", [
            people.allergy("al-1", "Dị ứng penicillin"), people.condition("co-1", "E11.9", "Đái tháo đường típ 2"),
            prescribed("rx-1", FIRST, "Metformin 500 mg", 60), prescribed("rx-2", FIRST, "Gliclazid 30 mg", 30),
            prescribed("rx-3", RACED, "Enalapril 5 mg", 30), prescribed("rx-4", LOST, "Vitamin C", 10)]))
        wallet = federation.wallet("lanh")
        hospital.enrol("BV-1", wallet)
        federation.converge()
        for pharmacy in pharmacies:
            pharmacy.import_bundle(people.registration(LANH, "PH-9", pharmacy.short))
            pharmacy.present(wallet.grant(pharmacy, [hospital]).bundle, "PH-9")
        yield federation


def test_a_pharmacy_sees_prescriptions_medicines_and_allergies_and_nothing_else(story):
    _, one, _ = story.nodes
    summary = one.summary("PH-9").data
    states = {section["section"]: section["parts"][0]["state"] for section in summary["sections"]}
    assert states.pop("medications") == "listed" and states.pop("allergies") == "listed"
    assert set(states.values()) == {"not-granted"}
    rows = next(s for s in summary["sections"] if s["section"] == "medications")["parts"][0]["rows"]
    metformin = next(row for row in rows if row["text"] == "Metformin 500 mg")
    assert FIRST in metformin["value"] and "no dispensing known here" in metformin["value"]
    assert "Đái tháo đường" not in json.dumps(summary, ensure_ascii=False)
    refused = one.summary("PH-9", "--sections", "problems", expect=4)
    assert refused.error_code == "not-granted"


def test_it_is_dispensed_once_and_refused_the_second_time(story):
    hospital, one, two = story.nodes
    assert shown(hospital, FIRST)["state"] == "none-known"
    done = dispense(one, FIRST).data
    assert [item["text"] for item in done["items"]] == ["Metformin 500 mg", "Gliclazid 30 mg"]
    handed = [entry["resource"] for entry in json.loads(done["document"])["entry"]]
    assert [resource["resourceType"] for resource in handed] == ["MedicationDispense"] * 2
    assert handed[0]["authorizingPrescription"][0]["identifier"]["value"] == FIRST
    # The answer was lost and the command is given again: one dispensing.
    again = dispense(one, FIRST).data
    assert again["repeated"] and again["index"] == done["index"]
    story.converge()
    seen = shown(hospital, FIRST)
    assert seen["state"] == "dispensed" and [line["facility"] for line in seen["dispensings"]] == [one.id]
    refused = dispense(two, FIRST, expect=4)
    assert refused.error_code == "already-dispensed" and "Nhà thuốc Một" in refused.error and "hand nothing out" in refused.hint
    assert dispense(one, FIRST, expect=4, who="pharmacist:khanh").error_code == "already-dispensed"
    assert two.cli("dispensing", "list").data["prescriptions"] == []
    assert "dispensed-twice" not in problems(hospital)


def test_a_race_is_flagged_at_all_three_once_the_links_are_back(story):
    hospital, one, two = story.nodes
    hospital.stop()
    for pharmacy in (one, two):
        until(f"{pharmacy.short} is alone", lambda: all(not p["connected"] for p in pharmacy.status()["peers"]))
        assert not dispense(pharmacy, RACED).data["repeated"]
    hospital.start()
    story.converge()
    both = sorted([one.id, two.id])
    for node, what in ((hospital, "prescription"), (one, "dispensing"), (two, "dispensing")):
        view = node.cli(what, "show", RACED).data
        assert view["state"] == "dispensed-twice" and sorted(line["facility"] for line in view["dispensings"]) == both
        until(f"{node.short} notices", lambda: "dispensed-twice" in problems(node))
        listed = node.cli(what, "list", "--twice").data["prescriptions"]
        assert [entry["code"] for entry in listed] == [RACED]
    rows = [row for section in one.summary("PH-9").data["sections"] for part in section["parts"] for row in part["rows"]]
    assert any("DISPENSED MORE THAN ONCE" in (row["value"] or "") for row in rows)
    document, _ = one.document("PH-9")
    assert "urn:banyan:dispensing-state" in json.dumps(document) and '"urn:banyan:dispensing"' not in json.dumps(document)


def test_a_pharmacy_that_is_killed_after_it_dispensed_has_dispensed(story):
    hospital, one, two = story.nodes
    dispense(one, LOST)
    one.kill()
    one.start()
    assert one.cli("dispensing", "show", LOST).data["state"] == "dispensed"
    story.converge()
    assert shown(hospital, LOST)["state"] == "dispensed"
    assert dispense(two, LOST, expect=4).error_code == "already-dispensed"
    # The prescriber says it again in its own log, once.
    size = hospital.own_size()
    until("two ticks have passed", lambda: shown(hospital, LOST)["state"] == "dispensed")
    assert hospital.own_size() in (size, size + 1)


def test_what_is_not_a_code_and_what_is_not_prescribed_is_refused(story):
    _, one, _ = story.nodes
    assert dispense(one, "00101A1B2C3D-C", expect=64).error_code == "usage"
    assert dispense(one, "00101aaaaaaa-C", expect=6).error_code == "no-such-prescription"
    assert one.cli("prescription", "show", FIRST, expect=6).error_code == "no-such-prescription"
