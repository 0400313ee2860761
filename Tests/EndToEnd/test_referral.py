"""A referral between two hospitals: signed by the patient, delivered though everyone is away in turn, answered, and seen at both ends."""

import datetime
import json

import pytest

import people
from command import run, until
from federation import Federation, shared
from people import LANH, TRUNG

NEXT_MONTH = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.fixture
def three():
    with Federation() as federation:
        federation.add("bac-ninh", "Bệnh viện Bắc Ninh", code="00271")
        federation.add("bach-mai", "Bệnh viện Bạch Mai", code="00901")
        federation.add("thai-nguyen", "Bệnh viện Thái Nguyên", code="00190")
        yield federation.start()


@pytest.fixture(scope="module")
def pair():
    """Two hospitals that know each other's patients Lành and Trung, and a third that has nothing to do with them."""
    with Federation() as federation:
        origin = federation.add("origin", "Bệnh viện chuyển đi", code="00271")
        desk = federation.add("desk", "Bệnh viện tiếp nhận", code="00901")
        federation.add("third", "Bệnh viện thứ ba", code="00190")
        federation.start()
        origin.wallets = {}
        for person, mrn in [(LANH, "O-1"), (TRUNG, "O-2")]:
            origin.import_bundle(people.bundle(person, mrn, "origin", [people.allergy("al-1", "Dị ứng penicillin")]), f"{mrn}.json")
            desk.import_bundle(people.registration(person, mrn.replace("O", "D"), "desk"), f"{mrn}.json")
            origin.wallets[mrn] = federation.wallet(mrn)
            origin.enrol(mrn, origin.wallets[mrn])
        federation.converge()
        yield federation


def enrolled(federation, node, person=LANH, mrn="BN-77", resources=()):
    node.import_bundle(people.bundle(person, mrn, node.short, [people.allergy("al-1", "Dị ứng penicillin"), *resources]))
    wallet = federation.wallet(f"wallet-{mrn}")
    node.enrol(mrn, wallet)
    return wallet


def create(node, mrn, to, *options, expect=0):
    request = node.folder / f"{node.short}-{mrn}-{len(list(node.folder.glob('*.request')))}.request"
    options = options or ("--reason", "Đau ngực <&> cần can thiệp")
    made = node.cli("referral", "create", "--patient", mrn, "--to", to.id, *options, "-o", request, expect=expect)
    return (made.data["referral"]["id"], request) if expect == 0 else made


def sign(wallet, request, *options, expect=0):
    signed = wallet.file("signed")
    made = wallet.cli("referral", request, "--yes", "-o", signed, *options, expect=expect)
    return signed if expect == 0 else made


def refer(node, wallet, mrn, to, *options):
    """Made, signed and sent. Returns its ID."""
    referral, request = create(node, mrn, to, *options)
    node.cli("referral", "send", referral, "--signed", sign(wallet, request))
    return referral


def shown(node, referral):
    return node.cli("referral", "show", referral).data


def listed(node):
    return {referral["id"]: referral["status"] for referral in node.cli("referral", "list").data["referrals"]}


def reaches(node, referral, status):
    until(f"{node.short} sees the referral {status}", lambda: listed(node).get(referral) == status)


def delivered(node, referral):
    """Every step that the node sent was acknowledged."""
    def all_are():
        return all(step["delivery"] in (None, "acknowledged") for step in map(with_delivery, shown(node, referral)["steps"]))

    until(f"{node.short} knows that all arrived", all_are)


def with_delivery(step):
    return {"delivery": None} | step


