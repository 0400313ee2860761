"""Completeness: every record of the multi-facility Synthea patients that the table puts in the summary is read elsewhere, once."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

import pytest

import documents
import people
from command import SIXTEEN, in_parallel
from documents import found_in, placed_in
from expectation import SensitiveList, by_type, comparable, expectation
from federation import Federation, shared

ORIGINS = 4
TYPES = ["Encounter", "Condition", "Observation", "Procedure", "Immunization", "CarePlan", "MedicationRequest", "AllergyIntolerance"]


@dataclass
class Case:
    """One Synthea patient, her organisations in the manifest's order, and her wallet."""

    file: object
    bundle: dict
    organizations: list
    mrn: str
    reader_mrn: str
    wallet: object = None
    expected: object = None


def load(federation, folder):
    """The patients of two or more organisations; organisation i of each goes to origin i."""
    sensitive = SensitiveList()
    cases = []
    for row in json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8")):
        if row["organizationCount"] < 2:
            continue
        text = (folder / row["file"]).read_text(encoding="utf-8")
        bundle = json.loads(text, parse_float=str)
        [patient] = [r for r in documents.resources(bundle) if r["resourceType"] == "Patient"]
        [mrn] = [i["value"] for i in patient["identifier"] if i.get("type", {}).get("coding", [{}])[0].get("code") == "MR"]
        case = Case(folder / row["file"], bundle, [o["id"] for o in row["organizations"]], mrn, f"READER-{len(cases)}")
        urls = {e["fullUrl"]: e["resource"] for e in bundle["entry"]}

        def owner(encounter, case=case, urls=urls):
            organization = urls[encounter["serviceProvider"]["reference"]]
            return federation.nodes[case.organizations.index(organization["id"])].uri

        case.expected = expectation(bundle, owner, sensitive)
        cases.append(case)
    return cases


def registration(case):
    """The same person under another number, as the reader registers her."""
    [patient] = [r for r in documents.resources(case.bundle) if r["resourceType"] == "Patient"]
    kept = {k: patient[k] for k in ("resourceType", "name", "birthDate", "gender")}
    kept["id"] = case.reader_mrn
    kept["identifier"] = [{"type": people.MR, "system": "urn:example:reader:mrn", "value": case.reader_mrn}]
    return {"fullUrl": f"https://reader.example/Patient/{case.reader_mrn}", "resource": kept}


def import_all(federation, cases):
    """Each origin takes its part of each shared export, file by file as one organisation's export comes."""

    def take(origin):
        node = federation.nodes[origin]
        batches = defaultdict(list)
        for case in cases:
            if origin < len(case.organizations):
                batches[case.organizations[origin]].append(case.file)
        counts = Counter()
        for organization, files in batches.items():
            result = node.import_file(*files, organization=organization).data
            assert result["problems"] == []
            counts.update(result["imported"])
        return counts

    return in_parallel(take, range(ORIGINS))


@pytest.fixture(scope="module")
def read():
    folder = shared("data/synthea")
    with Federation() as federation:
        for number in range(ORIGINS):
            federation.add(f"origin-{number}", f"Bệnh viện nguồn {number + 1}")
        reader = federation.add("reader", "Bệnh viện đọc")
        federation.start([("reader", f"origin-{n}") for n in range(ORIGINS)])
        cases = load(federation, folder)
        imported = import_all(federation, cases)
        reader.import_bundle({"resourceType": "Bundle", "type": "collection", "entry": [registration(c) for c in cases]})

        def enrol(case):
            case.wallet = federation.wallet(f"wallet-{case.reader_mrn}")
            for number, _ in enumerate(case.organizations):
                federation.nodes[number].enrol(case.mrn, case.wallet)

        in_parallel(enrol, cases)
        federation.converge(seconds=120)

        def readings(case):
            origins = federation.nodes[:len(case.organizations)]
            reader.present(case.wallet.grant(reader, origins).bundle, case.reader_mrn)
            _, default = reader.document(case.reader_mrn)
            reader.present(case.wallet.grant(reader, origins, sections=SIXTEEN).bundle, case.reader_mrn)
            _, whole = reader.document(case.reader_mrn)
            return default, whole

        yield federation, cases, imported, in_parallel(readings, cases)


