"""What a composed summary must be, whoever composed it: checked by two FHIR libraries and by rules that both of them miss."""

import json
from collections import Counter, defaultdict

import fhirkit
from fhir.resources.R4B.bundle import Bundle

from command import SIXTEEN
from expectation import comparable

SECTION = "urn:banyan:section"
STATE = "urn:banyan:fhir:section-state"
REQUIRED = {"10160-0", "48765-2", "11450-4"}
STATES = {
    "listed", "stated-none", "not-recorded", "not-published", "not-granted", "not-requested", "not-replicated", "superseded", "erased",
    "unreadable",
}


def library_findings(text):
    """What fhir.resources (R4B) and fhirkit say is wrong; empty where nothing is."""
    found = []
    try:
        Bundle.model_validate_json(text)
    except ValueError as error:
        found += [f"fhir.resources: {e['loc']}: {e['msg']}" for e in error.errors()]
    found += [f"fhirkit: {issue}" for issue in fhirkit.validate(text) if issue.severity == "error"]
    return found


def resources(document):
    return [entry["resource"] for entry in document["entry"]]


def walk(value):
    """Every object in a value, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def section_name(section):
    [name] = [c["code"] for c in section["code"]["coding"] if c.get("system") == SECTION]
    return name


def sections(document):
    return document["entry"][0]["resource"]["section"]


def states(document):
    """Section -> source's address -> its states."""
    found = {}
    for section in sections(document):
        for extension in section.get("extension", []):
            if extension["url"] != STATE:
                continue
            parts = {part["url"]: part for part in extension["extension"]}
            source = parts["source"]["valueReference"]["reference"]
            found.setdefault(section_name(section), {}).setdefault(source, []).append(parts["state"]["valueCode"])
    return found


def rule_findings(document, sources):
    """Our own rules. `sources`: how many facilities were read."""
    found = []
    entries = document["entry"]
    composition = entries[0]["resource"]
    if document["type"] != "document" or composition["resourceType"] != "Composition":
        found.append("not a document that begins with its Composition")
    for needed in ("identifier", "timestamp"):
        if needed not in document:
            found.append(f"a document without {needed}")
    urls = [entry["fullUrl"] for entry in entries]
    if len(set(urls)) != len(urls):
        found.append("an address occurs twice")
    names = [(r["resourceType"], r["id"]) for r in resources(document)]
    if len(set(names)) != len(names):
        found.append("an id occurs twice")
    for entry in entries:
        contained = {"#" + inner["id"] for inner in entry["resource"].get("contained", [])} | {"#"}
        for value in walk(entry["resource"]):
            reference = value.get("reference")
            if isinstance(reference, str) and reference not in urls and reference not in contained:
                found.append(f"{entry['resource']['resourceType']}/{entry['resource']['id']} refers to {reference}, which is not there")
    for section in composition["section"]:
        name = section_name(section)
        if not (section.get("text") or section.get("entry") or section.get("section")):
            found.append(f"{name}: cmp-1, a section has text, entries or sections")
        if "emptyReason" in section and section.get("entry"):
            found.append(f"{name}: cmp-2, an empty reason beside entries")
        if not section.get("entry") and "emptyReason" not in section:
            found.append(f"{name}: neither entries nor a reason")
        if "section" in section:
            found.append(f"{name}: IPS has no nested sections")
        if not section.get("text", {}).get("div"):
            found.append(f"{name}: no text")
    codes = {c["code"] for s in composition["section"] for c in s["code"]["coding"] if c.get("system") == "http://loinc.org"}
    found += [f"the required section {code} is missing" for code in REQUIRED - codes]
    stated = states(document)
    if [s for s in map(section_name, composition["section"]) if s != "past-problems"] != SIXTEEN:
        found.append("the sections are not the closed list")
    for name in SIXTEEN:
        by_source = stated.get(name, {})
        if len(by_source) != sources or any(len(s) != 1 or s[0] not in STATES for s in by_source.values()):
            found.append(f"{name}: not exactly one state for each of {sources} sources: {by_source}")
    referred = {r["reference"] for s in composition["section"] for r in s.get("entry", [])}
    listed = [r["reference"] for s in composition["section"] for r in s.get("entry", [])]
    if len(referred) != len(listed):
        found.append("an entry is listed twice")
    reached, queue = set(), [urls[0]]
    by_url = {entry["fullUrl"]: entry["resource"] for entry in entries}
    while queue:
        url = queue.pop()
        if url in reached or url not in by_url:
            continue
        reached.add(url)
        queue += [v["reference"] for v in walk(by_url[url]) if isinstance(v.get("reference"), str)]
    # FHIR R4 bdl document rule: everything is reached from the Composition.
    found += [f"{url} is reached from nowhere" for url in urls if url not in reached]
    return found


def key_of(resource, expected):
    """(facility, type, id) of a composed resource. An id that two of a source's resources share was replaced by a counter in the
    document; then the content tells which of the expected ones it is."""
    source, kind = resource["meta"]["source"], resource["resourceType"]
    key = (source, kind, resource["id"].split("-", 1)[1])
    if key in expected.source:
        return key
    alike = [
        k for k, r in expected.source.items()
        if k[:2] == key[:2] and all(resource.get(name) == value for name, value in comparable(r).items())
    ]
    return alike[0] if len(alike) == 1 else key


def found_in(document, expected):
    """(facility, type, id) -> how often, and the resource, for what carries a source."""
    counts, kept = Counter(), {}
    for resource in resources(document):
        if resource.get("meta", {}).get("source"):
            key = key_of(resource, expected)
            counts[key] += 1
            kept[key] = resource
    return counts, kept


def placed_in(document, expected):
    """(facility, type, id) -> the sections that list it."""
    by_url = {e["fullUrl"]: e["resource"] for e in document["entry"]}
    listed = defaultdict(list)
    for section in sections(document):
        for reference in section.get("entry", []):
            key = key_of(by_url[reference["reference"]], expected)
            listed[key].append(section_name(section).replace("past-problems", "problems"))
    return listed


def check(text, sources, allowed=()):
    """Fails with all findings at once. `allowed`: parts of findings that the source itself brought in."""
    document = json.loads(text)
    found = rule_findings(document, sources)
    found += [f for f in library_findings(text) if not any(a in f for a in allowed)]
    assert not found, "\n".join(found[:40])
    return document
