public import BanyanAPI

extension RecordingNode {
    public func findPatients(_ request: PatientFind) async throws -> PatientList {
        try answer(
            "findPatients \(request.identifier ?? "-") \(request.name ?? "-") \(request.born ?? "-")",
            PatientList(patients: [Samples.patient]))
    }
    public func identifierSystems() async throws -> IdentifierSystemList {
        try answer(
            "identifierSystems",
            IdentifierSystemList(systems: [.init(kind: "national-id", uri: "urn:example:id", alsoRead: ["urn:example:other"])]))
    }
    public func sensitiveCodes(_ query: SensitiveQuery) async throws -> SensitiveList {
        try answer("sensitiveCodes \(query.section ?? "-")", Samples.sensitiveList)
    }
    public func checkSensitive(_ query: SensitiveCheck) async throws -> SensitiveFinding {
        try answer(
            "checkSensitive \(query.system ?? "-") \(query.code)",
            SensitiveFinding(code: query.code, section: "hiv", entries: Samples.sensitiveList.entries))
    }
    public func changeSensitive(_ change: SensitiveChange) async throws -> SensitiveList {
        try answer(
            "changeSensitive \(change.isRemoval ? "-" : "+") \(change.section) \(change.system) \(change.code) \(change.isPrefix)",
            Samples.sensitiveList)
    }
    public func applySensitive() async throws -> PublishResult { try answer("applySensitive", Samples.published) }
}

extension Samples {
    public static var sensitiveList: SensitiveList {
        SensitiveList(
            entries: [
                SensitiveEntry(section: "hiv", system: "icd-10", code: "B20", isPrefix: true, title: "HIV disease", origin: "built-in")
            ], systems: ["icd-10", "loinc"])
    }
}
