// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// What the parser of arguments says, and the headings of its help.
    static let parser = #"""
    OVERVIEW:
      TỔNG QUAN:
    USAGE:
      CÁCH DÙNG:
    ARGUMENTS:
      ĐỐI SỐ:
    OPTIONS:
      TÙY CHỌN:
    SUBCOMMANDS:
      LỆNH CON:
    See '%1' for detailed help.
      Xem '%1' để biết chi tiết.
    Show the version.
      Hiện phiên bản.
    Show help information.
      Hiện trợ giúp.
    Show subcommand help information.
      Hiện trợ giúp của lệnh con.
    (default: %1)
      (mặc định: %{1})
    (values: %1)
      (giá trị: %1)
    (values: %1; default: %2)
      (giá trị: %1; mặc định: %2)
    Unknown option '%1'
      Không có tùy chọn '%1'
    Unknown option '%1'. Did you mean '%2'?
      Không có tùy chọn '%1'. Có phải ý bạn là '%2'?
    Unexpected argument '%1'
      Thừa đối số '%1'
    %1 unexpected arguments: %2
      Thừa %1 đối số: %2
    Missing expected argument '%1'
      Thiếu đối số '%1'
    Missing value for '%1'
      Thiếu giá trị cho '%1'
    Missing one of: %1
      Thiếu một trong: %1
    The value '%1' is invalid for '%2'
      Giá trị '%1' không hợp lệ cho '%2'
    The value '%1' is invalid for '%2'. Please provide one of %3.
      Giá trị '%1' không hợp lệ cho '%2'. Hãy dùng một trong %3.
    The value '%1' is invalid for '%2': %3
      Giá trị '%1' không hợp lệ cho '%2': %{3}
    """#

    /// Codes that values carry, in the tables where people read them, and amounts that the node puts into sentences.
    static let codes = #"""
    active
      hoạt động
    connected
      đang kết nối
    closed
      đã đóng
    down
      mất kết nối
    suspended
      tạm ngừng
    removed
      đã gỡ
    valid
      còn hiệu lực
    expired
      hết hạn
    revoked
      đã thu hồi
    not-yet-valid
      chưa bắt đầu
    imported
      đã nhập
    partial
      một phần
    failed
      thất bại
    male
      nam
    female
      nữ
    other
      khác
    unknown
      không rõ
    hospital
      bệnh viện
    clinic
      phòng khám
    pharmacy
      nhà thuốc
    laboratory
      phòng xét nghiệm
    station
      trạm y tế
    device
      thiết bị của người bệnh
    facility-card
      thẻ do cơ sở giữ
    bundle
      gói đồng ý
    (process %1)
      (tiến trình %1)
    %1 hours
      %1 giờ
    """#
}
