internal import Foundation

/// The words of the last failed system call.
func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
