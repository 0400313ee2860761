internal import BanyanAPI
internal import BanyanCore
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Every error leaves as an `APIError` in JSON with the status of its category.
struct ErrorsAsJSON: RouterMiddleware {
    typealias Context = ControlRouter.Context

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let failure = APIError(anyError: error)
            context.logger.debug("a control request failed", metadata: ["code": "\(failure.code)", "path": "\(request.uri.path)"])
            return try ControlJSON.response(failure, status: status(of: error, failure))
        }
    }

    private func status(of error: any Error, _ failure: APIError) -> HTTPResponse.Status {
        if error is NIOTooManyBytesError { return .contentTooLarge }
        if let error = error as? HTTPError { return error.status }
        return failure.httpStatus
    }
}

extension APIError {
    /// An error of unknown kind says nothing of itself: its text could hold what must not leave the node.
    init(anyError error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as any Failure: self.init(error)
        case is NIOTooManyBytesError:
            self.init(.usage, "request-too-large", "the request is larger than \(Limits.controlRequest) bytes")
        case let error as HTTPError where error.status == .notFound:
            self.init(
                .notFound, "no-such-call", "this node has no such call", hint: "compare `banyan version` with the node's in `banyan status`"
            )
        case is CancellationError: self.init(.failed, "cancelled", "the node is shutting down")
        default: self.init(.failed, "internal", "the node failed in a way that it does not know", hint: "look at the node's log")
        }
    }

    var httpStatus: HTTPResponse.Status {
        switch category {
        case .usage: .badRequest
        case .denied: .forbidden
        case .notFound: .notFound
        case .trust, .partial: .unprocessableContent
        case .unreachable: .badGateway
        case .timedOut: .gatewayTimeout
        case .failed, .configuration: .internalServerError
        }
    }
}
