import BanyanCore
import Testing

private let compact = "000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFG"

@Suite struct ExactIdentifierTests {
    private let facility = FacilityID(.init(Array(0..<32))!)

    @Test func `the compact ID comes back`() {
        #expect(facility.compact == compact)
        #expect(FacilityID(compact: compact) == facility)
    }

    @Test(arguments: [
        "", "0", compact.lowercased(), "\(compact)0", "\(compact.dropLast())", "O\(compact.dropFirst())", " \(compact.dropFirst())",
        "\(compact.dropLast())H", "\(compact.dropLast(4))\u{e9}\u{e9}",
    ])
    func `no other spelling of an ID is read`(text: String) { #expect(FacilityID(compact: text) == nil) }

    @Test(arguments: [0, 1, 10, .max] as [UInt32])
    func `an origin comes back`(incarnation: UInt32) {
        let log = LogID(facility: facility, incarnation: incarnation)
        #expect(log.origin == "banyan/log/\(compact)/\(incarnation)")
        #expect(LogID(origin: log.origin) == log)
    }

    @Test(arguments: [
        "", "banyan/log/", "banyan/log/\(compact)", "banyan/log/\(compact)/", "banyan/log/\(compact)/01", "banyan/log/\(compact)/+1",
        "banyan/log/\(compact)/-1", "banyan/log/\(compact)/4294967296", "banyan/log/\(compact)/1/", "banyan/log/\(compact)/1 ",
        "banyan/lag/\(compact)/1", "Banyan/log/\(compact)/1", "banyan/log//1", "banyan/log/\(compact.lowercased())/1",
    ])
    func `no other origin is read`(text: String) { #expect(LogID(origin: text) == nil) }
}
