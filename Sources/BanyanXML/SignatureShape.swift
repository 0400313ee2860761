internal import CXML

/// What a signature says that it signs and how, before libxmlsec sees it: everything that it might do beyond what is taken
/// here is refused by name.
struct SignatureShape {
    /// The signature, for libxmlsec.
    private(set) var signature: xmlNodePtr
    private let document: xmlDocPtr
    private let root: xmlNodePtr
    private let content: [String]

    private static let namespace = "http://www.w3.org/2000/09/xmldsig#"
    private static let canonical: Set<String> = [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
    ]
    private static let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
    private static let digests: Set<String> = [
        "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ]
    private static let methods: Set<String> = [
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    ]
    /// References of one signature, and transforms of one reference.
    private static let parts = 8
    /// Characters of an ID, of a digest and of a signature value.
    private static let longest = (id: 256, digest: 256, value: 8192)

    /// - Throws: `badSignature` with what is not taken.
    init(_ document: xmlDocPtr, holder: String, content: [String]) throws(XMLFailure) {
        guard let root = xmlDocGetRootElement(document) else { throw XMLFailure(.badSignature(.shape)) }
        let holders = root.elements.filter { $0.localName == holder }
        guard holders.count == 1, holders[0].strayText.isEmpty else { throw XMLFailure(.badSignature(.shape)) }
        let inside = holders[0].elements
        guard let signature = inside.first, signature.localName == "Signature", signature.namespace == Self.namespace else {
            throw XMLFailure(.badSignature(.shape))
        }
        guard inside.count == 1 else { throw XMLFailure(.badSignature(.several)) }
        self.document = document
        self.root = root
        self.content = content
        self.signature = signature
        try check()
    }

    private func check() throws(XMLFailure) {
        let all = Self.everything(below: root)
        guard all.count(where: { $0.localName == "Signature" && $0.namespace == Self.namespace }) == 1 else {
            throw XMLFailure(.badSignature(.several))
        }
        let parts = signature.elements
        let names = parts.map { $0.namespace == Self.namespace ? $0.localName : "" }
        guard names.starts(with: ["SignedInfo", "SignatureValue"]),
            names.dropFirst(2).allSatisfy({ $0 == "KeyInfo" || $0 == "Object" }), names.count(where: { $0 == "KeyInfo" }) <= 1,
            parts[1].content(upTo: Self.longest.value) != nil
        else { throw XMLFailure(.badSignature(.shape)) }
        let info = parts[0].elements
        let infoNames = info.map { $0.namespace == Self.namespace ? $0.localName : "" }
        guard infoNames.starts(with: ["CanonicalizationMethod", "SignatureMethod"]), info.count > 2,
            infoNames.dropFirst(2).allSatisfy({ $0 == "Reference" }), info.count - 2 <= Self.parts
        else { throw XMLFailure(.badSignature(.shape)) }
        guard let canonical = info[0].attribute("Algorithm"), Self.canonical.contains(canonical), info[0].elements.isEmpty,
            let method = info[1].attribute("Algorithm"), Self.methods.contains(method), info[1].elements.isEmpty
        else { throw XMLFailure(.badSignature(.algorithm)) }
        let ids = Self.ids(of: all)
        var covered: Set<xmlNodePtr> = []
        for reference in info.dropFirst(2) { covered.insert(try target(of: reference, ids)) }
        try checkCoverage(covered)
    }

    // MARK: References

    /// Checks a reference and registers the ID that it names.
    private func target(of reference: xmlNodePtr, _ ids: [String: [(owner: xmlNodePtr, attribute: xmlAttrPtr)]]) throws(XMLFailure)
        -> xmlNodePtr
    {
        try checkParts(of: reference)
        guard let address = reference.attribute("URI") else { throw XMLFailure(.badSignature(.external)) }
        if address.isEmpty { return root }
        guard address.utf8.first == UInt8(ascii: "#"), address.utf8.count <= Self.longest.id else {
            throw XMLFailure(.badSignature(.external))
        }
        let name = String(address.dropFirst())
        guard Self.isPlain(name) else { throw XMLFailure(.badSignature(.external)) }
        guard let found = ids[name], found.count == 1 else { throw XMLFailure(.badSignature(.coverage)) }
        let (owner, attribute) = found[0]
        if attribute.pointee.atype != XML_ATTRIBUTE_ID {
            let isNew = name.withXMLCharacters { xmlAddID(nil, document, $0, attribute) != nil }
            guard isNew else { throw XMLFailure(.badSignature(.coverage)) }
        }
        return owner
    }

    private func checkParts(of reference: xmlNodePtr) throws(XMLFailure) {
        var parts = reference.elements[...]
        guard parts.allSatisfy({ $0.namespace == Self.namespace }) else { throw XMLFailure(.badSignature(.shape)) }
        if let first = parts.first, first.localName == "Transforms" {
            parts = parts.dropFirst()
            let transforms = first.elements
            guard transforms.count <= Self.parts, transforms.allSatisfy(Self.isTaken) else {
                throw XMLFailure(.badSignature(.transform))
            }
        }
        guard parts.map(\.localName) == ["DigestMethod", "DigestValue"], let method = parts.first, let value = parts.last,
            value.content(upTo: Self.longest.digest) != nil
        else { throw XMLFailure(.badSignature(.shape)) }
        guard let digest = method.attribute("Algorithm"), Self.digests.contains(digest), method.elements.isEmpty else {
            throw XMLFailure(.badSignature(.algorithm))
        }
    }

    /// The enveloped transform and canonicalizations; the list of prefixes of the exclusive one is its only parameter.
    private static func isTaken(_ transform: xmlNodePtr) -> Bool {
        guard transform.localName == "Transform", transform.namespace == namespace, let algorithm = transform.attribute("Algorithm") else {
            return false
        }
        let parameters = transform.elements
        if algorithm == "http://www.w3.org/2001/10/xml-exc-c14n#" {
            return parameters.count <= 1 && parameters.allSatisfy { $0.localName == "InclusiveNamespaces" && $0.elements.isEmpty }
        }
        return (algorithm == enveloped || canonical.contains(algorithm)) && parameters.isEmpty
    }

    /// The whole, or each part of it that is read; an object of the signature may be signed beside them.
    private func checkCoverage(_ covered: Set<xmlNodePtr>) throws(XMLFailure) {
        var needed: Set<xmlNodePtr> = []
        for name in content {
            let named = root.elements.filter { $0.localName == name }
            guard named.count == 1 else { throw XMLFailure(.badSignature(.coverage)) }
            needed.insert(named[0])
        }
        let own = signature.elements.filter { $0.localName == "Object" }
        for node in covered where node != root && !needed.contains(node) {
            guard own.contains(where: { $0 == node || node.isInside($0) }) else { throw XMLFailure(.badSignature(.coverage)) }
        }
        guard covered.contains(root) || (!needed.isEmpty && needed.isSubset(of: covered)) else {
            throw XMLFailure(.badSignature(.coverage))
        }
    }

    // MARK: The document

    /// In document order, without recursion.
    private static func everything(below root: xmlNodePtr) -> [xmlNodePtr] {
        var out: [xmlNodePtr] = []
        var waiting = [root]
        while let node = waiting.popLast() {
            out.append(node)
            waiting += node.elements.reversed()
        }
        return out
    }

    /// Every attribute that any reader might take for an ID, by its value.
    private static func ids(of nodes: [xmlNodePtr]) -> [String: [(owner: xmlNodePtr, attribute: xmlAttrPtr)]] {
        var out: [String: [(owner: xmlNodePtr, attribute: xmlAttrPtr)]] = [:]
        for node in nodes {
            for attribute in node.attributes where String(xml: attribute.pointee.name).lowercased() == "id" {
                out[node.value(of: attribute), default: []].append((node, attribute))
            }
        }
        return out
    }

    /// A name without anything that an XPointer could act on.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0) || $0 >= 0x80
            }
    }
}

