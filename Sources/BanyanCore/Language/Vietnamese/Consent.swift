// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// Tokens, bundles, wallets and slips.
    static let consent = #"""
    the content of this bundle is malformed
      nội dung của gói đồng ý này sai dạng
    the content of this bundle names another facility: %1
      nội dung của gói đồng ý này nêu cơ sở khác: %1
    an enrolment needs a name of at most %1 bytes on one line, and a birth date as yyyy, yyyy-MM or yyyy-MM-dd
      ghi danh cần họ tên dài nhất %1 byte trên một dòng, và ngày sinh theo dạng yyyy, yyyy-MM hoặc yyyy-MM-dd
    the content of this enrolment is malformed
      nội dung của tệp ghi danh này sai dạng
    the enrolment's key is not a sound Ed25519 key
      khóa trong tệp ghi danh không phải là khóa Ed25519 hợp lệ
    the enrolment's proof is about another facility, number or link
      bằng chứng của tệp ghi danh thuộc cơ sở, số hoặc liên kết khác
    the enrolment was not made within seven days of now
      tệp ghi danh không được lập trong vòng bảy ngày so với hiện tại
    check the clocks, and let the wallet make it again: banyan wallet enrol
      kiểm tra đồng hồ, rồi dùng ví lập lại: banyan wallet enrol
    the enrolment's proof of possession does not verify
      bằng chứng giữ khóa của tệp ghi danh không đúng
    the receipt is not the one of this consent, or not in this node's log
      biên nhận không thuộc sự đồng ý này, hoặc không có trong nhật ký của nút này
    the receipt does not name every entry that is to be opened
      biên nhận không nêu đủ các mục sẽ được mở
    outside the consent
      ngoài phạm vi đồng ý
    does not open
      không mở được
    a part does not open
      một phần không mở được
    damaged or too large
      bị hỏng hoặc quá lớn
    more than may be opened at once
      nhiều hơn mức được mở một lần
    role, pseudonym and reason are 1 to %1 bytes on one line each
      vai trò, bí danh và lý do mỗi thứ dài 1 đến %1 byte, trên một dòng
    the slip is too long
      phiếu quá dài
    there is no line that begins with Code:
      không có dòng nào bắt đầu bằng Code:
    line %1 of the slip: %2
      dòng %1 của phiếu: %{2}
    compare that line with the paper and type it again
      so dòng đó với tờ phiếu và gõ lại
    a slip holds at most %1 codes
      một phiếu có nhiều nhất %1 mã
    the code that begins here: %1
      mã bắt đầu từ đây: %{1}
    the %1 would be larger than %2 bytes
      %{1} sẽ lớn hơn %2 byte
    this is no %1: it is larger than %2 bytes
      đây không phải là %{1}: tệp lớn hơn %2 byte
    this file is no %1, or was cut or altered
      tệp này không phải là %{1}, hoặc đã bị cắt hay sửa
    copy the file from the wallet again
      chép lại tệp từ ví
    this %1 is sealed to another facility: %2
      %{1} này được niêm phong cho cơ sở khác: %2
    make it again with this facility's card
      lập lại bằng thẻ của cơ sở này
    this %1 is sealed to key number %2, which this facility does not hold
      %{1} này được niêm phong cho khóa số %2 mà cơ sở này không giữ
    give the patient this facility's current card: banyan peer card
      đưa cho người bệnh thẻ hiện tại của cơ sở này: banyan peer card
    this %1 was altered, or sealed to another key
      %{1} này đã bị sửa, hoặc được niêm phong cho khóa khác
    an entry holds at most %1 bytes
      một mục nhật ký chứa nhiều nhất %1 byte
    a section's snapshot holds at most %1 MiB
      bản chụp của một phần chứa nhiều nhất %1 MiB
    the token is larger than %1 bytes
      thẻ đồng ý lớn hơn %1 byte
    the token is not a signed message in the strict encoding
      thẻ đồng ý không phải là thông điệp có ký theo cách mã hóa chặt
    the signed message is not a consent token of this version
      thông điệp có ký không phải là thẻ đồng ý của phiên bản này
    the token's claims are not exactly those of this version
      các mục khai trong thẻ đồng ý không đúng của phiên bản này
    the wallet may be newer than this node: banyan version
      ví có thể mới hơn nút này: banyan version
    the patient's enrolment at the origin is not in this replica
      ghi danh của người bệnh tại cơ sở nguồn chưa có trong bản sao này
    let the node catch up with the origin's log: banyan status
      để nút đồng bộ bù nhật ký của cơ sở nguồn: banyan status
    the patient's enrolment at the origin does not open with the bundle's key
      khóa trong gói đồng ý không mở được ghi danh của người bệnh tại cơ sở nguồn
    the token's key is not a sound Ed25519 key
      khóa trong thẻ đồng ý không phải là khóa Ed25519 hợp lệ
    the token's key is not the one that the origin enrolled
      khóa trong thẻ đồng ý không phải là khóa mà cơ sở nguồn đã ghi danh
    the token's signature does not verify
      chữ ký của thẻ đồng ý không đúng
    the token was given to another facility: %1
      thẻ đồng ý được trao cho cơ sở khác: %1
    the token is about another facility's records: %1
      thẻ đồng ý nói về hồ sơ của cơ sở khác: %1
    the other facility is not accepted here, or is suspended
      cơ sở kia chưa được chấp nhận tại đây, hoặc đang bị tạm ngừng
    the bundle's keys are not the ones that the token names
      khóa trong gói không phải là các khóa mà thẻ đồng ý nêu
    the bundle's keys are not those of exactly the token's sections and months
      khóa trong gói không ứng đúng với các phần và tháng của thẻ đồng ý
    nothing is opened while this node's clock is known to be wrong
      không mở gì khi đã biết đồng hồ của nút này sai
    set the clock, then: banyan status
      chỉnh đồng hồ, rồi chạy: banyan status
    the token's times contradict each other, or it lives longer than a year
      các thời điểm trong thẻ đồng ý mâu thuẫn nhau, hoặc thẻ có hạn quá một năm
    the consent begins at %1
      sự đồng ý bắt đầu từ %1
    the consent ended at %1
      sự đồng ý đã hết hạn lúc %1
    ask the patient for a new one
      xin người bệnh đồng ý lại
    what was granted was to be erased by %1
      những gì đã được phép xem phải xóa trước %1
    the patient revoked this consent
      người bệnh đã thu hồi sự đồng ý này
    a revocation of this consent may lie in a log of which this replica lacks the entry
      có thể đã có thu hồi sự đồng ý này trong một nhật ký mà bản sao ở đây còn thiếu mục
    ask the patient for a new consent; banyan log verify ID shows which log lacks payloads
      xin người bệnh đồng ý lại; banyan log verify ID cho biết nhật ký nào thiếu nội dung
    a token made by a card that a facility keeps lives seven days at most
      thẻ đồng ý lập bằng thẻ do cơ sở giữ có hạn nhiều nhất bảy ngày
    a token made by a card that a facility keeps may not name that facility as audience
      thẻ đồng ý lập bằng thẻ do cơ sở giữ không được cho phép chính cơ sở đó xem
    emergency access is declared, it is not granted by a token
      truy cập cấp cứu do nhân viên y tế tuyên bố, không cấp bằng thẻ đồng ý
    the consent is for %1, and %2 was asked for
      sự đồng ý dành cho mục đích %1, còn yêu cầu nêu %2
    --purpose %1, if that is what the data are asked for
      --purpose %1, nếu đúng là cần dữ liệu cho mục đích đó
    the origin does not release any of these sections
      cơ sở nguồn không cung cấp phần nào trong số này
    ask that facility itself, or read without --sections
      hỏi trực tiếp cơ sở đó, hoặc đọc không kèm --sections
    the consent covers none of these sections
      sự đồng ý không gồm phần nào trong số này
    ask the patient for a consent that names them
      xin người bệnh đồng ý cho xem đúng các phần đó
    the facility's name does not fit on one line
      tên cơ sở không vừa một dòng
    a grant names at least one section
      cho phép xem phải nêu ít nhất một phần
    emergency access is declared by clinicians, it can't be granted
      truy cập cấp cứu do nhân viên y tế tuyên bố, không thể cho phép trước
    a grant begins now or later, ends after it begins, and lives at most a year
      cho phép xem bắt đầu từ bây giờ hoặc sau đó, kết thúc sau khi bắt đầu, và có hạn nhiều nhất một năm
    erasure is due at the expiry or within a year after it
      hạn xóa là lúc hết hạn hoặc trong vòng một năm sau đó
    a grant names 1 to %1 facilities, each once
      cho phép xem nêu 1 đến %1 cơ sở, mỗi cơ sở một lần
    %1 needs no consent for its own records
      %1 không cần sự đồng ý để xem hồ sơ của chính mình
    leave it out of --from
      bỏ cơ sở đó khỏi --from
    the wallet is not enrolled at %1
      ví chưa ghi danh tại %1
    """#
}
