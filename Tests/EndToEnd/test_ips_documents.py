"""Records of other makes: sixteen International Patient Summary documents from a dozen countries, and a bulk export."""

import json
from collections import Counter, defaultdict

import pytest

import documents
import people
from command import SIXTEEN, in_parallel
from documents import found_in, placed_in
from expectation import SensitiveList, expectation
from federation import Federation, shared

FLAWED = "Bundle-aups-gpvisit-retrieval.json"
"""Its immunisations have no occurrence[x], which R4 requires: the source carries it in an extension."""
SHARED_ID = "2b90dd2b-2dab-4c75-9bb9-a355e07401e8"


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        federation.add("origin", "Bệnh viện nguồn")
        federation.add("reader", "Bệnh viện đọc")
        federation.start()
        yield federation


def patient_of(bundle):
    [patient] = [r for r in documents.resources(bundle) if r["resourceType"] == "Patient"]
    return patient


def registrations(people_):
    """The same people as the reader knows them: by other numbers."""
    entries = []
    for patient, mrn in people_:
        kept = {k: patient[k] for k in ("name", "birthDate", "gender") if k in patient}
        identifier = {"type": people.MR, "system": "urn:example:reader:mrn", "value": mrn}
        entries.append({"resource": {"resourceType": "Patient", "id": mrn, "identifier": [identifier], **kept}})
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def share(federation, numbers):
    """Enrols, publishes and grants all sixteen sections of each (MRN, the reader's MRN). Gives the composed documents."""
    origin, reader = federation.nodes

    def enrol(pair):
        wallet = federation.wallet(f"wallet-{pair[1]}")
        origin.enrol(pair[0], wallet)
        return wallet

    def read(pair):
        wallet, number = pair
        reader.present(wallet.grant(reader, [origin], sections=SIXTEEN).bundle, number)
        return reader.document(number)[1]

    wallets = in_parallel(enrol, numbers)
    federation.converge()
    return in_parallel(read, zip(wallets, (number for _, number in numbers)))


@pytest.fixture(scope="module")
def read(federation):
    """MRN at the origin -> (names of its documents, what was to be expected, the composed document)."""
    folder = shared("data/ips")
    origin, reader = federation.nodes
    files = sorted(folder.glob("*.json"))
    assert len(files) == 16
    of_patient, merged, patients = defaultdict(list), defaultdict(dict), {}
    for file in files:
        before = {p["mrn"]: p["resources"] for p in origin.cli("patient", "list").data["patients"]}
        result = origin.import_file(file).data
        assert result["problems"] == [], file.name
        bundle = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
        patient = patient_of(bundle)
        numbers = [i["value"] for i in patient.get("identifier", []) if "value" in i]
        after = {p["mrn"] for p in origin.cli("patient", "list").data["patients"]}
        new = after - set(before)
        mrn = new.pop() if new else next(n for n in numbers if n in before)
        of_patient[mrn].append(file.name)
        for entry in bundle["entry"]:
            resource = entry["resource"]
            merged[mrn][(resource["resourceType"], resource.get("id") or entry.get("fullUrl"))] = entry
        patients[mrn] = patient
    sensitive = SensitiveList()
    numbers = [(mrn, f"R-{number}") for number, mrn in enumerate(of_patient)]
    reader.import_bundle(registrations((patients[mrn], number) for mrn, number in numbers), "registrations.json")
    expected = [expectation({"entry": list(merged[mrn].values())}, origin.uri, sensitive) for mrn in of_patient]
    return dict(zip(of_patient, zip(of_patient.values(), expected, share(federation, numbers))))


def test_every_entry_of_every_document_is_read_elsewhere(federation, read):
    total = Counter()
    for mrn, (names, expected, text) in read.items():
        document = json.loads(text, parse_float=str)
        counts, _ = found_in(document, expected)
        wanted = expected.placed
        assert not [k for k in wanted if counts[k] != 1], f"{names}: {[(k, counts[k]) for k in wanted if counts[k] != 1][:5]}"
        listed = placed_in(document, expected)
        assert set(listed) == set(wanted), names
        wrong = {k: (listed[k], wanted[k]) for k in wanted if listed[k] != [wanted[k]]}
        assert not wrong, f"{names}: {list(wrong.items())[:5]}"
        total.update(k[1] for k in wanted)
    print(f"\n{sum(total.values())} entries of 16 documents: {dict(total)}")


