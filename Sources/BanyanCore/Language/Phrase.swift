/// A text for a person that still knows which parts of it are values.
///
/// It is written like any string with values in it; its pattern, in which the values are `%1`, `%2` and so on, is what the table
/// of translations is asked for.
///
///     let phrase: Phrase = "this node has not accepted the facility \(id)"
///     phrase.pattern  // "this node has not accepted the facility %1"
public struct Phrase: ExpressibleByStringInterpolation, CustomStringConvertible, Hashable, Sendable {
    public let pattern: String
    public let values: [String]

    public init(pattern: String, values: [String]) {
        self.pattern = pattern
        self.values = values
    }

    public init(stringLiteral value: String) { self.init(pattern: value, values: []) }

    public init(stringInterpolation: StringInterpolation) {
        self.init(pattern: stringInterpolation.pattern, values: stringInterpolation.values)
    }

    /// Collects the pattern and the values.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pattern = ""
        fileprivate var values: [String] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pattern.reserveCapacity(literalCapacity + 2 * interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { pattern += literal }

        public mutating func appendInterpolation(_ value: some Any) {
            values.append(String(describing: value))
            pattern += "%\(values.count)"
        }
    }

    /// Two parts of one text, broken over lines of the source.
    public static func + (first: Phrase, second: Phrase) -> Phrase {
        let shifted = Pattern(second.pattern).renumbered { $0 + first.values.count }
        return Phrase(pattern: first.pattern + shifted, values: first.values + second.values)
    }

    /// The English text.
    public var description: String { Pattern(pattern).filled(values) }

    public func text(in language: Language) -> String {
        switch language {
        case .english: description
        case .vietnamese: Translations.vietnamese.text(self)
        }
    }
}
