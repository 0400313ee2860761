"""What of a record must appear in a summary, worked out from the issue and `docs/records.md` alone, without any of Banyan's code."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timezone

from command import ROOT

TABLE = {
    "AllergyIntolerance": "allergies", "Condition": "problems", "MedicationRequest": "medications",
    "MedicationStatement": "medications", "Immunization": "immunizations", "Observation": None, "DiagnosticReport": "results",
    "Procedure": "procedures", "Encounter": "encounters", "CarePlan": "plan", "ServiceRequest": "plan", "Appointment": "plan",
    "Device": "devices", "DeviceUseStatement": "devices", "Consent": None,
}
SHARED = {"Practitioner", "PractitionerRole", "Organization", "Medication", "Location", "Device"}
CLOSED = ["hiv", "mental-health", "reproductive", "genetic"]
TELLING = [
    ("medicationReference",), ("device",), ("reasonReference",), ("diagnosis", "condition"), ("addresses",), ("result",), ("indication",),
]
DIRECTIVES = {
    "adr", "acd", "dnr", "hcd", "polst", "emrgonly", "42348-3", "42349-1", "75320-2", "64298-3", "75787-2", "75792-2", "75793-0", "81334-5",
    "81351-9", "84095-9", "86533-7", "86534-5",
}


def today():
    return datetime.now(timezone.utc).date()


class SensitiveList:
    """`docs/records.md`, Sensitive records."""

    def __init__(self):
        path = ROOT / "Sources" / "BanyanRecords" / "Resources" / "sensitive-codes.json"
        self.list = json.loads(path.read_text(encoding="utf-8"))

    def section(self, system, code):
        code = code.upper().replace(".", "")
        found = []
        for entry in self.list["entries"]:
            if "system" not in entry:
                continue  # words of the insurance XML, which FHIR imports don't go by
            [kind] = [s for s in self.list["systems"] if s["name"] == entry["system"]]
            if system not in kind["uris"] and not any(part in system.lower() for part in kind.get("containing", [])):
                continue
            exact = any(code == c["code"].upper().replace(".", "") for c in entry.get("codes", []))
            if exact or any(code.startswith(p.replace(".", "")) for p in entry.get("prefixes", [])):
                found.append(entry["section"])
        return min(found, key=CLOSED.index) if found else None

    def codings(self, value):
        """Every coding of a value that is on the list, with its section."""
        if isinstance(value, dict):
            code, system = value.get("code"), value.get("system")
            if isinstance(code, str) and isinstance(system, str) and (section := self.section(system, code)):
                yield value, section
            for inner in value.values():
                yield from self.codings(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from self.codings(inner)


def at(value, *path):
    """All values at a path, through lists."""
    if isinstance(value, list):
        return [found for item in value for found in at(item, *path)]
    if not path:
        return [value]
    return at(value[path[0]], *path[1:]) if isinstance(value, dict) and path[0] in value else []


def last_day(text):
    """The last day that a FHIR date can mean."""
    parts = [int(p) for p in text[:10].split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    if len(parts) > 2:
        return date(year, month, parts[2])
    return date(year + month // 12, month % 12 + 1, 1).fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def year_before(day):
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def medicine_leaves(resource, on):
    status = resource.get("status")
    if status in ("draft", "cancelled"):
        return False
    if status in ("active", "on-hold"):
        return True
    ends = at(resource, "effectivePeriod", "end") or at(resource, "dispenseRequest", "validityPeriod", "end")
    if not ends and status in ("completed", "stopped"):
        ends = at(resource, "authoredOn")
    return not ends or last_day(ends[0]) >= year_before(on)


def open_section(resource, on):
    """The section by the table, before anything sensitive; None for what does not leave."""
    kind = resource["resourceType"]
    if kind not in TABLE or resource.get("status") == "entered-in-error":
        return None
    if "entered-in-error" in at(resource, "verificationStatus", "coding", "code"):
        return None
    if kind == "Observation":
        categories = at(resource, "category", "coding", "code")
        return "vitals" if "vital-signs" in categories else "social" if "social-history" in categories else "results"
    if kind in ("MedicationRequest", "MedicationStatement") and not medicine_leaves(resource, on):
        return None
    if kind == "Device" and "patient" not in resource:
        return None
    if kind == "Consent":
        codes = at(resource, "scope", "coding", "code") + at(resource, "category", "coding", "code")
        return "directives" if DIRECTIVES & set(codes) else None
    return TABLE[kind]


@dataclass
class Expected:
    """One patient's record at several facilities."""

    placed: dict = field(default_factory=dict)
    """(facility, type, id) -> section."""
    source: dict = field(default_factory=dict)
    """(facility, type, id) -> the resource as its source wrote it."""
    closed_texts: set = field(default_factory=set)
    """Words of sensitive codes that no other record of this patient uses."""
    closed_ids: set = field(default_factory=set)


