import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanRecords

@Suite struct InsuranceTableTests {
    @Test(arguments: InsuranceTable.all.map(\.name)) func `every line of a table can be read, and no field stands twice`(name: String)
        throws
    {
        let table = try #require(InsuranceTable.named[name])
        #expect(table.unreadable.isEmpty)
        #expect(table.byName.count == table.fields.count)
        #expect(Set(InsuranceTable.all.map(\.root)).count == InsuranceTable.all.count)
    }

    @Test func `an older name is an alias of a field that is there`() {
        for (table, names) in InsuranceAliases.others {
            for (old, new) in names {
                #expect(
                    InsuranceTable.named[table]?.byName[new] != nil && InsuranceTable.named[table]?.byName[old] == nil, "\(table).\(old)")
            }
        }
    }

    /// The field lists that were collected for the project from public sources.
    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
    func `the tables have the fields of the collected lists`() throws {
        struct Listed: Decodable {
            struct Field: Decodable {
                let name: String
                let type: String
            }
            let root: String
            let list: String?
            let record: String?
            let fields: [Field]
        }
        let lists: [String: Listed] = try SharedFolder.json("domain/insurance-xml-fields.json")
        #expect(lists.count == InsuranceTable.all.count)
        for table in InsuranceTable.all {
            let listed = try #require(lists[table.name])
            let aliases = InsuranceAliases.others[table.name] ?? [:]
            #expect(Set(listed.fields.map { aliases[$0.name] ?? $0.name }) == Set(table.fields.map(\.name)), "\(table.name)")
            guard table.name != "XML12" else { continue }
            #expect(table.root == listed.root && table.list == listed.list && table.record == listed.record ?? listed.root)
        }
    }

    // MARK: The table for people

    private static let page = SharedFolder.repository.appending(path: "docs/insurance-xml.md")
    private static let marks = (begin: "<!-- tables: begin -->", end: "<!-- tables: end -->")

    static var markdown: String {
        InsuranceTable.all.map { table in
            let rows = table.fields.map { field in
                let use =
                    switch field.use {
                    case .mapped(let element): "`\(element)`"
                    case .component(let words): "component \"\(words)\""
                    case .notMapped(let reason): "not mapped: \(reason.words)"
                    }
                return "| `\(field.name)` | \(use) |"
            }
            return "### \(table.name): \(table.title)\n\n| field | becomes |\n|---|---|\n" + rows.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    @Test func `the table in the documentation is the table of the code`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let begin = try #require(text.range(of: Self.marks.begin))
        let end = try #require(text.range(of: Self.marks.end))
        let written = "\n" + Self.markdown
        if ProcessInfo.processInfo.environment["BANYAN_WRITE_DOCS"] == "1" {
            try (text[..<begin.upperBound] + written + text[end.lowerBound...]).write(to: Self.page, atomically: true, encoding: .utf8)
        } else {
            #expect(
                text[begin.upperBound..<end.lowerBound] == written, "BANYAN_WRITE_DOCS=1 swift test --filter InsuranceTableTests writes it")
        }
    }
}