def test_every_summary_is_a_valid_document(read):
    for names, _, text in read.values():
        if FLAWED in names:
            findings = documents.library_findings(text)
            assert findings and all("occurrenceDateTime" in f for f in findings), "the source's own flaw, and no other"
            documents.check(text, 1, allowed=("occurrenceDateTime",))
        else:
            documents.check(text, 1)


def test_two_women_who_share_an_id_stay_apart(federation, read):
    folder = shared("data/ips")
    origin, _ = federation.nodes
    women = {}
    for mrn, (names, _, text) in read.items():
        sources = [patient_of(json.loads((folder / n).read_text(encoding="utf-8"))) for n in names]
        if SHARED_ID in [s.get("id") for s in sources]:
            women[mrn] = (sources[-1], text)
    assert len(women) == 2
    (one, text_of_one), (other, text_of_other) = women.values()
    assert one["name"][0]["family"] != other["name"][0]["family"]
    assert other["name"][0]["family"] not in text_of_one and one["name"][0]["family"] not in text_of_other
    records = [{r["reference"] for r in origin.cli("record", "list", mrn).data["records"]} for mrn in women]
    assert records[0] and records[1]


def test_one_number_with_two_identities_is_refused_never_merged(federation, read):
    """The same number, another name: refused whether it comes in one import or in the next."""
    folder = shared("data/ips")
    origin, _ = federation.nodes
    bundle = json.loads((folder / "Bundle-IPS-examples-Bundle-01.json").read_text(encoding="utf-8"))
    before = origin.snapshot()
    patient_of(bundle)["name"] = [{"family": "Khác", "given": ["Người"]}]
    refused = origin.import_bundle(bundle, "other-person.json", expect=7)
    assert any("same number" in p["reason"] or "refused" in p["reason"] for p in refused.data["problems"])
    assert origin.snapshot() == before


def test_a_bulk_export_is_imported_and_read(federation):
    folder = shared("data/synthea-bulk")
    origin, reader = federation.nodes
    lines = {p.name.split(".")[0]: p.read_text(encoding="utf-8").splitlines() for p in folder.glob("*.ndjson") if p.name != "log.ndjson"}
    # The folder as it is: the export's own log is no FHIR and is told, the rest is taken in.
    result = origin.import_file(folder, expect=7).data
    assert {p["file"].split("/")[-1] for p in result["problems"]} == {"log.ndjson"}
    assert result["patients"] == 13
    for kind in ("Encounter", "Condition", "Procedure", "MedicationRequest", "Immunization", "AllergyIntolerance"):
        assert result["imported"][kind] == len(lines[kind]), kind
    resources = [json.loads(line, parse_float=str) for kind in lines.values() for line in kind]
    counts = Counter(r["subject"]["reference"] for r in resources if r["resourceType"] == "Encounter")
    patient_id = "Patient/" + sorted((n, i) for i, n in counts.items())[0][1].split("/")[1]
    patient = next(r for r in resources if f"Patient/{r['id']}" == patient_id and r["resourceType"] == "Patient")
    own = [r for r in resources if (r.get("subject") or r.get("patient") or {}).get("reference") == patient_id]
    expected = expectation({"entry": [{"resource": r} for r in own]}, origin.uri, SensitiveList())
    [mrn] = [i["value"] for i in patient["identifier"] if i.get("type", {}).get("coding", [{}])[0].get("code") == "MR"]
    reader.import_bundle(registrations([(patient, "BULK-1")]), "bulk.json")
    [text] = share(federation, [(mrn, "BULK-1")])
    document = json.loads(text, parse_float=str)
    listed = placed_in(document, expected)
    assert set(listed) == set(expected.placed)
    assert all(listed[k] == [expected.placed[k]] for k in listed)
    found_counts, _ = found_in(document, expected)
    assert all(found_counts[k] == 1 for k in expected.placed)
    documents.check(text, 1)
    print(f"\n{len(listed)} records of one of 13 bulk patients")
