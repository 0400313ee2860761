import BanyanCore
import BanyanRecords
import BanyanXML
import Foundation

/// Insurance files into a node: from the command to the answer, everything sealed and stored. Beside it, in the same run, what
/// the XML alone costs: libxml2 reading the same files and the tables in them, and nothing made of it.
struct ImportBench {
    let stage: DemoStage
    let files: Int
    let runs: Int

    func run() throws {
        let today = CivilDate(daysSince1970: Int64(Date().timeIntervalSince1970) / 86_400)
        let made = SyntheticInsurance(
            seed: 2026, today: today, facility: SyntheticFacility(code: "00920", name: "Bench", kind: .hospital))
        let folder = stage.folder.appendingPathComponent("insurance")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var contents: [[UInt8]] = []
        for number in 0..<files {
            contents.append(made.file(number))
            try Data(contents[number]).write(to: folder.appendingPathComponent("\(number).xml"))
        }
        let bytes = Double(contents.reduce(0) { $0 + $1.count })
        var parsing: [Double] = []
        var importing: [Double] = []
        let clock = ContinuousClock()
        for run in 0..<runs {
            stage.progress("import: run \(run + 1)/\(runs)")
            parsing.append(try clock.measure { for content in contents { try Self.parse(content) } }.seconds)
            let node = "import-\(run)"
            try stage.makeNode(node, code: "00920")
            try stage.awaitNode(node)
            importing.append(
                try clock.measure { try stage.prepare(["record", "import", "insurance", "--data", node]) }.seconds)
            stage.stop(node)
        }
        stage.progress("")
        let (alone, whole) = (parsing.median, importing.median)
        stage.show(
            "import of \(files) insurance files, \((bytes / 1e6).text(1)) MB, one command: \((Double(files) / whole).text(0)) files/s, "
                + "\((bytes / 1e6 / whole).text(2)) MB/s (median of \(runs)); libxml2 alone reads them and their tables at "
                + "\((Double(files) / alone).text(0)) files/s, \((whole / alone).text(1)) times as fast")
    }

    /// The file, and each table that is in base64 in it.
    private static func parse(_ bytes: [UInt8]) throws {
        let caps = XMLCaps(size: Limits.insuranceFile, depth: 16, elements: 2_000_000, attributes: 8, text: Limits.insuranceFile)
        var waiting = [try XMLReader.read(bytes, caps: caps)]
        while let element = waiting.popLast() {
            if element.name == "NOIDUNGFILE", element.children.isEmpty,
                let table = Base64.decode(element.text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) })
            {
                _ = try XMLReader.read(table, caps: caps)
            }
            waiting += element.children
        }
    }
}
