public import BanyanCore
internal import BanyanGossip

extension Exchange {
    /// Facilities of whose logs a day's quota came, so that the rest is taken slowly, in order.
    public func slowedFacilities() -> [FacilityID] { engine.slowedFacilities }
}
