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
        try referral()
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

        stage.title("It hands out what Bac Ninh prescribed, and records it against the prescription's code")
        let code = SyntheticRecords.storyPrescription
        try stage.act(["dispense", code, "--patient", numbers.pharmacy, "--as", "pharmacist:ds-nam", "--data", "an-tam"])
        stage.title("She tries the same prescription at another pharmacy, at the other end of the country")
        try stage.act(
            [
                "wallet", "grant", "--to", "minh-chau.card", "--from", "bac-ninh.card", "--expires", "2d", "--yes", "-o",
                "for-minh-chau.bundle",
            ]
                + wallet)
        try stage.prepare(["consent", "present", "for-minh-chau.bundle", "--patient", numbers.pharmacy, "--data", "minh-chau"])
        try stage.wait("what An Tam appended is at Minh Chau") {
            try size(of: "an-tam", at: "minh-chau") == size(of: "an-tam", at: "an-tam")
        }
        try stage.act(
            ["dispense", code, "--patient", numbers.pharmacy, "--as", "pharmacist:ds-chau", "--data", "minh-chau"], expecting: 4)
    }

    /// Entries of one node's log at another.
    private func size(of owner: String, at node: String) throws -> Int {
        let card = try stage.ask(["peer", "card", "--data", owner])?["facility"] as? String
        let logs = try stage.ask(["status", "--data", node])?["logs"] as? [[String: Any]] ?? []
        return logs.filter { $0["facility"] as? String == card }.reduce(0) { $0 + ($1["size"] as? Int ?? 0) }
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

    private func referral() throws {
        stage.title("Thai Nguyen refers her to Bach Mai, which is switched off; what she signs is the consent, for ten days")
        stage.stop("bach-mai")
        try stage.act([
            "referral", "create", "--patient", numbers.thaiNguyen, "--to", "00101", "--reason", "Đau ngực khi gắng sức, cần chụp mạch vành",
            "--diagnosis", "I20.0=Cơn đau thắt ngực không ổn định", "-o", "lanh.request", "--data", "thai-nguyen",
        ])
        try stage.act(["wallet", "referral", "lanh.request", "--also", "bac-ninh.card", "--yes", "-o", "lanh.signed"] + wallet)
        guard let id = try referrals(at: "thai-nguyen").first?["id"] as? String else {
            throw DemoFailure(.failed, "no-referral", "Thai Nguyen does not list the referral")
        }
        let short = String(id.prefix(8))
        try stage.act(["referral", "send", short, "--signed", "lanh.signed", "--data", "thai-nguyen"])

        stage.title("Bach Mai comes back: the referral arrives, once, and opens her summary there")
        try stage.start("bach-mai")
        try stage.wait("the referral is at Bach Mai", seconds: 60) {
            try referrals(at: "bach-mai").contains { $0["id"] as? String == id }
        }
        try stage.act(["referral", "list", "--data", "bach-mai"])
        try stage.act(["referral", "accept", short, "--patient", numbers.bachMai, "--data", "bach-mai"])
        try stage.act(
            ["summary", numbers.bachMai, "--sections", "allergies,problems,plan", "--as", "clinician:bs-hoa", "--data", "bach-mai"],
            lines: 80)

        stage.title("Bach Mai answers with the outcome and the follow-up, and Thai Nguyen sees every step")
        let followUp = CivilDate(daysSince1970: Int64(Date().timeIntervalSince1970) / 86_400 + 14).description
        try stage.act([
            "referral", "complete", short, "--outcome", "Đã đặt stent động mạch liên thất trước", "--follow-up", followUp, "--data",
            "bach-mai",
        ])
        try stage.wait("Thai Nguyen hears of it", seconds: 60) {
            try referrals(at: "thai-nguyen").first?["status"] as? String == "completed"
        }
        try stage.act(["referral", "show", short, "--data", "thai-nguyen"])
    }

    private func referrals(at node: String) throws -> [[String: Any]] {
        try stage.ask(["referral", "list", "--data", node])?["referrals"] as? [[String: Any]] ?? []
    }
}
