import BanyanCore
import BanyanRecords
import Foundation

/// The main job, told by real commands: one patient of two facilities stands at a third, and one of the two is switched off.
struct DemoStory {
    let stage: DemoStage
    let numbers: Numbers

    /// The patient's record numbers.
    struct Numbers {
        let bacNinh: String
        let thaiNguyen: String
        let bachMai: String
        let pharmacy: String
    }

    private let wallet = ["--wallet", "wallets/lanh", "--key-file", "wallets/lanh.key"]

    func tell(converge: () throws -> Void) throws {
        try enrol()
        try converge()
        try beforeConsent()
        let grants = try grantWhileOriginIsOff()
        try read()
        try pharmacy()
        try revoke(grants.hospital)
        try receipts()
    }

    private func enrol() throws {
        stage.title("The patient enrols where she was treated; her wallet keeps the keys, the facility checks her papers")
        try stage.act(["wallet", "new"] + wallet)
        for (facility, number) in [("bac-ninh", numbers.bacNinh), ("thai-nguyen", numbers.thaiNguyen)] {
            try stage.act(["wallet", "enrol", "--facility", "\(facility).card", "-o", "lanh-\(facility).enrol"] + wallet)
            try stage.act(["patient", "enrol", "--mrn", number, "lanh-\(facility).enrol", "--data", facility])
        }
    }

    private func beforeConsent() throws {
        stage.title("She stands at Bach Mai, which holds every facility's sealed entries and can read none of hers")
        try stage.act(["summary", numbers.bachMai, "--data", "bach-mai"], expecting: 4)
    }

    private func grantWhileOriginIsOff() throws -> (hospital: String, pharmacy: String) {
        stage.title("The Bac Ninh node is switched off")
        stage.stop("bac-ninh")
        try stage.act(["status", "--data", "bac-ninh"], expecting: 3)

        stage.title("Her wallet, offline, grants: Bach Mai all but the sensitive sections, the pharmacy medicines and allergies")
        let sources = ["--from", "bac-ninh.card", "--from", "thai-nguyen.card"]
        try stage.act(
            ["wallet", "grant", "--to", "bach-mai.card"] + sources + ["--expires", "7d", "--yes", "-o", "for-bach-mai.bundle"] + wallet)
        try stage.act(
            ["wallet", "grant", "--to", "an-tam.card"] + sources
                + ["--sections", "medications,allergies", "--expires", "2d", "--yes", "-o", "for-an-tam.bundle"] + wallet)
        let grants = try stage.ask(["wallet", "list"] + wallet)?["grants"] as? [[String: Any]] ?? []
        guard grants.count == 2, let first = grants[0]["grant"] as? String, let second = grants[1]["grant"] as? String else {
            throw DemoFailure(.failed, "no-grants", "the wallet does not list the two grants")
        }
        return (first, second)
    }

    private func read() throws {
        stage.title("Bach Mai takes the bundle and reads one merged summary; Bac Ninh is still off")
        try stage.act(["consent", "present", "for-bach-mai.bundle", "--patient", numbers.bachMai, "--data", "bach-mai"])
        try stage.act(["summary", numbers.bachMai, "--as", "clinician:bs-hoa", "--data", "bach-mai"], lines: 200)
    }

    private func pharmacy() throws {
        stage.title("The pharmacy sees two sections and is refused the rest")
        try stage.act(["consent", "present", "for-an-tam.bundle", "--patient", numbers.pharmacy, "--data", "an-tam"])
        try stage.act(["summary", numbers.pharmacy, "--as", "pharmacist:ds-nam", "--data", "an-tam"], lines: 80)
        try stage.act(
            ["summary", numbers.pharmacy, "--sections", "results", "--as", "pharmacist:ds-nam", "--data", "an-tam"], expecting: 4)
        try stage.act(["consent", "check", numbers.pharmacy, "--sections", "results,mental-health", "--data", "an-tam"], expecting: 4)
    }

    private func revoke(_ grant: String) throws {
        stage.title("Bac Ninh comes back and catches up")
        try stage.start("bac-ninh")
        try stage.wait("Bac Ninh answers") { try stage.ask(["status", "--data", "bac-ninh"]) != nil }
        try stage.wait("Bac Ninh is connected") {
            try (stage.ask(["peer", "list", "--data", "bac-ninh"])?["peers"] as? [[String: Any]])?
                .contains { $0["connected"] as? Bool == true } ?? false
        }
        try stage.act(["peer", "list", "--data", "bac-ninh"])

        stage.title("She revokes with the paper slip, at Thai Nguyen: any node will do")
        try stage.act(["wallet", "slip", grant, "-o", "slip.txt"] + wallet)
        try stage.act(["consent", "revoke", "slip.txt", "--data", "thai-nguyen"])
        try stage.wait("the revocation reaches Bach Mai", seconds: 10) {
            try stage.ask(["consent", "list", "--data", "bach-mai"]).map { list in
                (list["consents"] as? [[String: Any]] ?? []).allSatisfy { $0["state"] as? String == "revoked" }
            } ?? false
        }
        stage.title("Bach Mai is refused from here on")
        try stage.act(["summary", numbers.bachMai, "--as", "clinician:bs-hoa", "--data", "bach-mai"], expecting: 4)
    }

    private func receipts() throws {
        stage.title("She asks any node who read what, and opens the answer herself")
        try stage.act(["wallet", "receipts", "--node", "thai-nguyen/run/banyan.sock"] + wallet)
    }
}
