import BanyanCore

@testable import BanyanRecords

/// Small invented records as text.
enum RecordFixture {
    static func patient(_ id: String = "p1", mrn: String? = "00100001", name: String = "Nguyễn Thị Thử", birth: String = "1980-02-03")
        -> String
    {
        let identifier = mrn.map {
            #"""
            "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},\#
            "system":"urn:x:mrn","value":"\#($0)"}],
            """#
        }
        return
            #"""
            {"resourceType":"Patient","id":"\#(id)",\#(identifier ?? "")"name":[{"text":"\#(name)"}],"birthDate":"\#(birth)",\#
            "gender":"female"}
            """#
    }

    static func condition(_ id: String, code: String = "J45", of patient: String = "Patient/p1", rest: String = "") -> String {
        #"""
        {"resourceType":"Condition","id":"\#(id)","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10",\#
        "code":"\#(code)","display":"words for \#(code)"}]},"subject":{"reference":"\#(patient)"}\#(rest)}
        """#
    }

    static func bundle(_ resources: [String], type: String = "collection", fullUrls: [String?] = [], rest: String = "") -> String {
        let entries = resources.enumerated().map { index, resource in
            let url = index < fullUrls.count ? fullUrls[index] : nil
            return #"{\#(url.map { #""fullUrl":"\#($0)","# } ?? "")"resource":\#(resource)}"#
        }
        return #"{"resourceType":"Bundle","type":"\#(type)"\#(rest),"entry":[\#(entries.joined(separator: ","))]}"#
    }

    static func json(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8), limit: 1 << 20) }

    static func imported(_ files: (String, String)..., organization: String? = nil) -> ImportResult {
        importing(files.map { SharedData.File(name: $0.0, bytes: Array($0.1.utf8)) }, organization: organization)
    }
}