def expectation(bundle, owner_of_encounter, sensitive, on=None):
    """`owner_of_encounter`: from an Encounter to a facility, or None where none of the facilities has it; or the one facility that
    took in everything."""
    on = on or today()
    entries = bundle["entry"]
    by_url = {e.get("fullUrl"): e["resource"] for e in entries}
    by_url |= {f"{r['resourceType']}/{r['id']}": r for r in by_url.values() if "id" in r}
    named = {id(e["resource"]): e["resource"].get("id") or re.split("[:/]", e.get("fullUrl") or "")[-1] for e in entries}
    owners = {}
    if isinstance(owner_of_encounter, str):
        owners = {id(e["resource"]): owner_of_encounter for e in entries}
    else:
        owners = split(entries, by_url, owner_of_encounter)
    closed = closed_sections(entries, by_url, owners, sensitive)
    expected = Expected()
    for entry in entries:
        resource = entry["resource"]
        owner, section = owners.get(id(resource)), open_section(resource, on)
        if owner is None or section is None:
            continue
        if section != "allergies":
            section = closed.get(id(resource), section)
        key = (owner, resource["resourceType"], named[id(resource)])
        assert key not in expected.placed
        expected.placed[key] = section
        expected.source[key] = resource
    collect_closed(entries, closed, named, sensitive, expected)
    return expected


def split(entries, by_url, owner_of_encounter):
    """id() of a resource -> the facility that has it, where an export is split among organisations."""
    owners = {}
    encounters = [e["resource"] for e in entries if e["resource"]["resourceType"] == "Encounter"]
    first = min(encounters, key=lambda e: datetime.fromisoformat(e["period"]["start"])) if encounters else None
    for entry in entries:
        resource = entry["resource"]
        kind = resource["resourceType"]
        if kind == "Encounter":
            owners[id(resource)] = owner_of_encounter(resource)
        elif kind in TABLE and (target := at(resource, "context" if kind == "MedicationStatement" else "encounter", "reference")):
            owners[id(resource)] = owner_of_encounter(by_url[target[0]])
        elif kind == "AllergyIntolerance" and first:
            owners[id(resource)] = owner_of_encounter(first)
    return owners


def closed_sections(entries, by_url, owners, sensitive):
    """id() of a resource -> its closed section, by its own codes or by what it is made of or done for."""
    closed, links = {}, []
    for entry in entries:
        resource = entry["resource"]
        if resource["resourceType"] not in TABLE and resource["resourceType"] not in SHARED:
            continue
        found = [section for _, section in sensitive.codings(resource)]
        for path in TELLING:
            for reference in at(resource, *path, "reference"):
                target = by_url.get(reference)
                if target is None:
                    continue
                if owners.get(id(target)) == owners.get(id(resource)):
                    links.append((id(resource), id(target)))
                else:
                    # At another facility: its codes are known here, what those stand for is not.
                    found += [section for _, section in sensitive.codings({"code": target.get("code")})]
        if found:
            closed[id(resource)] = min(found, key=CLOSED.index)
    changed = True
    while changed:
        changed = False
        for source, target in links:
            both = [closed[x] for x in (source, target) if x in closed]
            if both and closed.get(source) != min(both, key=CLOSED.index):
                closed[source] = min(both, key=CLOSED.index)
                changed = True
    return closed


def collect_closed(entries, closed, named, sensitive, expected):
    """What must show nowhere under the default grant."""
    told, open_texts = set(), set()
    for entry in entries:
        resource = entry["resource"]
        if resource["resourceType"] not in TABLE:
            continue
        texts = {c.get("display") for c in walk_codings(resource)} | set(at(resource, "code", "text"))
        if id(resource) in closed:
            expected.closed_ids.add(named[id(resource)])
            told |= {coding.get("display") for coding, _ in sensitive.codings(resource)}
        else:
            open_texts |= texts
    expected.closed_texts = {t for t in told - open_texts if t}


def walk_codings(value):
    if isinstance(value, dict):
        if isinstance(value.get("code"), str) and "system" in value:
            yield value
        for inner in value.values():
            yield from walk_codings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk_codings(inner)


def has_reference(value):
    if isinstance(value, dict):
        return "reference" in value or any(has_reference(v) for v in value.values())
    return isinstance(value, list) and any(has_reference(v) for v in value)


def comparable(resource):
    """The elements of a resource that must arrive as they were written: all but those that refer, and what is made anew."""
    made_anew = {"id", "meta", "text", "photo", "presentedForm", "resourceType", "encounter", "contained"}
    return {k: v for k, v in resource.items() if k not in made_anew and not has_reference(v)}


def by_type(keys):
    counts = defaultdict(int)
    for key in keys:
        counts[key[1]] += 1
    return dict(sorted(counts.items()))
