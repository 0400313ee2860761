internal import BanyanAPI

extension RemoteNode {
    func findPatients(_ request: PatientFind) async throws -> PatientList { try await call(ControlRoutes.findPatients, request) }
    func identifierSystems() async throws -> IdentifierSystemList { try await call(ControlRoutes.identifierSystems, NothingAsked()) }

    func sensitiveCodes(_ query: SensitiveQuery) async throws -> SensitiveList { try await call(ControlRoutes.sensitiveCodes, query) }
    func checkSensitive(_ query: SensitiveCheck) async throws -> SensitiveFinding { try await call(ControlRoutes.checkSensitive, query) }
    func changeSensitive(_ change: SensitiveChange) async throws -> SensitiveList { try await call(ControlRoutes.changeSensitive, change) }
    func applySensitive() async throws -> PublishResult { try await call(ControlRoutes.applySensitive, NothingAsked()) }
}
