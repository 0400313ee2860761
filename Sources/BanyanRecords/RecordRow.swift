extension SummaryRow {
    /// The line that describes one record of a facility's own, as the summary would show it.
    /// - Parameter target: the resource that a reference of this one (`Type/id`) points to, if it is at hand.
    public init(describing resource: JSON, target: @escaping (String) -> JSON?) {
        self = RowReader(resource: DispensingMark.removed(from: resource), target: target).row
    }
}
