internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger
internal import Logging

/// One connection as the exchange holds it.
struct Line {
    let link: any PeerLink
    let outbox: AsyncStream<GossipMessage>.Continuation
    /// Given to the outbox and not yet taken by the transport.
    var unsent = 0
    /// Something came from the peer, or this side closed the connection: its end says nothing of the peer.
    var isExplained = false
}

/// Connections: their opening, their two directions, their end.
extension Exchange {
    /// Takes over a connection that a peer opened; returns when it has ended.
    public func accept(link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>) async {
        await converse(link, messages, isInbound: true)
    }

    func dial(_ peer: FacilityID) async {
        guard let card = cards[peer], !isStopping else { return handle(.dialFailed(peer)) }
        do {
            let (link, messages) = try await dialer.dial(card)
            guard link.peer == peer else {
                link.close()
                throw ExchangeFailure(.trust, "wrong-peer", "another facility answered than the one that was dialled")
            }
            await converse(link, messages, isInbound: false)
        } catch {
            problems[peer] = (error as? any Failure)?.message ?? "no connection"
            logger.debug(
                "dialling failed", metadata: ["peer": "\(peer.compact)", "reason": "\((error as? any Failure)?.code ?? "no-connection")"])
            handle(.dialFailed(peer))
        }
    }

    private func converse(_ link: any PeerLink, _ messages: AsyncThrowingStream<[UInt8], any Error>, isInbound: Bool) async {
        guard !isStopping else { return link.close() }
        lastConnection += 1
        let id = ConnectionID(lastConnection)
        let outbox = AsyncStream.makeStream(of: GossipMessage.self)
        lines[id] = Line(link: link, outbox: outbox.continuation)
        handle(.connected(id, link.peer, inbound: isInbound))
        await withDiscardingTaskGroup { group in
            group.addTask { await self.write(outbox.stream, to: link, id) }
            await read(messages, from: link, id)
            outbox.continuation.finish()
            group.cancelAll()
        }
        let isExplained = lines.removeValue(forKey: id)?.isExplained ?? false
        failPings(on: id)
        // With TLS 1.3 a refusal looks like this from the side that is refused.
        if !isInbound, !isStopping, !isExplained { problems[link.peer] = Self.endedBeforeHello }
        handle(.disconnected(id))
    }

    static let endedBeforeHello = "the peer ended the connection before its hello: its admin may not have added this facility"

    private func heard(on id: ConnectionID) { lines[id]?.isExplained = true }

    /// Takes messages one by one, so that a peer that sends faster than they are handled is held up by its own socket.
    private nonisolated func read(_ messages: AsyncThrowingStream<[UInt8], any Error>, from link: any PeerLink, _ id: ConnectionID) async {
        do {
            for try await bytes in messages {
                await heard(on: id)
                do {
                    let message = try GossipMessage(encoded: bytes)
                    await handle(.message(id, message))
                } catch { await handle(.malformed(id, code: error.code)) }
            }
        } catch { await lost(link.peer, error) }
        link.close()
    }

    private nonisolated func write(_ messages: AsyncStream<GossipMessage>, to link: any PeerLink, _ id: ConnectionID) async {
        for await message in messages {
            do { try await link.send(message.encoded) } catch { break }
            await sent(id)
        }
        link.close()
    }

    private func lost(_ peer: FacilityID, _ error: any Error) {
        guard let failure = error as? any Failure else { return }
        problems[peer] = failure.message
        logger.debug("a connection ended", metadata: ["peer": "\(peer.compact)", "reason": "\(failure.code)"])
    }

    func enqueue(_ message: GossipMessage, on id: ConnectionID) {
        guard lines[id] != nil else { return }
        lines[id]?.unsent += 1
        lines[id]?.outbox.yield(message)
    }

    private func sent(_ id: ConnectionID) {
        lines[id]?.unsent -= 1
        if lines[id]?.unsent == 0 { handle(.drained(id)) }
    }

    /// Orderly: what was sent may leave, for a second. Otherwise at once.
    func close(_ id: ConnectionID, _ reason: CloseReason) {
        guard let line = lines[id] else { return }
        lines[id]?.isExplained = true
        let metadata: Logger.Metadata = ["peer": "\(line.link.peer.compact)", "reason": "\(reason.code)"]
        if reason.isOrderly {
            logger.debug("closing a connection", metadata: metadata)
            line.outbox.finish()
            start {
                try? await self.stopwatch.sleep(milliseconds: 1_000)
                line.link.close()
            }
        } else {
            problems[line.link.peer] = "the connection was closed: \(reason.code)"
            logger.notice("closing a connection", metadata: metadata)
            line.link.close()
        }
    }
}
