/// An element of a document: what it is called, what it holds, and where it begins.
///
/// Text between child elements is joined; comments and processing instructions are passed over. Attributes are counted and
/// not kept: nothing that Banyan reads says anything in them.
public struct XMLElement: Hashable, Sendable {
    /// The name without its prefix.
    public let name: String
    /// The namespace's URI, `nil` for none.
    public let namespace: String?
    /// From 1.
    public let line: Int
    public internal(set) var children: [XMLElement] = []
    /// Character data and CDATA of this element alone, in order.
    public internal(set) var text = ""

    public init(name: String, namespace: String? = nil, line: Int = 1, children: [XMLElement] = [], text: String = "") {
        self.name = name
        self.namespace = namespace
        self.line = line
        self.children = children
        self.text = text
    }

    /// The first child of that name.
    public subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// What one document may cost. Every bound is checked before what it bounds is kept.
public struct XMLCaps: Hashable, Sendable {
    /// Bytes of the document.
    public var size: Int
    /// Levels of nesting, the root counted.
    public var depth: Int
    /// Elements in all.
    public var elements: Int
    /// Attributes and namespace declarations of one element.
    public var attributes: Int
    /// Bytes of one element's own text.
    public var text: Int

    public init(size: Int, depth: Int, elements: Int, attributes: Int, text: Int) {
        self.size = size
        self.depth = depth
        self.elements = elements
        self.attributes = attributes
        self.text = text
    }
}
