"""The main job: a patient of two hospitals stands at a third, one of the two is switched off, and what she granted is what is read."""

import pytest

import people
from command import PRESET, SENSITIVE, SIXTEEN, until
from federation import Federation
from people import LANH

LINKS = [
    ("bach-mai", "bac-ninh"), ("bach-mai", "thai-nguyen"), ("bac-ninh", "thai-nguyen"), ("bach-mai", "cho-ray"), ("cho-ray", "binh-duong"),
    ("cho-ray", "an-giang"), ("binh-duong", "an-giang"), ("bach-mai", "pharmacy"), ("pharmacy", "thai-nguyen"), ("thai-nguyen", "cho-ray"),
]

BAC_NINH = [
    people.allergy("al-1", "Dị ứng penicillin"),
    people.condition("co-1", "I10", "Tăng huyết áp vô căn"),
    people.condition("co-2", "F32.1", "Giai đoạn trầm cảm vừa"),
    people.condition("co-3", "A15.0", "Lao phổi", "1957-04-01", "resolved"),
    people.medication("me-1", "C09AA02", "Enalapril 5 mg"),
    people.medication("me-2", "N06AB06", "Sertralin 50 mg", reasonReference=[{"reference": "Condition/co-2"}]),
    people.observation("ob-1", "2160-0", "Creatinin huyết thanh", 1.10, "mg/dL", "2026-08-30T07:10:00+07:00"),
    people.observation("ob-2", "30525-0", "Tuổi khi khám", 4, "a", "1962-06-15"),
    people.encounter("en-1", "I10", "Cơn tăng huyết áp"),
]
THAI_NGUYEN = [
    people.condition("co-1", "E11.9", "Đái tháo đường típ 2"),
    people.medication("me-1", "A10BA02", "Metformin 500 mg"),
    people.observation("ob-1", "4548-4", "HbA1c", 7.2, "%", "2026-07-01"),
    people.observation("ob-2", "85354-9", "Huyết áp", 150, "mm[Hg]", "2026-07-01", "vital-signs"),
]


def parts(summary, section):
    """Source ID -> part of one section."""
    [found] = [s for s in summary["sections"] if s["section"] == section]
    assert len({part["source"] for part in found["parts"]}) == len(found["parts"]), "a source states a section twice"
    return {part["source"]: part for part in found["parts"]}


def texts(part):
    return sorted(row["text"] for row in part["rows"])


def state(summary, section, node):
    return parts(summary, section)[node.id]["state"]


@pytest.fixture(scope="module")
def story():
    with Federation() as federation:
        for short, name, kind in [
            ("bach-mai", "Bệnh viện Bạch Mai", "hospital"), ("bac-ninh", "Bệnh viện Bắc Ninh", "hospital"),
            ("thai-nguyen", "Bệnh viện Thái Nguyên", "hospital"), ("cho-ray", "Bệnh viện Chợ Rẫy", "hospital"),
            ("binh-duong", "Bệnh viện Bình Dương", "hospital"), ("an-giang", "Bệnh viện An Giang", "hospital"),
            ("pharmacy", "Nhà thuốc Hoa Sen", "pharmacy"),
        ]:
            federation.add(short, name, kind)
        federation.start(LINKS)
        yield federation