def test_a_facility_that_was_away_gets_it_once_though_the_sender_is_gone(three):
    bac_ninh, bach_mai, thai_nguyen = three.nodes
    wallet = enrolled(three, bac_ninh)
    bach_mai.import_bundle(people.registration(LANH, "BM-5", "bach-mai"))
    three.converge()
    bach_mai.stop()

    referral = refer(bac_ninh, wallet, "BN-77", bach_mai)
    until("a third one keeps it", lambda: shown(bac_ninh, referral)["steps"][-1].get("delivery") == "handed-over")
    until("the third one says so", lambda: thai_nguyen.status()["parcels"]["kept"] == 1)
    bac_ninh.kill()
    thai_nguyen.kill()
    thai_nguyen.start()
    assert thai_nguyen.status()["parcels"]["kept"] == 1, "what is kept outlives the process"

    bach_mai.start()
    reaches(bach_mai, referral, "received")
    bach_mai.kill()
    bach_mai.start()
    assert listed(bach_mai) == {referral: "received"}
    until("the third one keeps the answer for the sender alone", lambda: thai_nguyen.status()["parcels"]["kept"] == 1)
    bac_ninh.start()
    reaches(bac_ninh, referral, "received")
    delivered(bac_ninh, referral)
    delivered(bach_mai, referral)
    assert len(shown(bach_mai, referral)["steps"]) == 2 and len(listed(bach_mai)) == 1
    until("nothing is left on the way", lambda: all(
        node.status()["parcels"]["kept"] == node.status()["parcels"]["waiting"] == 0 for node in three.nodes))


def test_accepted_read_completed_and_called_back(pair):
    origin, desk, _ = pair.nodes
    wallet = origin.wallets["O-1"]
    referral, request = create(
        origin, "O-1", desk, "--reason", "Đau ngực", "--diagnosis", "I20.9=Cơn đau thắt ngực", "--detail", "ST chênh xuống V4-V6")
    assert shown(origin, referral)["status"] == "draft"
    printed = wallet.cli("referral", request, "--yes", "-o", wallet.file("signed"), as_json=False)
    for words in ("Bệnh viện tiếp nhận", "TREAT", "Đau ngực", "in 10 days", desk.id):
        assert words in printed.err, f"the patient is not shown {words}"
    signed = max(wallet.folder.glob("O-1-*.signed"), key=lambda path: path.stat().st_mtime)
    assert desk.summary("D-1", expect=4).error_code == "nothing-granted"
    origin.cli("referral", "send", referral[:8], "--signed", signed)

    reaches(desk, referral, "received")
    seen = shown(desk, referral)
    assert (seen["patientName"], seen["reason"], seen["diagnoses"], seen["facility"]) == (
        LANH.name, "Đau ngực; Cơn đau thắt ngực", ["I20.9"], origin.id)
    assert seen["notes"] == ["ST chênh xuống V4-V6"] and "patient" not in seen
    assert desk.summary("D-1", expect=4).error_code == "nothing-granted", "arriving opens nothing"

    accepted = desk.cli("referral", "accept", referral[:8], "--patient", "D-1").data
    assert accepted["status"] == "accepted" and accepted["patient"] == "D-1"
    [consent] = desk.cli("consent", "list", "--patient", "D-1").data["consents"]
    assert consent["expiresAt"] - consent["issuedAt"] == 10 * 86_400 and consent["purpose"] == "TREAT"
    read = desk.summary("D-1").data
    [allergies] = [s for s in read["sections"] if s["section"] == "allergies"]
    assert [row["text"] for part in allergies["parts"] for row in part["rows"]] == ["Dị ứng penicillin"]
    reaches(origin, referral, "accepted")

    done = desk.cli(
        "referral", "complete", referral, "--outcome", "Đặt 1 stent, ổn định", "--follow-up", NEXT_MONTH, "--at", "00271").data
    assert done["appointment"] == {"day": NEXT_MONTH, "place": "Bệnh viện chuyển đi", "code": "00271"}
    reaches(origin, referral, "completed")
    delivered(desk, referral)
    back = shown(origin, referral)
    assert (back["outcome"], back["appointment"]) == ("Đặt 1 stent, ổn định", done["appointment"])
    assert [step["status"] for step in back["steps"]] == ["draft", "requested", "received", "accepted", "completed"]
    assert [step["by"] for step in back["steps"]] == [origin.id] * 2 + [desk.id] * 3

    # The patient sees it: it is in the summary's section `plan`, which the origin has published.
    pair.converge()
    plan = [s for s in desk.summary("D-1").data["sections"] if s["section"] == "plan"][0]
    rows = [(row["text"], row.get("date")) for part in plan["parts"] if part["source"] == origin.id for row in part["rows"]]
    assert any("Hẹn khám lại" in text and date == NEXT_MONTH for text, date in rows), rows
    assert any("Chuyển cơ sở" in text for text, _ in rows), rows
    for late in (["accept", referral, "--patient", "D-1"], ["refuse", referral, "--reason", "không"],
                 ["complete", referral, "--outcome", "lần nữa"]):
        assert desk.cli("referral", *late, expect=64).error_code == "referral-state"