def test_every_record_is_read_once_from_the_facility_that_has_it(read):
    _, cases, _, texts = read
    assert len(cases) == 40
    total, old = Counter(), 0
    for case, (_, text) in zip(cases, texts):
        document = json.loads(text, parse_float=str)
        wanted = case.expected.placed
        counts, kept = found_in(document, case.expected)
        listed = placed_in(document, case.expected)
        missing = [k for k in wanted if k not in counts]
        assert not missing, f"{case.file.name}: {len(missing)} are missing: {by_type(missing)} {missing[:5]}"
        assert all(counts[k] == 1 for k in wanted), f"{case.file.name}: {[k for k in wanted if counts[k] != 1][:5]}"
        assert set(listed) == set(wanted), f"{case.file.name}: not of the table: {list(set(listed) - set(wanted))[:5]}"
        wrong = {k: (listed[k], wanted[k]) for k in wanted if listed[k] != [wanted[k]]}
        assert not wrong, f"{case.file.name}: in another section than the table says: {list(wrong.items())[:5]}"
        for key, source in case.expected.source.items():
            before, after = comparable(source), comparable(kept[key])
            assert {k: after.get(k) for k in before} == before, f"{case.file.name}: {key} did not arrive as it was written"
        total.update(by_type(wanted))
        old += sum(year_of(r) < 1970 for r in case.expected.source.values())
    print(f"\n{sum(total.values())} records read by another facility, {old} of them from before 1970: {dict(total)}")
    assert old > 50, "the data have records from before 1970"


def year_of(resource):
    dates = [resource.get(k) for k in ("effectiveDateTime", "occurrenceDateTime", "onsetDateTime", "authoredOn", "recordedDate")]
    dates += [(resource.get(k) or {}).get("start") for k in ("period", "performedPeriod")]
    return min((int(d[:4]) for d in dates if d), default=9999)


def test_the_parts_of_all_organisations_are_the_whole(read):
    _, cases, imported, _ = read
    whole = Counter()
    for case in cases:
        whole.update(r["resourceType"] for r in documents.resources(case.bundle))
    taken = sum(imported, Counter())
    for kind in TYPES:
        assert taken[kind] == whole[kind], kind


def test_the_default_grant_shows_nothing_sensitive(read):
    _, cases, _, texts = read
    sensitive = SensitiveList()
    withheld = 0
    for case, (text, _) in zip(cases, texts):
        document = json.loads(text)
        found = [coding for coding, _ in sensitive.codings(document)]
        assert not found, f"{case.file.name}: {found[:5]}"
        shown = [t for t in case.expected.closed_texts if t in text]
        assert not shown, f"{case.file.name}: {shown[:5]}"
        assert not [i for i in case.expected.closed_ids if i in text], f"{case.file.name}: an id of a closed section shows"
        # Everything else is there.
        wanted = {k for k, section in case.expected.placed.items() if section not in ("hiv", "mental-health", "reproductive", "genetic")}
        assert set(placed_in(document, case.expected)) == wanted, case.file.name
        withheld += len(case.expected.placed) - len(wanted)
        stated = documents.states(document)
        for section in ("hiv", "mental-health", "reproductive", "genetic"):
            assert {s for states in stated[section].values() for s in states} == {"not-granted"}
    print(f"\n{withheld} sensitive records stayed closed")
    assert withheld > 200


def test_every_summary_is_a_valid_document(read):
    _, cases, _, texts = read
    for case, pair in zip(cases, texts):
        for text in pair:
            try:
                documents.check(text, len(case.organizations))
            except AssertionError as findings:
                raise AssertionError(f"{case.file.name}: {findings}") from None


def test_the_newest_dates_are_not_before_the_oldest(read):
    """The section's own order: newest first, in the table as in the document."""
    _, cases, _, texts = read
    for case, (_, text) in zip(cases[:5], texts[:5]):
        document = json.loads(text)
        by_url = {e["fullUrl"]: e["resource"] for e in document["entry"]}
        [results] = [s for s in documents.sections(document) if documents.section_name(s) == "immunizations"]
        dates = [(by_url[r["reference"]]["meta"]["source"], by_url[r["reference"]]["occurrenceDateTime"]) for r in results.get("entry", [])]
        for source in {d[0] for d in dates}:
            own = [datetime.fromisoformat(d[1]) for d in dates if d[0] == source]
            assert own == sorted(own, reverse=True)
