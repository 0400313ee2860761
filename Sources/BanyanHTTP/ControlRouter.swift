internal import BanyanAPI
internal import BanyanCore
internal import Hummingbird

/// The routes of the control API: each one line from `ControlRoutes` to the method of `NodeAPI` that answers it.
enum ControlRouter {
    typealias Context = BasicRequestContext

    static func build(_ api: any NodeAPI) -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: ErrorsAsJSON())
        addNode(api, to: router)
        addPeers(api, to: router)
        addRecords(api, to: router)
        addConsents(api, to: router)
        addAdministration(api, to: router)
        addReferrals(api, to: router)
        return router
    }

    private static func addNode(_ api: any NodeAPI, to router: Router<Context>) {
        serve(ControlRoutes.status, on: router) { _ in try await api.status() }
        serve(ControlRoutes.card, on: router) { _ in try await api.card() }
        serve(ControlRoutes.verifyLog, on: router) { try await api.verifyLog($0.facility) }
        serve(ControlRoutes.proof, on: router) { try await api.proof($0.facility, index: $0.index) }
        serve(ControlRoutes.misbehaviour, on: router) { try await api.misbehaviour($0.facility, incarnation: $0.incarnation) }
        serve(ControlRoutes.receipts, on: router) { try await api.receipts($0) }
    }

    private static func addPeers(_ api: any NodeAPI, to router: Router<Context>) {
        serve(ControlRoutes.addPeer, on: router) { try await api.addPeer($0) }
        serve(ControlRoutes.peers, on: router) { _ in try await api.peers() }
        serve(ControlRoutes.peer, on: router) { try await api.peer($0.facility) }
        serve(ControlRoutes.ping, on: router) { try await api.ping($0.facility) }
        serve(ControlRoutes.changePeer, on: router) { try await api.change($0.facility, $0.action) }
    }

    private static func addRecords(_ api: any NodeAPI, to router: Router<Context>) {
        router.post(RouterPath(ControlRoutes.importRecords.path)) { request, _ in try await ImportUpload(api: api).respond(to: request) }
        serve(ControlRoutes.publish, on: router) { try await api.publish(patient: $0.mrn) }
        serve(ControlRoutes.records, on: router) { try await api.records(patient: $0.mrn) }
        serve(ControlRoutes.record, on: router) { try await api.record(patient: $0.mrn, reference: $0.reference) }
        serve(ControlRoutes.patients, on: router) { try await api.patients(search: $0.search) }
        serve(ControlRoutes.patient, on: router) { query in
            guard let mrn = query.mrn else { throw APIError(.usage, "bad-request", "the request names no patient") }
            return try await api.patient(mrn)
        }
        serve(ControlRoutes.enrol, on: router) { try await api.enrol($0) }
    }

    private static func addConsents(_ api: any NodeAPI, to router: Router<Context>) {
        serve(ControlRoutes.presentConsent, on: router) { try await api.presentConsent($0) }
        serve(ControlRoutes.consents, on: router) { try await api.consents(patient: $0.mrn) }
        serve(ControlRoutes.consent, on: router) { try await api.consent($0.token) }
        serve(ControlRoutes.checkConsent, on: router) { try await api.checkConsent($0) }
        serve(ControlRoutes.revoke, on: router) { try await api.revoke($0) }
        serve(ControlRoutes.summary, on: router) { try await api.summary($0) }
        serve(ControlRoutes.dispense, on: router) { try await api.dispense($0) }
        serve(ControlRoutes.dispensings, on: router) { try await api.dispensings($0) }
        serve(ControlRoutes.prescriptions, on: router) { try await api.prescriptions($0) }
    }

    private static func addReferrals(_ api: any NodeAPI, to router: Router<Context>) {
        serve(ControlRoutes.createReferral, on: router) { try await api.createReferral($0) }
        serve(ControlRoutes.sendReferral, on: router) { try await api.sendReferral($0) }
        serve(ControlRoutes.referrals, on: router) { try await api.referrals(patient: $0.mrn) }
        serve(ControlRoutes.referral, on: router) { try await api.referral($0.id) }
        serve(ControlRoutes.acceptReferral, on: router) { try await api.acceptReferral($0) }
        serve(ControlRoutes.refuseReferral, on: router) { try await api.refuseReferral($0) }
        serve(ControlRoutes.completeReferral, on: router) { try await api.completeReferral($0) }
        serve(ControlRoutes.exportReferral, on: router) { try await api.exportReferral($0) }
    }

    static func serve<Asked, Answer>(
        _ route: ControlRoute<Asked, Answer>, on router: Router<Context>, _ answer: @escaping @Sendable (Asked) async throws -> Answer
    ) {
        router.on(RouterPath(route.path), method: route.asksNothing ? .get : .post) { request, _ in
            let asked = try await ControlJSON.request(Asked.self, route.asksNothing ? nil : request.body)
            return try ControlJSON.response(try await answer(asked))
        }
    }
}