def test_refused_with_a_reason(pair):
    origin, desk, _ = pair.nodes
    referral = refer(origin, origin.wallets["O-2"], "O-2", desk)
    reaches(desk, referral, "received")
    desk.cli("referral", "refuse", referral, "--reason", "Không còn giường")
    reaches(origin, referral, "rejected")
    assert shown(origin, referral)["steps"][-1]["text"] == "Không còn giường"
    assert desk.cli("consent", "list", "--patient", "D-2").data["consents"] == []
    assert desk.summary("D-2", expect=4).error_code == "nothing-granted"
    assert origin.cli("referral", "refuse", referral, "--reason", "x", expect=64).error_code == "own-referral"


def test_a_person_whom_the_receiver_did_not_know_is_registered(pair):
    origin, desk, third = pair.nodes
    referral = refer(origin, origin.wallets["O-1"], "O-1", third)
    reaches(third, referral, "received")
    assert third.cli("referral", "accept", referral, "--patient", "T-9", expect=6).error_code == "no-such-patient"
    third.cli("referral", "accept", referral, "--register", "T-9")
    assert third.cli("patient", "show", "T-9").data["name"] == LANH.name
    assert third.summary("T-9").data["sections"]
    again = refer(origin, origin.wallets["O-2"], "O-2", third)
    reaches(third, again, "received")
    assert third.cli("referral", "accept", again, "--register", "T-9", expect=64).error_code == "number-taken"


def test_what_was_not_signed_for_this_referral_is_refused(pair):
    origin, desk, third = pair.nodes
    lanh, trung = origin.wallets["O-1"], origin.wallets["O-2"]
    referral, request = create(origin, "O-1", desk)

    def refused(file, code, expect=4):
        assert origin.cli("referral", "send", referral, "--signed", file, expect=expect).error_code == code

    other, other_request = create(origin, "O-1", third)
    refused(sign(lanh, other_request), "other-referral")
    assert sign(trung, request, expect=0)
    refused(max(trung.folder.glob("O-2-*.signed"), key=lambda path: path.stat().st_mtime), "issuer-mismatch", expect=5)
    signed = sign(lanh, request)
    assert lanh.cli("referral", request, "--yes", "-o", lanh.file("signed"), expect=1).error_code == "signed-before"
    whole = signed.read_bytes()
    for damaged, code in [(whole[:-1], 5), (whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], None)]:
        broken = lanh.file("broken")
        broken.write_bytes(damaged)
        assert origin.cli("referral", "send", referral, "--signed", broken, expect=None).code in ((code,) if code else (1, 4, 5))
    bundle = lanh.grant(desk, [origin])
    refused(bundle.bundle, "signed-referral-malformed", expect=5)
    assert listed(origin)[referral] == "draft"
    origin.cli("referral", "send", referral, "--signed", signed)
    refused(signed, "already-sent", expect=64)
    reaches(desk, referral, "received")


