// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// What the node answers.
    static let engine = #"""
    no patient here has that record number
      tại đây không có người bệnh nào mang mã đó
    that record number exists under several identifier systems
      mã người bệnh này có trong nhiều hệ thống định danh
    name it as SYSTEM|NUMBER
      ghi theo dạng HỆ_THỐNG|MÃ
    this node has not accepted the facility %1
      nút này chưa chấp nhận cơ sở %1
    a sealed record on the disk does not open: it was altered or belongs to another key
      một bản ghi niêm phong trên đĩa không mở được: bản ghi đã bị sửa hoặc thuộc khóa khác
    the connection was closed: %1
      kết nối đã bị đóng: %1
    another facility answered than the one that was dialled
      cơ sở trả lời không phải là cơ sở được gọi
    no connection
      không có kết nối
    the peer ended the connection before its hello: its admin may not have added this facility
      cơ sở ngang hàng ngắt kết nối trước lời chào: quản trị viên ở đó có thể chưa thêm cơ sở này
    the peer did not answer in time
      cơ sở ngang hàng không trả lời kịp
    the connection to the peer was lost
      mất kết nối tới cơ sở ngang hàng
    this facility is not an active peer
      cơ sở này không phải là cơ sở ngang hàng đang hoạt động
    the peer can't be reached%1
      không liên lạc được với cơ sở ngang hàng%1
    ask its admin whether this facility's card was added there: banyan peer card
      hỏi quản trị viên ở đó đã thêm thẻ của cơ sở này chưa: banyan peer card
    check its address in `banyan peer show`, that it runs, and that its admin has added this facility
      kiểm tra địa chỉ trong `banyan peer show`, nút ở đó có chạy không, và quản trị viên ở đó đã thêm cơ sở này chưa
    no consent for this patient was presented here
      chưa có gói đồng ý nào của người bệnh này được xuất trình tại đây
    every consent held here is refused: see each
      mọi sự đồng ý có ở đây đều bị từ chối: xem từng mục
    nobody granted: %1
      chưa được ai cho phép: %1
    a read of %1 would be permitted
      được phép đọc: %1
    the enrolment file did not arrive whole
      tệp ghi danh không đến nguyên vẹn
    identity is proved by one of: %1
      giấy tờ chứng minh nhân thân phải là một trong: %1
    this enrolment number is already in the facility's log
      số ghi danh này đã có trong nhật ký của cơ sở
    there is no section %1
      không có phần %1
    sections are: %1
      các phần là: %1
    there is no purpose %1
      không có mục đích %1
    purposes are: %1
      các mục đích là: %1
    a stream has more snapshots than may be searched
      một luồng có nhiều bản chụp hơn mức được tìm
    , nor %1 resources with it
      , và %1 tài nguyên kèm theo cũng vậy
    nothing was stored; banyan record import --help says what is read
      chưa lưu gì; banyan record import --help cho biết đọc được gì
    no encounter of these files belongs to the organization %1
      không lượt khám nào trong các tệp này thuộc tổ chức %1
    take the id or an identifier of an Organization resource
      dùng id hoặc một identifier của tài nguyên Organization
    the record number %1 belongs to a patient with another name, birth date or sex here: refused, not merged
      mã %1 tại đây thuộc người bệnh có họ tên, ngày sinh hoặc giới tính khác: từ chối, không gộp
    more than %1 resources or %2 MiB of one patient: refused
      một người bệnh có hơn %1 tài nguyên hoặc %2 MiB: từ chối
    at most 1024 tags a request
      mỗi yêu cầu nhiều nhất 1024 nhãn
    a tag is 32 hexadecimal digits
      nhãn gồm 32 chữ số thập lục phân
    ask a node that has accepted that facility, or the facility itself
      hỏi một nút đã chấp nhận cơ sở đó, hoặc chính cơ sở đó
    this node holds no log of %1
      nút này không có nhật ký của %1
    this node knows of no two histories of that log of %1
      nút này không thấy hai lịch sử của nhật ký đó của %1
    %1 signed two histories, but nobody has given this node what proves it to others
      %1 đã ký hai lịch sử, nhưng chưa ai đưa cho nút này thứ chứng minh được với bên khác
    ask other admins for their proof: banyan log misbehaviour %1
      xin bằng chứng của các quản trị viên khác: banyan log misbehaviour %1
    this node holds no complete log of %1
      nút này không có nhật ký đầy đủ của %1
    the log has %1 entries, the last one is %2
      nhật ký có %1 mục, mục cuối là %2
    this is the node's own card
      đây là thẻ của chính nút này
    give it to the other facility's admin
      đưa thẻ này cho quản trị viên của cơ sở kia
    the card was valid until %1
      thẻ có hiệu lực đến %1
    ask the facility for `banyan peer card`
      xin cơ sở kết quả của `banyan peer card`
    a newer card of this facility is already accepted
      đã chấp nhận thẻ mới hơn của cơ sở này
    the card names a key of another accepted facility: %1
      thẻ nêu khóa của một cơ sở khác đã chấp nhận: %1
    don't accept it; ask the facility by phone which keys are its own
      không chấp nhận; gọi điện hỏi cơ sở xem khóa nào là của họ
    the facility was removed: removed stays removed
      cơ sở đã bị gỡ: đã gỡ là gỡ hẳn
    the facility is %1
      trạng thái của cơ sở: %{1}
    several consents begin with that ID
      nhiều sự đồng ý có mã bắt đầu như vậy
    no consent here has that ID
      tại đây không có sự đồng ý nào mang mã đó
    the bundle file did not arrive whole
      tệp gói đồng ý không đến nguyên vẹn
    a token in the bundle can't be read
      không đọc được một thẻ đồng ý trong gói
    this consent was presented for another patient here
      sự đồng ý này đã được xuất trình cho người bệnh khác tại đây
    the patient is not enrolled here: nothing of them leaves this node
      người bệnh chưa ghi danh tại đây: không có gì của họ rời khỏi nút này
    nothing is granted
      chưa được cho phép xem gì
    (other consents: %1)
      (sự đồng ý khác: %1)
    an override needs a reason: the patient sees it
      quyết định vượt quy tắc cần có lý do: người bệnh xem được lý do đó
    the reasons of the overrides have at most %1 bytes together
      các lý do vượt quy tắc dài tổng cộng nhiều nhất %1 byte
    no consent for this patient was presented here: nothing may be read
      chưa có gói đồng ý nào của người bệnh này được xuất trình tại đây: không được đọc gì
    not granted: %1
      chưa được cho phép: %1
    more lies under this consent's tags than may be searched at once
      dưới nhãn của sự đồng ý này có nhiều hơn mức được tìm một lần
    ask that facility: its log may be damaged
      hỏi cơ sở đó: nhật ký ở đó có thể bị hỏng
    this node has more than %1 records: name a patient
      nút này có hơn %1 tài nguyên: hãy nêu người bệnh
    the patient has no such record here
      người bệnh không có tài nguyên đó tại đây
    goes with what refers to it
      đi cùng tài nguyên dẫn tới nó
    a peer
      một cơ sở ngang hàng
    two peers
      hai cơ sở ngang hàng
    this node has not caught up with %1 within %2 hours: a revocation may be missing
      nút này chưa đồng bộ kịp với %{1} trong %2 giờ: có thể thiếu một thu hồi đồng ý
    banyan status; in need: --override-staleness REASON, which the patient sees
      banyan status; khi thật cần: --override-staleness LÝ_DO, người bệnh xem được lý do
    this node took %1 revocations today
      hôm nay nút này đã nhận %1 thu hồi đồng ý
    bring the slip to another facility, or come back tomorrow
      mang phiếu đến cơ sở khác, hoặc quay lại ngày mai
    two histories of this node's log were signed with its key: peers take nothing more of it, so it must not append
      có hai lịch sử của nhật ký nút này được ký bằng khóa của nó: các cơ sở ngang hàng không nhận thêm gì, nên nút không được ghi thêm
    find out who holds a copy of this node's keys; then: banyan serve --new-incarnation
      tìm xem ai giữ bản sao khóa của nút này; rồi chạy: banyan serve --new-incarnation
    %1, so it must not append
      %{1}, nên nút không được ghi thêm
    banyan peer list; a peer that is gone for good: banyan peer suspend; a log that can't be mended: banyan serve --new-incarnation
      banyan peer list; cơ sở ngang hàng đã ngừng hẳn: banyan peer suspend; nhật ký không chữa được: banyan serve --new-incarnation
    this node has not yet asked its peers how long its own log is
      nút này chưa hỏi các cơ sở ngang hàng xem nhật ký của mình dài bao nhiêu
    %1 holds another history of this node's log, signed with its key, or altered it
      %1 giữ một lịch sử khác của nhật ký nút này, được ký bằng khóa của nó, hoặc đã sửa nó
    peers hold a later incarnation of this node's log: this data directory is an old copy
      các cơ sở ngang hàng có đời sau của nhật ký nút này: thư mục dữ liệu này là bản sao cũ
    peers hold %1 entries of this node's log that it has not taken back yet
      các cơ sở ngang hàng có %1 mục của nhật ký nút này mà nút chưa lấy về
    %1 shows more of this node's log than is here and has not proved it, and too few others confirm its length
      %1 cho thấy nhật ký của nút này dài hơn ở đây mà chưa chứng minh, và quá ít cơ sở khác xác nhận độ dài
    too few peers have confirmed how long this node's own log is since it started (%1 of %2)
      từ khi khởi động, quá ít cơ sở ngang hàng xác nhận độ dài nhật ký của nút này (%1 trên %2)
    this clock is %1 the peers'
      đồng hồ này %{1} các cơ sở ngang hàng
    this clock and that of %1 differ by %2: one of both is wrong
      đồng hồ này và đồng hồ của %1 lệch nhau %{2}: một trong hai sai
    compare both with a third clock and set the wrong one (timedatectl), then: banyan status
      so cả hai với một đồng hồ thứ ba và chỉnh cái sai (timedatectl), rồi chạy: banyan status
    %1; nothing is opened or published
      %{1}; không mở và không công bố gì
    ahead of
      nhanh hơn
    stop the node, then: banyan renew
      dừng nút, rồi chạy: banyan renew
    this node's card expired at %1: wallets and new peers refuse it
      thẻ của nút này đã hết hạn lúc %1: ví và cơ sở ngang hàng mới từ chối thẻ
    this node's card expires at %1
      thẻ của nút này hết hạn lúc %1
    the card of %1 has expired
      thẻ của %1 đã hết hạn
    %1 MiB are left on the disk
      đĩa còn trống %1 MiB
    make room: a full disk stops appends
      giải phóng chỗ: đĩa đầy thì không ghi thêm được
    %1: it does not append until then
      %{1}: từ nay đến lúc đó nút không ghi thêm
    no peer is connected
      không có cơ sở ngang hàng nào đang kết nối
    ask for a new one, then: banyan peer add FILE
      xin thẻ mới, rồi chạy: banyan peer add FILE
    %1 appended more than this node takes in a day: the rest of its log comes slowly
      %1 đã ghi nhiều hơn mức nút này nhận trong một ngày: phần còn lại của nhật ký sẽ đến chậm
    ask the facility; if it is right: banyan peer retry %1
      hỏi cơ sở; nếu đúng: banyan peer retry %1
    a facility that was never added tried to connect (%1 times)
      một cơ sở chưa từng được thêm đã thử kết nối (%1 lần)
    if one is expected, take its card and ID: banyan peer add FILE --id ID
      nếu đang chờ cơ sở nào, lấy thẻ và định danh của họ: banyan peer add FILE --id ID
    %1 sections of patients are larger than %2 MiB: readers see them as unreadable
      %1 phần của người bệnh lớn hơn %2 MiB: bên đọc thấy là không đọc được
    this clock is behind what this node wrote down itself
      đồng hồ này chậm hơn thời điểm mà chính nút đã ghi
    set the clock (timedatectl), then: banyan status
      chỉnh đồng hồ (timedatectl), rồi chạy: banyan status
    two histories of this node's log were signed with its key: peers take nothing more of it
      có hai lịch sử của nhật ký nút này được ký bằng khóa của nó: các cơ sở ngang hàng không nhận thêm gì
    find out who holds a copy of this node's keys (%1); then: banyan serve --new-incarnation
      tìm xem ai giữ bản sao khóa của nút này (%1); rồi chạy: banyan serve --new-incarnation
    %1 signed two histories of one log: it is not pulled any further
      %1 đã ký hai lịch sử của một nhật ký: nút không lấy thêm nhật ký đó
    tell its admin; this node can't prove it to others: banyan log verify %1
      báo quản trị viên của họ; nút này chưa chứng minh được với bên khác: banyan log verify %1
    tell its admin, and send the others the proof: %1
      báo quản trị viên của họ, và gửi bằng chứng cho các cơ sở khác: %1
    %1 sent entries of %2's log that it did not sign: they were not taken
      %1 gửi các mục trong nhật ký của %2 mà cơ sở đó không ký: không được nhận
    tell its admin: its disk is damaged (banyan log verify there) or its program was changed
      báo quản trị viên của họ: đĩa bị hỏng (chạy banyan log verify ở đó) hoặc chương trình đã bị sửa
    the histories of %1's log here and at %2 may differ: what is held does not lead to a newer checkpoint that it signed, and %3 has not shown how it does
      lịch sử nhật ký của %1 ở đây và tại %2 có thể khác nhau: phần đang giữ không dẫn tới mốc xác nhận mới hơn đã ký, và %3 chưa cho thấy cách nối
    compare with other admins: banyan log verify %1
      so với các quản trị viên khác: banyan log verify %1
    %1 cosigned another history of this node's log than the one that is here
      %1 đã ký chứng kiến một lịch sử khác của nhật ký nút này so với lịch sử ở đây
    compare with its admin: banyan log verify %1
      so với quản trị viên của họ: banyan log verify %1
    what was granted was to be erased by now, and the keys are gone
      những gì đã được phép xem đến nay phải xóa, và khóa đã bị xóa
    the person enrolled there differs from the local patient in: %1
      người ghi danh ở đó khác người bệnh tại đây về: %1
    look at the papers; if it is the same person: --override-identity REASON
      kiểm tra giấy tờ; nếu đúng là cùng một người: --override-identity LÝ_DO
    nothing is published while this node's clock is known to be wrong
      không công bố gì khi đã biết đồng hồ của nút này sai
    check that the peer runs and has this facility accepted, or name others with --peer; what came back so far is kept
      kiểm tra nút của cơ sở ngang hàng có chạy và đã chấp nhận cơ sở này, hoặc nêu cơ sở khác bằng --peer; phần đã lấy về được giữ lại
    name other peers with --peer
      nêu cơ sở ngang hàng khác bằng --peer
    """#

    /// Sentences that a source puts together from parts, each of which is in a room of its own; texts of one word with a value; the
    /// one line of the simulator that the list of commands shows.
    static let composed = #"""
    the peer can't be reached: %1
      không liên lạc được với cơ sở ngang hàng: %{1}
    %1 (other consents: %2)
      %{1} (sự đồng ý khác: %2)
    %1, nor %2 resources with it
      %{1}, và %2 tài nguyên kèm theo cũng vậy
    this clock is %1 ahead of the peers'
      đồng hồ này nhanh hơn các cơ sở ngang hàng %{1}
    this clock is %1 behind the peers'
      đồng hồ này chậm hơn các cơ sở ngang hàng %{1}
    %1: %2
      %{1}: %{2}
    %1, line %2
      %{1}, dòng %2
    permitted: %1
      được phép: %1
    pass %1
      nêu %{1}
    1 to 86400
      từ 1 đến 86400
    Run a whole federation in virtual time, with faults, from a seed.
      Chạy cả một liên thông trong thời gian ảo, có sự cố, từ một hạt giống.
    """#
}
