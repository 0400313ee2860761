internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger
internal import Logging

/// Parcels between the engine, the disk and the node's post.
extension Exchange {
    func loadParcels() async throws {
        let (held, settled) = try await store.parcels()
        handle(.parcel(.loaded(held, settled)))
    }

    func perform(_ directive: ParcelDirective) {
        switch directive {
        case .read(let id, let name):
            start {
                let parcel = try? await self.store.parcel(name)
                await self.handle(.parcel(.read(id, name, parcel)))
            }
        case .keep(let id, let parcel, let holding):
            start {
                let isKept = await self.durably { try await self.store.keep(parcel, holding, changes: []) }
                await self.handle(.parcel(.kept(id, parcel.name, isKept)))
            }
        case .open(let id, let peer, let parcel):
            start {
                let (verdict, tell) = await self.desk?.open(parcel, from: peer) ?? (.refused, [])
                await self.handle(.parcel(.opened(id, parcel.name, parcel.id, verdict, tell: tell)))
            }
        case .handed(let name, let id, let peer, let copies, let isOwn):
            start {
                _ = await self.durably {
                    if isOwn, let desk = self.desk { return try await desk.handed(name, id, to: peer, copies: copies) }
                    try await self.store.handed(name, copies: copies, changes: [])
                }
            }
        case .settle(let settled, let isOwn):
            start {
                _ = await self.durably {
                    if isOwn, let desk = self.desk { return try await desk.acknowledged(settled) }
                    try await self.store.settle(settled, changes: [])
                }
            }
        case .expire:
            start {
                _ = await self.durably {
                    try await self.store.forgetParcels(expiredBy: self.clock.now())
                    try await self.desk?.forgetPast()
                }
            }
        }
    }

    /// Sends a parcel that was stored.
    func posted(_ holding: ParcelHolding) { handle(.parcel(.posted(holding))) }

    /// A flow took a parcel out of the inbox.
    func parcelTaken(_ settled: SettledParcel) { handle(.parcel(.taken(settled))) }

    func parcelStatus() -> ParcelStatus { engine.parcelStatus }

    private nonisolated func durably(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return true
        } catch {
            logger.error("a parcel's record can't be written", metadata: ["reason": "\((error as? any Failure)?.code ?? "unknown")"])
            return false
        }
    }
}
