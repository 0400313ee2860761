/// Small invented records as text.
func bundle(_ resources: [String]) -> String {
    #"{"resourceType":"Bundle","type":"collection","entry":[\#(resources.map { #"{"resource":\#($0)}"# }.joined(separator: ","))]}"#
}

func patient(_ mrn: String = "000000000001", name: String = "Nguyễn Thị Thử", born: String = "1980-02-03") -> String {
    #"""
    {"resourceType":"Patient","id":"p\#(mrn)","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203",\#
    "code":"MR"}]},"system":"urn:x:mrn","value":"\#(mrn)"}],"name":[{"text":"\#(name)"}],"birthDate":"\#(born)","gender":"female"}
    """#
}

private func subject(_ mrn: String) -> String { #""subject":{"reference":"Patient/p\#(mrn)"}"# }

func condition(_ id: String, _ text: String, code: String = "J45", of mrn: String = "000000000001") -> String {
    #"""
    {"resourceType":"Condition","id":"\#(id)",\#(subject(mrn)),\#
    "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"\#(code)"}],"text":"\#(text)"}}
    """#
}

func allergy(_ id: String, _ text: String, of mrn: String = "000000000001") -> String {
    #"{"resourceType":"AllergyIntolerance","id":"\#(id)","patient":{"reference":"Patient/p\#(mrn)"},"code":{"text":"\#(text)"}}"#
}

func result(_ id: String, _ text: String, on date: String, status: String = "final", of mrn: String = "000000000001") -> String {
    #"""
    {"resourceType":"Observation","id":"\#(id)","status":"\#(status)","code":{"text":"\#(text)"},\#(subject(mrn)),\#
    "effectiveDateTime":"\#(date)","valueQuantity":{"value":1.10,"unit":"mg/dL"}}
    """#
}

func immunization(_ id: String, _ text: String, on date: String, of mrn: String = "000000000001") -> String {
    #"""
    {"resourceType":"Immunization","id":"\#(id)","status":"completed","vaccineCode":{"text":"\#(text)"},\#
    "patient":{"reference":"Patient/p\#(mrn)"},"occurrenceDateTime":"\#(date)"}
    """#
}
