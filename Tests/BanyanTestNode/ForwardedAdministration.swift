public import BanyanAPI

extension NodeForwarding {
    public func findPatients(_ request: PatientFind) async throws -> PatientList { try await base.findPatients(request) }
    public func identifierSystems() async throws -> IdentifierSystemList { try await base.identifierSystems() }
    public func sensitiveCodes(_ query: SensitiveQuery) async throws -> SensitiveList { try await base.sensitiveCodes(query) }
    public func checkSensitive(_ query: SensitiveCheck) async throws -> SensitiveFinding { try await base.checkSensitive(query) }
    public func changeSensitive(_ change: SensitiveChange) async throws -> SensitiveList { try await base.changeSensitive(change) }
    public func applySensitive() async throws -> PublishResult { try await base.applySensitive() }
}
