// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// Labels and headings.
    static let labels = #"""
    Added
      Thêm lúc
    Another
      Lịch sử kia
    As of
      Tính đến
    At
      Vị trí
    Begins
      Bắt đầu
    Behind
      Còn thiếu
    Born
      Ngày sinh
    Bundle
      Gói đồng ý
    By decision
      Theo quyết định
    Card
      Thẻ cơ sở
    Card valid until
      Thẻ có hiệu lực đến
    Checkpoint
      Mốc xác nhận
    Clock
      Đồng hồ
    Code
      Mã
    Consents
      Sự đồng ý
    Damaged
      Bị hỏng
    Database
      Cơ sở dữ liệu
    Date
      Ngày
    Endpoints
      Địa chỉ kết nối
    Ends
      Hết hạn
    Enrolled
      Đã ghi danh
    Enrolled at
      Đã ghi danh tại
    Enrolment
      Ghi danh
    Enrolment %1
      Ghi danh %1
    Entries
      Số mục
    Entry
      Mục
    Facility
      Cơ sở
    Facility ID
      Định danh cơ sở
    File
      Tệp
    Former key %1
      Khóa cũ %1
    From
      Nguồn
    Grant
      Lần cho phép
    Grants
      Cho phép xem
    Header
      Phần đầu
    Heard
      Liên lạc
    ID
      Định danh
    Imported
      Đã nhập
    Incarnation
      Đời nhật ký
    Insurance XML
      XML bảo hiểm
    Issued
      Cấp lúc
    Key number
      Số khóa
    Kind
      Loại
    Last failure
      Lỗi gần nhất
    Leaf
      Lá
    Left out
      Bỏ qua
    Link
      Kết nối
    Listening on
      Địa chỉ nhận
    Logs
      Nhật ký
    May read
      Được phép đọc
    Memory
      Bộ nhớ
    Missing
      Còn thiếu
    Months
      Các tháng
    Name
      Tên
    Next attempt
      Lần thử tới
    Not granted
      Chưa cho phép
    Not held
      Không có
    Not published
      Không công bố
    Number
      Số
    Of others
      Của nơi khác
    One history
      Một lịch sử
    Own log
      Nhật ký của mình
    Patient
      Người bệnh
    Patients
      Người bệnh
    Peers
      Cơ sở ngang hàng
    Presented
      Xuất trình
    Published
      Đã công bố
    Purpose
      Mục đích
    Reason
      Lý do
    Recomputed root
      Gốc tính lại
    Records of
      Hồ sơ của
    Reference
      Tham chiếu
    Resources
      Tài nguyên
    Root
      Gốc
    Running since
      Chạy từ
    Section
      Phần
    Sections
      Các phần
    Sex
      Giới tính
    Signature
      Chữ ký
    Signatures
      Chữ ký
    Since
      Từ lúc
    State
      Trạng thái
    Superseded
      Bị thay thế
    Synced
      Đồng bộ
    Token
      Thẻ đồng ý
    Type
      Loại
    Unknown fields
      Trường không biết
    Until
      Đến
    Version
      Phiên bản
    What
      Nội dung
    Withheld
      Không chia sẻ
    Witnesses
      Chứng kiến
    Would read
      Sẽ đọc
    its ID
      định danh
    consents
      sự đồng ý
    enrolments
      ghi danh
    new card
      thẻ mới
    own log
      nhật ký của mình
    peers
      cơ sở ngang hàng
    streams
      luồng
    """#
}
