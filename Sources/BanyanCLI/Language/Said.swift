public import BanyanCore

extension Language {
    /// The language in which the command that runs speaks: `BanyanCLI.run` sets it. What runs outside a command speaks English.
    @TaskLocal public static var current = Language.english
}

/// A phrase in the language of the command that runs.
public func said(_ phrase: Phrase) -> String { phrase.text(in: .current) }

/// A text that came in English, from the node or another module: the sentences that the table knows are said in the language of the
/// command that runs.
public func said(english text: String) -> String {
    switch Language.current {
    case .english: text
    case .vietnamese: Translations.vietnamese.text(english: text)
    }
}
