import BanyanTestSupport
import Foundation

/// The fuzzer's program (`make fuzz`): `targets`, `seeds FOLDER [MORE]`, or `fuzz TARGET` with libFuzzer's own arguments.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Set once, before the driver runs.
nonisolated(unsafe) private var chosen = FuzzTarget("none") { _ in false }

/// The name is what the package manager makes of `main` in an executable target.
@_cdecl("BanyanFuzz_main")
public func banyanFuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    let words = CommandLine.arguments.dropFirst()
    switch words.first {
    case "targets":
        for target in FuzzTarget.all { print(target.name, target.longest) }
        return 0
    case "seeds" where words.count >= 2: return writeSeeds(Array(words.dropFirst()))
    case "fuzz" where words.count >= 2:
        guard let target = FuzzTarget.named(words[2]) else { break }
        chosen = target
        // What libFuzzer is to see: the program, and the arguments behind the target.
        var (left, rest) = (count - 2, arguments + 2)
        rest[0] = arguments[0]
        return runDriver(&left, &rest) { bytes, count in
            let input = Array(UnsafeBufferPointer(start: bytes, count: count))
            do { _ = try chosen.run(input) } catch { fatalError("\(chosen.name): \(error)") }
            return 0
        }
    default: break
    }
    print("usage: BanyanFuzz targets | seeds FOLDER [MORE...] | fuzz TARGET [libFuzzer arguments]")
    return 64
}

/// One folder a target with the inputs to start from.
private func writeSeeds(_ folders: [String]) -> CInt {
    let more = folders.dropFirst().flatMap { Seeds.files(under: URL(fileURLWithPath: $0)) }
    do {
        for target in FuzzTarget.all {
            let folder = URL(fileURLWithPath: folders[0]).appending(path: target.name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var seeds = try Seeds.of(target)
            let most = seeds.count + 200
            for seed in more where target.takesVectors && seeds.count < most && seed.count <= target.longest {
                if (try? target.run(seed)) == true { seeds.append(seed) }
            }
            for (number, seed) in seeds.enumerated() {
                try Data(seed).write(to: folder.appending(path: "seed-\(number)"))
            }
        }
        return 0
    } catch {
        print("seeds: \(error)")
        return 1
    }
}
