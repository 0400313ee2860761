import ArgumentParser
import BanyanCLI
import BanyanCore
import BanyanRecords
import Foundation
import Glibc

/// `banyan demo`: ten facilities, one patient, one consent, one summary, on this machine.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run ten nodes on this machine and tell the main job with real commands.",
        discussion: """
            Sets up the federation of peers/roster.json in a new folder, imports synthetic records, enrols patients, and then shows, \
            each line printed by the command above it: a refusal before consent, a grant made offline, one merged summary read while \
            the patient's main hospital is switched off, a pharmacy that sees two sections and dispenses once, a revocation by paper slip, \
            the patient's own list of who read what, and a referral that waits for a hospital that is switched off. Nothing outside that \
            folder is touched.
            """)

    @Flag(help: "Leave the nodes running at the end and print how to go on.")
    var keep = false

    @Option(help: ArgumentHelp("The folder to play in; it must not exist yet.", valueName: "dir"))
    var folder: String?

    @Option(help: ArgumentHelp("The roster of facilities.", valueName: "file"))
    var roster = "peers/roster.json"

    @Option(help: "The seed of the synthetic records.")
    var seed: UInt64 = 2026

    func run() async throws {
        let roster = try DemoRoster(file: URL(fileURLWithPath: roster))
        let stage = DemoStage(folder: try makeFolder())
        let interrupts = stopOnInterrupt(stage)
        defer { interrupts.forEach { $0.cancel() } }
        do { try play(roster, on: stage) } catch {
            stage.stopAll()
            FileHandle.standardError.write(Data(said("the nodes' logs are in \(stage.folder.path)\n").utf8))
            throw error
        }
        if keep {
            leave(stage)
        } else {
            stage.stopAll()
            try? FileManager.default.removeItem(at: stage.folder)
        }
    }

    private func play(_ roster: DemoRoster, on stage: DemoStage) throws {
        let clock = ContinuousClock()
        let began = clock.now
        let federation = DemoFederation(stage: stage, roster: roster, seed: seed)
        stage.title("\(roster.facilities.count) facilities on this machine, in \(stage.folder.path)")
        try federation.initialise()
        try federation.start()
        try federation.introduce()
        stage.say(
            "\(roster.facilities.count) nodes run, each with its own keys, database and mutually authenticated TLS port; each admin accepted the others' cards."
        )
        let today = CivilDate(daysSince1970: Int64(Date().timeIntervalSince1970) / 86_400)
        let exports = try federation.importRecords(today: today)
        let patients = exports.reduce(0) { $0 + $1.patients.count }
        let enrolled = try federation.enrol(exports)
        stage.say(
            "\(patients) synthetic patients (seed \(seed)) are imported, \(enrolled) of them are enrolled: nothing of the others leaves its node."
        )
        stage.title("The communes' stations hand in the files that they export for the social insurance")
        try federation.importInsurance(today: today)
        let story = DemoStory(
            stage: stage,
            numbers: .init(
                bacNinh: try number("00271", exports), thaiNguyen: try number("00191", exports), bachMai: try number("00101", exports),
                pharmacy: try number("00102", exports)))
        try story.tell(converge: federation.converge)
        stage.title("Done in \((clock.now - began).seconds.text(1)) s")
    }

    private func number(_ code: String, _ exports: [SyntheticRecords.Export]) throws -> String {
        guard let export = exports.first(where: { $0.facility.code == code }),
            let registration = export.patients.first(where: { $0.person == SyntheticRecords.storyPatient })
        else { throw DemoFailure(.failed, "no-story-patient", "the patient of the story is not registered at \(code)") }
        return registration.number
    }

    private func makeFolder() throws -> URL {
        let url =
            folder.map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.temporaryDirectory.appendingPathComponent(
                "banyan-demo-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))")
        guard !FileManager.default.fileExists(atPath: url.path) else {
            throw DemoFailure(.usage, "folder-exists", "\(url.path) exists already", hint: "name a folder that does not exist")
        }
        try FileManager.default.createDirectory(
            at: url.appendingPathComponent("wallets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return url.resolvingSymlinksInPath()
    }

    /// Ctrl-C must not leave the daemons behind.
    private func stopOnInterrupt(_ stage: DemoStage) -> [any DispatchSourceSignal] {
        let pids = { stage.running.map(\.pid) }
        let farewell = said("\ninterrupted: the nodes are stopped; their folder stays: \(stage.folder.path)\n")
        return [SIGINT, SIGTERM].map { (number: Int32) -> any DispatchSourceSignal in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                for pid in pids() { kill(pid, SIGTERM) }
                FileHandle.standardError.write(Data(farewell.utf8))
                Glibc.exit(130)
            }
            source.resume()
            return source
        }
    }

    private func leave(_ stage: DemoStage) {
        stage.title("The nodes go on running")
        stage.show(
            said(
                """
                  cd \(stage.folder.path)
                  alias banyan=\(stage.program.path)
                  banyan status --data bach-mai
                  banyan peer list --data an-tam
                  banyan wallet list --wallet wallets/lanh --key-file wallets/lanh.key
                  banyan wallet grant --to bach-mai.card --from thai-nguyen.card --wallet wallets/lanh --key-file wallets/lanh.key -o again.bundle
                  banyan consent present again.bundle --patient \(SyntheticRecords.storyNumber) --data bach-mai
                  banyan summary \(SyntheticRecords.storyNumber) --data bach-mai --format fhir
                To stop the nodes and remove everything:
                  kill \(stage.running.map { "\($0.pid)" }.joined(separator: " ")); rm -rf \(stage.folder.path)
                """))
    }
}