def test_requests_that_are_altered_or_not_for_this_wallet_are_not_signed(pair):
    origin, desk, _ = pair.nodes
    _, request = create(origin, "O-1", desk)
    stranger = pair.wallet("stranger")
    assert sign(stranger, request, expect=1).error_code == "not-enrolled"
    whole = request.read_bytes()
    for place in (60, len(whole) // 2, len(whole) - 1):
        altered = pair.folder / f"altered-{place}.request"
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        assert sign(origin.wallets["O-1"], altered, expect=5).code == 5
    asked = run(
        "wallet", "referral", request, "--wallet", origin.wallets["O-1"].path, "--key-file", origin.wallets["O-1"].key, "-o",
        pair.folder / "unasked", expect=64)
    assert "--yes" in asked.hint and not (pair.folder / "unasked").exists()


def test_wrong_commands_say_what_to_do(pair):
    origin, desk, _ = pair.nodes
    assert create(origin, "O-9", desk, expect=6).error_code == "no-such-patient"
    assert create(origin, "O-1", desk, "--from-xml13", expect=6).error_code == "no-xml13"
    assert create(origin, "O-1", desk, "--record", "ServiceRequest/x", expect=6).error_code == "no-such-record"
    assert create(origin, "O-1", desk, "--reason", " ", expect=64).error_code == "no-reason"
    assert create(origin, "O-1", desk, "--reason", "a", "--from-xml13", expect=64).error_code == "usage"
    assert create(origin, "O-1", origin, expect=6).error_code == "unknown-facility"
    assert create(desk, "D-1", origin, expect=4).error_code == "not-enrolled"
    assert origin.cli("referral", "show", "ffffffff", expect=6).error_code == "no-such-referral"
    closed = create(origin, "O-1", desk, "--reason", "Theo dõi", "--diagnosis", "B20", expect=4)
    assert closed.error_code == "sensitive-referral" and "hiv" in closed.hint


def test_papers_go_out_and_come_back_the_same(pair):
    """XML13 of decision 3176 in, referred, out again, and in again elsewhere."""
    origin, desk, _ = pair.nodes
    referral = refer(
        origin, origin.wallets["O-1"], "O-1", desk, "--reason", "Đau ngực <&> \"cần\" can thiệp", "--diagnosis", "I20.9", "--detail",
        "a < b & c > d")
    reaches(desk, referral, "received")
    desk.cli("referral", "accept", referral, "--patient", "D-1")
    desk.cli("referral", "complete", referral, "--outcome", "Ổn", "--follow-up", NEXT_MONTH)
    reaches(origin, referral, "completed")
    assert origin.cli("referral", "export", referral, "--xml13", "--xml14", expect=64).error_code == "usage"
    for paper, kind, found in [("--xml13", "ServiceRequest", "Đau ngực <&> \"cần\" can thiệp"), ("--xml14", "Appointment", NEXT_MONTH)]:
        with Federation() as other:
            code = "00271" if paper == "--xml13" else "00901"
            node = other.add("again", "Bệnh viện khác", code=code)
            node.launch()
            node.wait()
            file = node.folder / "paper.xml"
            origin.cli("referral", "export", referral, paper, "-o", file)
            assert node.import_file(file).data["imported"][kind] == 1
            [patient] = node.cli("patient", "list").data["patients"]
            records = node.cli("record", "list", patient["mrn"]).data["records"]
            [reference] = [record["reference"] for record in records if record["reference"].startswith(kind)]
            resource = json.loads(node.cli("record", "show", reference, "--patient", patient["mrn"]).data["json"])
            assert found in json.dumps(resource, ensure_ascii=False).replace('\\"', '"'), resource
            assert patient["name"] == LANH.name and patient["birthDate"] == LANH.birth


def test_a_referral_made_of_the_paper_in_the_record(three):
    """The invented inpatient of 00901 whom its XML13 sends to 00902."""
    file = shared("data/insurance-xml/giamdinhhs-3176-00901-inpatient-referral.xml")
    with Federation() as federation:
        ward = federation.add("ward", "Bệnh viện Thử 901", code="00901")
        clinic = federation.add("clinic", "Bệnh viện Thử 902", code="00902")
        federation.start()
        ward.import_file(file)
        [patient] = ward.cli("patient", "list").data["patients"]
        wallet = federation.wallet("paper")
        ward.enrol(patient["mrn"], wallet)
        federation.converge()
        referral = refer(ward, wallet, patient["mrn"], clinic, "--from-xml13")
        reaches(clinic, referral, "received")
        seen = shown(clinic, referral)
        assert seen["patientName"] == patient["name"] and seen["reason"] and seen["diagnoses"]
        clinic.cli("referral", "accept", referral, "--register", "C-1")
        exported = clinic.cli("referral", "export", referral, "--xml13").data["text"]
        assert "<MACSKCB>00901</MACSKCB>" in exported
