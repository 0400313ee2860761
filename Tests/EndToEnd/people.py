"""Invented patients as FHIR R4 Bundles. Nobody in here exists: numbers are of ranges that the State does not assign."""

import uuid
from dataclasses import dataclass

ICD = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"


@dataclass(frozen=True)
class Person:
    family: str
    given: str
    birth: str
    sex: str = "female"
    national: str = ""

    @property
    def name(self):
        return f"{self.given} {self.family}"

    def patient(self, mrn, site):
        """The Patient resource of one site: its own record number, the same person."""
        identifiers = [{
            "type": MR, "system": f"urn:example:{site}:mrn", "value": mrn,
        }]
        if self.national:
            identifiers.append({"system": "urn:example:national", "value": self.national})
        return {
            "resourceType": "Patient", "id": f"patient-{mrn}", "identifier": identifiers,
            "name": [{"use": "official", "family": self.family, "given": self.given.split()}], "gender": self.sex, "birthDate": self.birth,
        }


LANH = Person("Nguyễn", "Lành Thị", "1958-03-09", "female", "000158000123")
TRUNG = Person("Trần", "Trung Quốc", "1979-11-30", "male", "000079000456")


def coded(system, code, display):
    return {"coding": [{"system": system, "code": code, "display": display}]}


def resource(kind, id, owner="subject", **fields):
    return {"resourceType": kind, "id": id, owner: {"reference": "Patient/PATIENT"}, **fields}


def allergy(id, text, code="Z88.0"):
    return resource(
        "AllergyIntolerance", id, "patient", clinicalStatus=coded(ALLERGY, "active", "Active"),
        code=coded(ICD, code, text) | {"text": text}, criticality="high", recordedDate="2019-02-11")


def condition(id, code, text, onset="2021-05-04", status="active", **more):
    return resource(
        "Condition", id, clinicalStatus=coded(CLINICAL, status, status), code=coded(ICD, code, text) | {"text": text},
        onsetDateTime=onset, **more)


def medication(id, code, text, status="active", **more):
    return resource(
        "MedicationRequest", id, status=status, intent="order", medicationCodeableConcept=coded(ATC, code, text) | {"text": text},
        authoredOn=more.pop("authored", "2026-10-02"), **more)


def observation(id, code, text, value, unit, date, category="laboratory"):
    return resource(
        "Observation", id, status="final", code=coded(LOINC, code, text) | {"text": text}, effectiveDateTime=date,
        category=[coded("http://terminology.hl7.org/CodeSystem/observation-category", category, category)],
        valueQuantity={"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit})


def encounter(id, reason_code, reason, start="2026-09-14T08:00:00+07:00", end="2026-09-19T10:00:00+07:00"):
    return resource(
        "Encounter", id, status="finished", **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}},
        period={"start": start, "end": end}, reasonCode=[coded(ICD, reason_code, reason) | {"text": reason}])


def bundle(person, mrn, site, resources=(), kind="transaction"):
    """A Bundle of one patient: every `Patient/PATIENT` becomes a reference to them."""
    patient = person.patient(mrn, site)
    urls = {"Patient/PATIENT": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, site + mrn)}"}
    entries = [{"fullUrl": urls["Patient/PATIENT"], "resource": patient}]
    for item in resources:
        url = uuid.uuid5(uuid.NAMESPACE_URL, site + item["resourceType"] + item["id"])
        entries.append({"fullUrl": f"urn:uuid:{url}", "resource": relinked(item, urls)})
    if kind in ("transaction", "batch"):
        for entry in entries:
            entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def relinked(value, urls):
    if isinstance(value, dict):
        return {k: urls.get(v, v) if k == "reference" else relinked(v, urls) for k, v in value.items()}
    if isinstance(value, list):
        return [relinked(v, urls) for v in value]
    return value


def registration(person, mrn, site):
    """What a facility knows of someone who has only just walked in."""
    return bundle(person, mrn, site)
