/// Generated narrative: XHTML within what FHIR R4 allows (invariants txt-1 and txt-2), every text in it escaped.
struct Narrative {
    /// A block of a narrative.
    enum Block {
        case paragraph(String)
        /// A bold label, then text.
        case labelled(String, String)
        case list([String])
    }

    private let blocks: [Block]

    init(_ blocks: Block...) { self.blocks = blocks }
    init(_ blocks: [Block]) { self.blocks = blocks }

    /// A FHIR `Narrative` of status `generated`.
    var json: JSON { ["status": "generated", "div": .string(xhtml)] }

    var xhtml: String {
        #"<div xmlns="http://www.w3.org/1999/xhtml">"# + blocks.map(Self.markup).joined() + "</div>"
    }

    private static func markup(_ block: Block) -> String {
        switch block {
        case .paragraph(let text): "<p>\(escaped(text))</p>"
        case .labelled(let label, let text): "<p><b>\(escaped(label))</b>: \(escaped(text))</p>"
        case .list(let lines): "<ul>" + lines.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>"
        }
    }

    /// XML 1.0 text: markup characters as references, and what is no XML character (section 2.2 there) as U+FFFD.
    static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "\t", "\n", "\r": out.append(scalar)
            case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}

extension SummaryRow {
    /// The row as one line: date, text, value, status in both languages.
    var line: String {
        let words = status.map { SummaryGlossary.phrase(forStatus: $0).joined }
        let head = date.map { "\($0): \(text)" } ?? text
        let body = value.map { "\(head): \($0)" } ?? head
        return words.map { "\(body) [\($0)]" } ?? body
    }
}