def test_seven_facilities_one_consent_one_summary(story):
    bach_mai, bac_ninh, thai_nguyen, cho_ray, _, an_giang, pharmacy = story.nodes
    sources = [bac_ninh, thai_nguyen]
    assert bac_ninh.import_bundle(people.bundle(LANH, "BN-77", "bac-ninh", BAC_NINH)).data["imported"]["Condition"] == 3
    thai_nguyen.import_bundle(people.bundle(LANH, "TN-12", "thai-nguyen", THAI_NGUYEN))
    bach_mai.import_bundle(people.registration(LANH, "BM-5", "bach-mai"))
    pharmacy.import_bundle(people.registration(LANH, "PH-9", "pharmacy"))
    wallet = story.wallet("lanh")
    assert bac_ninh.own_size() == 0, "something of a patient who is not enrolled left the node"
    assert bac_ninh.enrol("BN-77", wallet).data["entries"] > 9
    thai_nguyen.enrol("TN-12", wallet)
    story.converge()

    # Before consent: nothing, and the reason.
    refused = bach_mai.summary("BM-5", expect=4)
    assert refused.error_code == "nothing-granted" and "consent present" in refused.hint
    assert bach_mai.own_size() == 0, "a refused reading left an entry"

    # The origin goes off; the patient grants without any node.
    bac_ninh.stop()
    gone = bac_ninh.cli("status", expect=3)
    assert "banyan serve" in gone.hint
    grant = wallet.grant(bach_mai, sources)
    small = wallet.grant(pharmacy, sources, sections=["medications", "allergies"], expires="2d")

    # Bach Mai reads the merged summary.
    presented = bach_mai.present(grant.bundle, "BM-5").data
    assert {c["origin"] for c in presented["consents"]} == {n.id for n in sources} and not presented["alreadyPresent"]
    assert bach_mai.present(grant.bundle, "BM-5").data["alreadyPresent"], "the same bundle again is not a change"
    read = bach_mai.summary("BM-5").data
    assert {s["facility"] for s in read["sources"]} == {n.id for n in sources}
    assert all(s.get("denied") is None for s in read["sources"])
    assert [s["section"] for s in read["sections"]] == SIXTEEN, "the sections are a closed list"
    assert texts(parts(read, "allergies")[bac_ninh.id]) == ["Dị ứng penicillin"]
    assert state(read, "allergies", thai_nguyen) == "not-recorded"
    assert texts(parts(read, "problems")[bac_ninh.id]) == ["Lao phổi", "Tăng huyết áp vô căn"]
    assert texts(parts(read, "problems")[thai_nguyen.id]) == ["Đái tháo đường típ 2"]
    assert texts(parts(read, "medications")[bac_ninh.id]) == ["Enalapril 5 mg"]
    assert texts(parts(read, "medications")[thai_nguyen.id]) == ["Metformin 500 mg"]
    results = parts(read, "results")
    assert texts(results[bac_ninh.id]) == ["Creatinin huyết thanh", "Tuổi khi khám"]
    assert {row["date"][:4] for row in results[bac_ninh.id]["rows"]} == {"2026", "1962"}, "records from before 1970 are read too"
    assert any("1.10" in (row["value"] or "") or "1.1" in (row["value"] or "") for row in results[bac_ninh.id]["rows"])
    assert texts(parts(read, "vitals")[thai_nguyen.id]) == ["Huyết áp"]
    assert state(read, "encounters", bac_ninh) == "listed"
    for section in SENSITIVE:
        assert {state(read, section, node) for node in sources} == {"not-granted"}
    whole = str(read)
    assert "trầm cảm" not in whole and "Sertralin" not in whole and "F32" not in whole, "a closed section shows through"

    # The pharmacy sees two sections and is refused the rest.
    pharmacy.present(small.bundle, "PH-9")
    seen = pharmacy.summary("PH-9", "--as", "pharmacist:ds-nam").data
    listed = {s["section"] for s in seen["sections"] for p in s["parts"] if p["state"] in ("listed", "not-recorded", "stated-none")}
    assert listed == {"allergies", "medications"}
    for section in set(SIXTEEN) - {"allergies", "medications"}:
        assert {state(seen, section, node) for node in sources} == {"not-granted"}
        assert all(not part["rows"] for part in parts(seen, section).values())
    refused = pharmacy.summary("PH-9", "--sections", "results", expect=4)
    assert refused.error_code in ("not-granted", "section-not-granted") and refused.hint
    refused = pharmacy.summary("PH-9", "--sections", "medications,results", expect=4)
    assert refused.error_code == "section-not-granted" and "results" in refused.error
    checked = pharmacy.cli("consent", "check", "PH-9", "--sections", "medications,results", expect=4)
    assert not checked.data["permitted"] and "results" in checked.data["explanation"]
    assert pharmacy.cli("consent", "check", "PH-9", "--sections", "medications").data["permitted"]
    # The bundle of one facility is of no use to another.
    refused = an_giang.import_bundle(people.registration(LANH, "AG-1", "an-giang"))
    refused = an_giang.present(grant.bundle, "AG-1", expect=4)
    assert refused.error_code == "bundle-other-recipient"

    # The origin comes back; a paper slip at another node ends the consent.
    bac_ninh.start()
    until("Bac Ninh is connected", lambda: any(p["connected"] for p in bac_ninh.status()["peers"]))
    revoked = thai_nguyen.cli("consent", "revoke", wallet.slip(grant)).data
    assert revoked["appended"] == 2
    assert thai_nguyen.cli("consent", "revoke", wallet.slip(grant)).data == {"appended": 0, "alreadyRevoked": 2, "endedHere": 0}
    until("the revocation is at Bach Mai", lambda: set(bach_mai.consent_states("BM-5").values()) == {"revoked"})
    refused = bach_mai.summary("BM-5", expect=4)
    assert refused.error_code == "revoked"
    check = bach_mai.cli("consent", "check", "BM-5", expect=4).data
    assert {s["reason"] for s in check["sources"]} == {"revoked"}
    # The other grant was not meant.
    assert pharmacy.summary("PH-9").data["sources"]

    # The patient sees who read what, at any node that holds the readers' logs.
    story.converge()
    log = cho_ray_reads(wallet, cho_ray)
    hospital, shop = log[bach_mai.id], log[pharmacy.id]
    assert {(r["origin"], r["role"], r["reader"]) for r in hospital} == {(n.id, "clinician", "bs-hoa") for n in sources}
    assert len(hospital) == 2 and all(set(r["sections"]) == set(PRESET) and r["entries"] > 0 for r in hospital)
    assert {r["reader"] for r in shop} == {"bs-hoa", "ds-nam"}
    assert len(shop) == 4 and all(set(r["sections"]) == {"allergies", "medications"} for r in shop)
    assert all(r["proven"] and r["purpose"] == "TREAT" for r in hospital + shop)


def cho_ray_reads(wallet, node):
    return {grant["audience"]: grant["readings"] for grant in wallet.receipts(node).data["grants"]}


def test_every_log_of_every_node_verifies(story):
    for node in story.nodes:
        if not node.is_running:
            node.start()
    story.converge()
    for node in story.nodes:
        logs = node.cli("log", "verify").data["logs"]
        assert len(logs) == 4, "two origins, two readers"
        assert all(log["rootMatches"] and log["signatureValid"] and log["damaged"] == [] and log["missing"] == 0 for log in logs)


def test_status_tells_the_truth(story):
    node = story.nodes[0]
    node.cli("status", "--check")
    status = node.status()
    assert status["facility"] == node.id and status["ownLogChecked"] and status["patients"] == 1
    # A node whose links are all down says so, and the monitor's exit code with it.
    lonely = next(n for n in story.nodes if n.short == "an-giang")
    neighbours = [n for n in story.nodes if n.short in ("cho-ray", "binh-duong")]
    for other in neighbours:
        other.stop()
    until("An Giang notices", lambda: any(p["code"] == "no-peer-connected" for p in lonely.status()["problems"]))
    failed = lonely.cli("status", "--check", expect=1)
    assert failed.hint
    for other in neighbours:
        other.start()
    until("An Giang is connected again", lambda: any(p["connected"] for p in lonely.status()["peers"]))
