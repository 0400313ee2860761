internal import BanyanAPI
internal import Hummingbird

extension ControlRouter {
    /// What `AdministrationAPI` answers.
    static func addAdministration(_ api: any NodeAPI, to router: Router<Context>) {
        serve(ControlRoutes.findPatients, on: router) { try await api.findPatients($0) }
        serve(ControlRoutes.identifierSystems, on: router) { _ in try await api.identifierSystems() }
        serve(ControlRoutes.sensitiveCodes, on: router) { try await api.sensitiveCodes($0) }
        serve(ControlRoutes.checkSensitive, on: router) { try await api.checkSensitive($0) }
        serve(ControlRoutes.changeSensitive, on: router) { try await api.changeSensitive($0) }
        serve(ControlRoutes.applySensitive, on: router) { _ in try await api.applySensitive() }
    }
}