extension xmlNodePtr {
    var localName: String { String(xml: pointee.name) }
    var namespace: String? { pointee.ns.flatMap { $0.pointee.href }.map { String(xml: $0) } }

    var elements: [xmlNodePtr] {
        var out: [xmlNodePtr] = []
        var next = pointee.children
        while let node = next {
            if node.pointee.type == XML_ELEMENT_NODE { out.append(node) }
            next = node.pointee.next
        }
        return out
    }

    var attributes: [xmlAttrPtr] {
        var out: [xmlAttrPtr] = []
        var next = pointee.properties
        while let attribute = next {
            out.append(attribute)
            next = attribute.pointee.next
        }
        return out
    }

    /// The value of an attribute without a namespace; `nil` without it.
    func attribute(_ name: String) -> String? {
        attributes.first { $0.pointee.ns == nil && String(xml: $0.pointee.name) == name }.map(value)
    }

    func value(of attribute: xmlAttrPtr) -> String {
        var out = ""
        var next = attribute.pointee.children
        while let node = next {
            if let text = node.pointee.content { out += String(xml: text) }
            next = node.pointee.next
        }
        return out
    }

    /// The element's own text; `nil` where it is longer, or holds elements.
    func content(upTo limit: Int) -> String? {
        var out = ""
        var next = pointee.children
        while let node = next {
            guard node.pointee.type != XML_ELEMENT_NODE else { return nil }
            if let text = node.pointee.content, node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE {
                out += String(xml: text)
            }
            guard out.utf8.count <= limit else { return nil }
            next = node.pointee.next
        }
        return out
    }

    /// What is written between the elements, without white space.
    var strayText: String {
        var out = ""
        var next = pointee.children
        while let node = next {
            if node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE, let text = node.pointee.content {
                out += String(xml: text).filter { !$0.isWhitespace }
            }
            next = node.pointee.next
        }
        return out
    }

    func isInside(_ other: xmlNodePtr) -> Bool {
        var next = pointee.parent
        while let node = next {
            if node == other { return true }
            next = node.pointee.parent
        }
        return false
    }
}

extension String {
    init(xml characters: UnsafePointer<xmlChar>) { self = String(cString: characters) }

    /// As libxml2 takes text.
    func withXMLCharacters<R>(_ body: (UnsafePointer<xmlChar>) -> R) -> R {
        var bytes = Array(utf8)
        bytes.append(0)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("an array with an element has an address") }
            return body(start)
        }
    }
}
