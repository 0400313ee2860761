/// What an admin asks of a node beyond its records: which codes are closed, and how numbers are called.
public protocol AdministrationAPI: Sendable {
    func findPatients(_ request: PatientFind) async throws -> PatientList
    func identifierSystems() async throws -> IdentifierSystemList

    func sensitiveCodes(_ query: SensitiveQuery) async throws -> SensitiveList
    func checkSensitive(_ query: SensitiveCheck) async throws -> SensitiveFinding
    /// Adds an entry, or takes one away that was added.
    func changeSensitive(_ change: SensitiveChange) async throws -> SensitiveList
    /// Publishes again whatever a change of the list has moved to another section.
    func applySensitive() async throws -> PublishResult
}

extension ControlRoutes {
    public static let findPatients = ControlRoute<PatientFind, PatientList>("/v1/patients/find")
    public static let identifierSystems = ControlRoute<NothingAsked, IdentifierSystemList>("/v1/patients/systems")
    public static let sensitiveCodes = ControlRoute<SensitiveQuery, SensitiveList>("/v1/sensitive")
    public static let checkSensitive = ControlRoute<SensitiveCheck, SensitiveFinding>("/v1/sensitive/check")
    public static let changeSensitive = ControlRoute<SensitiveChange, SensitiveList>("/v1/sensitive/change")
    public static let applySensitive = ControlRoute<NothingAsked, PublishResult>("/v1/sensitive/apply")
}

public struct PatientFind: Codable, Sendable {
    /// `SYSTEM|VALUE`.
    public var identifier: String?
    /// Beginnings of words of the name.
    public var name: String?
    /// The beginning of a birth date: `1967`, `1967-04`, `1967-04-12`.
    public var born: String?
    public init(identifier: String?, name: String?, born: String?) {
        self.identifier = identifier
        self.name = name
        self.born = born
    }
}

extension PatientView {
    /// A number under which the patient goes or went.
    public struct Identifier: Codable, Sendable, Hashable {
        /// What it is, such as `national-id`; `nil` where the system is no known one.
        public var kind: String?
        public var system: String
        public var value: String
        /// Another has taken its place.
        public var isOld: Bool
        /// FHIR dates.
        public var start: String?
        public var end: String?
        public init(kind: String?, system: String, value: String, isOld: Bool, start: String?, end: String?) {
            self.kind = kind
            self.system = system
            self.value = value
            self.isOld = isOld
            self.start = start
            self.end = end
        }
    }
}

public struct IdentifierSystemList: Contract {
    public static let schema = "banyan.identifier-systems/1"

    public struct System: Codable, Sendable {
        public var kind: String
        /// Under which they are kept and published.
        public var uri: String
        /// Which are read as the same.
        public var alsoRead: [String]
        public init(kind: String, uri: String, alsoRead: [String]) {
            self.kind = kind
            self.uri = uri
            self.alsoRead = alsoRead
        }
    }

    public var systems: [System]
    public init(systems: [System]) { self.systems = systems }
}

public struct SensitiveQuery: Codable, Sendable {
    /// Only this section's.
    public var section: String?
    public init(section: String?) { self.section = section }
}

/// One code, or the beginning of codes, or a word, that closes what bears it.
public struct SensitiveEntry: Codable, Sendable, Hashable {
    public var section: String
    /// Of the list's systems, such as `icd-10`; `words` for a word of a text.
    public var system: String
    public var code: String
    /// Whether every code that begins so is meant.
    public var isPrefix: Bool
    public var title: String?
    /// `built-in`, `file` (the configured list) or `added`.
    public var origin: String
    public init(section: String, system: String, code: String, isPrefix: Bool, title: String?, origin: String) {
        self.section = section
        self.system = system
        self.code = code
        self.isPrefix = isPrefix
        self.title = title
        self.origin = origin
    }
}

public struct SensitiveList: Contract {
    public static let schema = "banyan.sensitive-codes/1"
    public var entries: [SensitiveEntry]
    /// The systems that an entry may be of.
    public var systems: [String]
    public init(entries: [SensitiveEntry], systems: [String]) {
        self.entries = entries
        self.systems = systems
    }
}

public struct SensitiveCheck: Codable, Sendable {
    public var code: String
    /// `nil`: every system.
    public var system: String?
    public init(code: String, system: String?) {
        self.code = code
        self.system = system
    }
}

public struct SensitiveFinding: Contract {
    public static let schema = "banyan.sensitive-check/1"
    public var code: String
    /// `nil`: what bears the code is not closed for it.
    public var section: String?
    /// The entries that say so.
    public var entries: [SensitiveEntry]
    public init(code: String, section: String?, entries: [SensitiveEntry]) {
        self.code = code
        self.section = section
        self.entries = entries
    }
}

public struct SensitiveChange: Codable, Sendable {
    public var isRemoval: Bool
    public var section: String
    public var system: String
    /// A code, the beginning of codes, or a range of ICD-10 categories such as `B20-B24`.
    public var code: String
    public var isPrefix: Bool
    public var title: String?
    public init(isRemoval: Bool, section: String, system: String, code: String, isPrefix: Bool, title: String?) {
        self.isRemoval = isRemoval
        self.section = section
        self.system = system
        self.code = code
        self.isPrefix = isPrefix
        self.title = title
    }
}
