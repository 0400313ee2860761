// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// Parcels and referrals: what goes wrong, and the help of their commands.
    static let referrals = #"""
    %1 exists, and is not overwritten
      %1 đã tồn tại và không bị ghi đè
    pass another -o FILE
      hãy chọn -o FILE khác
    a signed referral
      một giấy chuyển đã ký
    a referral request
      một yêu cầu chuyển cơ sở
    this wallet has signed this referral before
      ví này đã ký giấy chuyển này trước đây
    give the file from then, or ask the facility for a new request
      hãy đưa tệp lúc đó, hoặc xin cơ sở một yêu cầu mới
    the request is older than a week, or of a day that is to come
      yêu cầu đã quá một tuần, hoặc mang ngày chưa đến
    ask the facility for a new one: banyan referral create
      hãy xin cơ sở một yêu cầu mới: banyan referral create
    the card of %1 in the request has expired
      thẻ của %1 trong yêu cầu đã hết hạn
    ask the facility for a new request
      hãy xin cơ sở một yêu cầu mới
    %1 refers you to %2
      %1 chuyển bạn đến %2
    Type yes to sign this referral:
      Gõ yes (hoặc có) để ký giấy chuyển này:
    this file is no signed referral, or was cut or altered
      tệp này không phải là giấy chuyển đã ký, hoặc đã bị cắt hay sửa
    it lets another facility read than the referral names
      nó cho phép đọc một cơ sở khác với cơ sở mà giấy chuyển nêu
    its purpose is not treatment
      mục đích của nó không phải là điều trị
    its term is not ten days
      thời hạn của nó không phải là mười ngày
    it grants other sections than the referral asks for
      nó cho phép những phần khác với phần mà giấy chuyển xin
    it was signed for another referral
      nó được ký cho một giấy chuyển khác
    a token in it can't be read
      một thẻ đồng ý trong đó không đọc được
    the referring facility saw another token than the one in it
      cơ sở chuyển đã thấy một thẻ đồng ý khác với thẻ trong đó
    it does not open the records of the referring facility
      nó không mở hồ sơ của cơ sở chuyển
    a facility sends no parcels to itself
      cơ sở không gửi bưu kiện cho chính mình
    %1 is not active here
      %1 không hoạt động tại đây
    the card of %1 has expired, and with it the key to seal to
      thẻ của %1 đã hết hạn, và khóa để niêm phong cũng vậy
    %1 parcels wait to be acknowledged: no more are sent before some are
      %1 bưu kiện đang chờ xác nhận: chưa gửi thêm trước khi có xác nhận
    banyan record import FILE, or: --reason TEXT
      banyan record import FILE, hoặc: --reason TEXT
    the patient's record holds no XML13
      hồ sơ người bệnh không có XML13
    the XML13 in the patient's record names another facility than %1
      XML13 trong hồ sơ người bệnh nêu cơ sở khác với %1
    banyan record list MRN, then: --record ServiceRequest/ID
      banyan record list MRN, sau đó: --record ServiceRequest/ID
    the patient is not enrolled here, so there is nothing that a consent could open
      người bệnh chưa ghi danh tại đây, nên không có gì để sự đồng ý mở
    a referral asks for at least one section
      giấy chuyển xin ít nhất một phần
    what the referral is about belongs to the closed section %1, which it does not ask for
      nội dung giấy chuyển thuộc phần kín %1, phần mà nó không xin
    name it too: --sections all,%1
      hãy nêu cả phần đó: --sections all,%1
    a referral holds at most %1 KiB
      giấy chuyển chứa nhiều nhất %1 KiB
    no active facility here has that ID, code or name
      tại đây không có cơ sở đang hoạt động nào mang định danh, mã hay tên đó
    name it by its ID: banyan peer list
      hãy nêu bằng định danh: banyan peer list
    several facilities are called that
      có nhiều cơ sở mang tên đó
    pass --reason and not the record
      hãy dùng --reason thay cho hồ sơ
    that record says no reason
      hồ sơ đó không nêu lý do
    --reason TEXT, --from-xml13 or --record ServiceRequest/ID
      --reason TEXT, --from-xml13 hoặc --record ServiceRequest/ID
    a referral says why
      giấy chuyển phải nêu lý do
    a text of a referral is at most %1 bytes long, and there are at most 32
      một đoạn chữ của giấy chuyển dài nhiều nhất %1 byte, và có nhiều nhất 32 đoạn
    that is no number for a new patient
      đó không phải là mã số cho người bệnh mới
    a patient with that number is here already
      tại đây đã có người bệnh mang mã số đó
    without --register: --patient MRN
      không dùng --register: --patient MRN
    the person in the referral differs from the local patient in: %1
      người trong giấy chuyển khác với người bệnh tại đây ở: %{1}
    look at the papers; the right number is under: banyan patient list --search NAME
      hãy xem giấy tờ; mã số đúng tìm bằng: banyan patient list --search NAME
    a refusal says why
      từ chối phải nêu lý do
    a referral is completed with what came of it
      hoàn tất giấy chuyển phải nêu kết quả
    a text of a referral is at most %1 bytes long
      một đoạn chữ của giấy chuyển dài nhiều nhất %1 byte
    a place is named without a day
      có nêu nơi mà không nêu ngày
    the day of the follow-up is no day that is to come
      ngày hẹn khám lại không phải là ngày sắp đến
    a place is one line of at most %1 bytes
      nơi hẹn là một dòng dài nhiều nhất %1 byte
    this referral was sent from here: the other facility decides on it
      giấy chuyển này được gửi từ đây: cơ sở kia quyết định
    this referral is %1
      giấy chuyển này đang ở trạng thái: %{1}
    the consent is not this referral's: %1
      sự đồng ý không phải của giấy chuyển này: %{1}
    the consent can't be opened: %1
      không mở được sự đồng ý: %{1}
    the signed referral did not arrive whole
      giấy chuyển đã ký không đến nguyên vẹn
    what was signed is another referral
      nội dung được ký là một giấy chuyển khác
    this referral was sent before, or is not from here
      giấy chuyển này đã được gửi, hoặc không phải từ đây
    this referral was sent before
      giấy chuyển này đã được gửi
    the token in the signed referral can't be read
      không đọc được thẻ đồng ý trong giấy chuyển đã ký
    it is sealed to another facility than the referral names
      nó được niêm phong cho cơ sở khác với cơ sở mà giấy chuyển nêu
    what was signed is not the consent of this referral: %1
      nội dung được ký không phải là sự đồng ý của giấy chuyển này: %{1}
    banyan wallet referral REQUEST -o FILE, with the request of this referral
      banyan wallet referral REQUEST -o FILE, với yêu cầu của giấy chuyển này
    the patient is not enrolled here
      người bệnh chưa ghi danh tại đây
    no referral here has that ID
      tại đây không có giấy chuyển nào mang định danh đó
    several referrals begin with that ID
      có nhiều giấy chuyển bắt đầu bằng định danh đó
    this referral has no follow-up appointment
      giấy chuyển này không có hẹn khám lại
    a parcel is for another facility
      bưu kiện dành cho cơ sở khác
    a parcel was altered, or sealed to a key that this facility does not hold
      bưu kiện đã bị sửa, hoặc niêm phong bằng khóa mà cơ sở này không giữ
    the content of a parcel is malformed, or not what its outside says
      nội dung bưu kiện sai dạng, hoặc không đúng như bên ngoài ghi
    a parcel comes from a facility of which this node takes none
      bưu kiện đến từ cơ sở mà nút này không nhận bưu kiện
    a parcel is not signed by the facility that it names
      bưu kiện không được ký bởi cơ sở mà nó nêu
    a parcel holds at most %1 KiB of a known kind
      bưu kiện chứa nhiều nhất %1 KiB thuộc một loại đã biết
    a parcel would be larger than %1 KiB
      bưu kiện sẽ lớn hơn %1 KiB
    the referral request is not signed by the facility that it names
      yêu cầu chuyển không được ký bởi cơ sở mà nó nêu
    copy the file from the facility again
      hãy sao lại tệp từ cơ sở
    this is no referral request, or it was cut or altered
      đây không phải là yêu cầu chuyển, hoặc đã bị cắt hay sửa
    a referral is a Bundle of type collection
      giấy chuyển là một Bundle loại collection
    a referral has a Task with its state
      giấy chuyển có một Task nêu trạng thái
    a referral has a Patient, a ServiceRequest and a Task
      giấy chuyển có Patient, ServiceRequest và Task
    the appointment of a referral says a day and a place
      hẹn khám của giấy chuyển nêu ngày và nơi
    a text of a referral is too long
      một đoạn chữ của giấy chuyển quá dài
    a parcel can't be read
      không đọc được bưu kiện
    List referrals, sent and received, the newest first.
      Liệt kê các giấy chuyển, đã gửi và đã nhận, mới nhất trước.
    Refer a patient to another facility, and answer those who refer theirs here.
      Chuyển người bệnh đến cơ sở khác, và trả lời những cơ sở chuyển người bệnh đến đây.
    Show one referral with everything that happened to it.
      Hiển thị một giấy chuyển cùng mọi việc đã xảy ra với nó.
    The patient signs a referral with the wallet: the receiving facility may then read for treatment, for ten days. A facility that is switched off gets it when it is back, once.
      Người bệnh ký giấy chuyển bằng ví: khi đó cơ sở nhận được đọc để điều trị, trong mười ngày. Cơ sở đang tắt sẽ nhận được khi hoạt động trở lại, đúng một lần.
    The referral, as `referral list` prints it; the beginning is enough.
      Giấy chuyển, như `referral list` in ra; chỉ cần phần đầu.
    Make a referral, and the request that the patient signs.
      Lập giấy chuyển, và yêu cầu để người bệnh ký.
    Without --sections the patient is asked for all but the sensitive ones.
      Nếu không nêu --sections, người bệnh được xin mọi phần trừ các phần nhạy cảm.
    The receiving facility: ID, code or name of an accepted one.
      Cơ sở nhận: định danh, mã hoặc tên của một cơ sở đã chấp nhận.
    An ICD-10 code, with its words behind an equals sign; may be repeated.
      Một mã ICD-10, lời ghi sau dấu bằng; có thể lặp lại.
    Findings, course, treatment so far; may be repeated.
      Kết quả khám, diễn biến, điều trị đến nay; có thể lặp lại.
    Make it of this resource of the patient's record.
      Lập từ tài nguyên này trong hồ sơ người bệnh.
    Make it of the newest XML13 in the patient's record that names that facility.
      Lập từ XML13 mới nhất trong hồ sơ người bệnh có nêu cơ sở đó.
    The new request file, for the wallet.
      Tệp yêu cầu mới, dành cho ví.
    Pass one of --reason, --record and --from-xml13.
      Hãy dùng một trong --reason, --record và --from-xml13.
    --diagnosis and --detail go with --reason; a record has its own.
      --diagnosis và --detail đi cùng --reason; hồ sơ đã có sẵn.
    Send a referral with what the patient signed.
      Gửi giấy chuyển cùng những gì người bệnh đã ký.
    What was signed for another facility, purpose or term is refused.
      Nội dung ký cho cơ sở, mục đích hoặc thời hạn khác sẽ bị từ chối.
    The file from `banyan wallet referral`, or - for stdin.
      Tệp từ `banyan wallet referral`, hoặc - cho đầu vào chuẩn.
    The person in the referral must be the local patient: birth date, sex and name are compared.
      Người trong giấy chuyển phải là người bệnh tại đây: ngày sinh, giới tính và họ tên được so sánh.
    Register the person under this new number, after looking at the papers.
      Đăng ký người đó với mã số mới này, sau khi xem giấy tờ.
    Pass one of --patient and --register.
      Hãy dùng một trong --patient và --register.
    Refuse a referral, with the reason that the other facility is told.
      Từ chối giấy chuyển, kèm lý do để cơ sở kia được biết.
    Complete a referral: what came of it, and when the patient is to come again.
      Hoàn tất giấy chuyển: kết quả ra sao, và khi nào người bệnh khám lại.
    What was found and done.
      Đã phát hiện và xử trí những gì.
    The day of the follow-up.
      Ngày hẹn khám lại.
    Where: a facility's ID, code or name, or words; here without it.
      Nơi hẹn: định danh, mã hoặc tên cơ sở, hoặc lời ghi; nếu không nêu là tại đây.
    Write a referral, or its follow-up appointment, as the papers of decision 3176.
      Ghi giấy chuyển, hoặc giấy hẹn khám lại, theo mẫu của quyết định 3176.
    Pass one of --xml13 and --xml14.
      Hãy dùng một trong --xml13 và --xml14.
    Accept a referral: its consent is presented for a local patient, and the summary opens.
      Chấp nhận giấy chuyển: sự đồng ý được trình cho người bệnh tại đây, và bản tóm tắt mở ra.
    Sign a referral: let the facility that you are referred to read, for treatment, for ten days.
      Ký giấy chuyển: cho phép cơ sở nơi bạn được chuyển đến đọc, để điều trị, trong mười ngày.
    The request comes from the facility that refers you, as a file. Give back what is signed.
      Yêu cầu do cơ sở chuyển bạn đưa, dưới dạng tệp. Hãy đưa lại nội dung đã ký.
    The file from `banyan referral create`, or - for stdin.
      Tệp từ `banyan referral create`, hoặc - cho đầu vào chuẩn.
    Cards of further facilities where you are enrolled, whose records may be read too.
      Thẻ của các cơ sở khác nơi bạn đã ghi danh, mà hồ sơ cũng được phép đọc.
    The new file with what is signed.
      Tệp mới chứa nội dung đã ký.
    Grant the sensitive sections that the request names without asking.
      Cho phép các phần nhạy cảm mà yêu cầu nêu mà không hỏi lại.
    """#

    /// What their commands show.
    static let referralsShown = #"""
    sent
      đã gửi
    Diagnoses
      Chẩn đoán
    Note
      Ghi chú
    Outcome
      Kết quả
    What happened
      Những việc đã xảy ra
    By
      Bởi
    Delivery
      Chuyển phát
    When
      Khi nào
    Words
      Lời ghi
    Next: the patient signs the request, then:
      Tiếp theo: người bệnh ký yêu cầu, sau đó:
    (%1 here)
      (%1 tại đây)
    no referrals: make one with `banyan referral create --help`
      chưa có giấy chuyển nào: lập bằng `banyan referral create --help`
    Way
      Chiều
    To
      Đến
    Request
      Yêu cầu
    to
      đến
    from
      từ
    Next: the patient signs the request, then it is sent:
      Tiếp theo: người bệnh ký yêu cầu, sau đó gửi đi:
    Referral
      Giấy chuyển
    the paper is %1
      giấy được ghi vào %1
    Parcels
      Bưu kiện
    not told
      không rõ
    %1 kept for others (%2)
      giữ hộ %1 (%2)
    none kept for others
      không giữ hộ bưu kiện nào
    %1 sent and not acknowledged, %2 to be taken, %3
      %1 đã gửi chưa được xác nhận, %2 chờ tiếp nhận, %3
    Signed
      Đã ký
    Next: give the file to %1; there:
      Tiếp theo: đưa tệp cho %1; tại đó:
    """#

    /// How a referral and its parcels stand.
    static let referralStates = #"""
    draft
      bản nháp
    requested
      đã gửi yêu cầu
    received
      đã đến
    accepted
      đã chấp nhận
    rejected
      đã từ chối
    completed
      đã hoàn tất
    queued
      chờ gửi
    handed-over
      đã giao
    acknowledged
      đã xác nhận
    """#
}
