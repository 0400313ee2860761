import BanyanCore

extension Node {
    /// Gives what arrives to the flow that it is for, until cancelled; what waited in the inbox when the node started comes first.
    func takeParcels() async {
        for await _ in desk.arrivals.stream {
            do { try await takeReferralParcels() } catch { logFailure("taking parcels failed and will be tried again", error) }
        }
    }
}
