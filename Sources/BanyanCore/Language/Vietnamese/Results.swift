// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// How errors are shown, and words and units that stand in many tables.
    static let terminal = #"""
    banyan: error: %1
      banyan: lỗi: %1
    banyan: hint: %1
      banyan: gợi ý: %1
    banyan: warning: other users may read %1 (mode %2): chmod 600 %3
      banyan: cảnh báo: người dùng khác đọc được %1 (quyền %2): chmod 600 %3
    banyan: error: %1 entries of the own log could not be read: what they held is lost
      banyan: lỗi: không đọc được %1 mục của nhật ký: nội dung các mục đó đã mất
    the command failed: %1
      lệnh thất bại: %1
    --lang takes vi (Vietnamese) or en (English), not '%1'
      --lang nhận vi (tiếng Việt) hoặc en (tiếng Anh), không nhận '%1'
    now
      bây giờ
    %1 ago
      %1 trước
    in %1
      sau %1
    %1 s
      %1 giây
    %1 min
      %1 phút
    %1 h
      %1 giờ
    %1 days
      %1 ngày
    far ahead
      còn rất lâu
    long ago
      từ rất lâu
    none
      không có
    never
      chưa bao giờ
    all
      tất cả
    yes
      có
    no
      không
    ok
      đúng
    nothing
      không có gì
    ended
      đã hết hạn
    %1 of %2
      %1 / %2
    %1 of %2 %3
      %1 / %2 %3
    %1 to %2
      %1 đến %2
    resource
      tài nguyên
    patient
      người bệnh
    problem
      vấn đề
    entry
      mục
    entries
      mục
    hash
      giá trị băm
    hashes
      giá trị băm
    file
      tệp
    stream
      luồng
    encounter
      lượt khám
    receipt
      biên nhận
    revocation
      thu hồi đồng ý
    consent
      sự đồng ý
    enrolment
      ghi danh
    peer has
      cơ sở ngang hàng
    peers have
      cơ sở ngang hàng
    entries left
      mục còn lại
    entries checked
      mục đã kiểm tra
    entries of the own log
      mục của nhật ký
    Next:
      Tiếp theo:
    Problems
      Vấn đề
    """#

    /// What commands show beside labels, ask and tell.
    static let results = #"""
    %1: %2 of %3
      %1: %2 của %3
    %1: %2 of %3, %4
      %1: %2 của %3, %4
    watching %1; ^C ends it
      đang theo dõi %1; ^C để dừng
    the node can't be reached, files wait: %1
      không liên lạc được với nút, các tệp chờ: %1
    %1 is ready in %2
      %1 đã sẵn sàng trong %2
    Recovery code. Write it down now with the ID above, and lock it away: it is shown once and is on no machine. When this machine is lost, banyan restore brings the facility back with it.
      Mã khôi phục. Hãy chép lại ngay cùng định danh ở trên và khóa cất đi: mã chỉ hiện một lần và không có trên máy nào. Khi mất máy này, banyan restore dùng mã để khôi phục cơ sở.
    The recovery sheet is %1: print it, lock it away, delete the file.
      Phiếu khôi phục là %1: in ra, khóa cất đi, rồi xóa tệp.
    The keys open with %1: keep a copy where the data directory is not.
      Khóa mở bằng %1: giữ một bản sao ở nơi khác với thư mục dữ liệu.
    the card that peers and patients need
      thẻ mà cơ sở ngang hàng và người bệnh cần
    accepts another facility
      chấp nhận một cơ sở khác
    the proof is in %1
      bằng chứng ở trong %1
    The card says: %1, %2, code %3, province %4.
      Thẻ ghi: %1, %2, mã %3, tỉnh %4.
    Type the ID that the facility told you by another channel:
      Gõ định danh mà cơ sở đã cho biết qua kênh khác:
    Remove %1 for good? Type yes:
      Gỡ hẳn %1? Gõ có (hoặc yes):
    %1 has a new card, number %2; the ID is the same
      %1 có thẻ mới, số %2; định danh giữ nguyên
    opens what was sealed to it until %1
      mở những gì niêm phong bằng khóa này đến %1
    %1, new
      %1, mới
    Give NEW.card to patients and to the admins of the peers; each of these runs:
      Đưa NEW.card cho người bệnh và quản trị viên của các cơ sở ngang hàng; mỗi quản trị viên chạy:
    New passphrase for %1:
      Cụm mật khẩu mới cho %1:
    The same once more:
      Gõ lại lần nữa:
    Passphrase of this node:
      Cụm mật khẩu của nút này:
    Passphrase of this wallet:
      Cụm mật khẩu của ví này:
    %1 published in this node's log
      đã công bố %1 trong nhật ký của nút này
    %1 had been revoked before
      %1 đã được thu hồi từ trước
    %1 held here ended
      %1 tại đây đã chấm dứt
    nothing to revoke
      không có gì để thu hồi
    all but sensitive
      mọi phần không nhạy cảm
    this bundle was here already; nothing changed
      gói này đã có ở đây; không có gì thay đổi
    %1 taken for patient %2
      đã nhận %1 cho người bệnh %2
    PERMITTED
      ĐƯỢC PHÉP
    DENIED
      TỪ CHỐI
    permitted
      được phép
    denied
      từ chối
    [ok]
      [đạt]
    [DENIED]
      [TỪ CHỐI]
    no consents: take one with `banyan consent present BUNDLE --patient MRN`
      chưa có sự đồng ý: nhận bằng `banyan consent present GÓI --patient MÃ`
    %1: the facility does not share them
      %1: cơ sở không chia sẻ các phần này
    The token is whole and of the one permitted form.
      Thẻ đồng ý nguyên vẹn và đúng dạng duy nhất được phép.
    It is a consent token of this version.
      Đây là thẻ đồng ý của phiên bản này.
    It says exactly what a consent must say.
      Thẻ nêu đúng những gì một sự đồng ý phải nêu.
    The facility it is about has enrolled this patient's key.
      Cơ sở nguồn đã ghi danh khóa của người bệnh này.
    The patient's key signed it.
      Khóa của người bệnh đã ký thẻ.
    It names this facility as reader, and its source is accepted here.
      Thẻ cho phép cơ sở này đọc, và cơ sở nguồn được chấp nhận tại đây.
    The keys that came with it are those of its sections and months.
      Khóa đi kèm đúng là của các phần và tháng trong thẻ.
    It covers a section that was asked for, and the source shares it.
      Thẻ gồm một phần được hỏi, và cơ sở nguồn chia sẻ phần đó.
    It has begun and has not ended, and the clock here is right.
      Đã bắt đầu và chưa hết hạn, và đồng hồ tại đây đúng.
    The patient has not revoked it, as far as the logs held here say.
      Theo các nhật ký có tại đây, người bệnh chưa thu hồi.
    If a facility keeps the patient's card, it is not used in its own favour.
      Nếu một cơ sở giữ thẻ của người bệnh, thẻ không được dùng cho lợi ích của chính cơ sở đó.
    It is for the purpose that was asked for.
      Đúng mục đích được hỏi.
    Name, birth date and sex are those of the patient here.
      Họ tên, ngày sinh và giới tính đúng là của người bệnh tại đây.
    %1 (incarnation %2)
      %1 (đời %2)
    DIFFERS
      KHÁC
    INVALID
      SAI
    %1: damaged entries %2
      %1: các mục bị hỏng %2
    every log is what its facility signed
      mọi nhật ký đúng như cơ sở đã ký
    %1: cosigned %2 entries by %3, %4
      %1: %3 đã ký chứng kiến %2 mục, %4
    %1: INVALID cosignature of %2 entries by %3, %4
      %1: chữ ký chứng kiến SAI của %3 cho %2 mục, %4
    %1, root %2
      %1, gốc %2
    proved: this facility signed two histories of one log
      đã chứng minh: cơ sở này ký hai lịch sử của một nhật ký
    Inclusion proof (RFC 9162), %1
      Bằng chứng có mặt (RFC 9162), %1
    no log is held here
      tại đây không có nhật ký nào
    not dialled
      không gọi
    %1, code %2, province %3
      %1, mã %2, tỉnh %3
    none: it dials out
      không có: cơ sở tự kết nối ra
    number %1, valid until %2
      số %1, hiệu lực đến %2
    %1 missing here
      tại đây còn thiếu %1
    unknown: never heard
      không rõ: chưa từng liên lạc
    nothing is missing here
      tại đây không thiếu gì
    agrees with this node's
      khớp với nút này
    %1 ahead of this node's
      nhanh hơn nút này %1
    %1 behind this node's
      chậm hơn nút này %1
    %1 answered in %2 ms
      %1 trả lời sau %2 ms
    none: accept a facility with `banyan peer add CARD`
      không có: chấp nhận một cơ sở bằng `banyan peer add THẺ`
    patient %1 is enrolled (number %2); %3 published
      người bệnh %1 đã ghi danh (số %2); đã công bố %3
    %1: of no section of a summary
      %1: không thuộc phần nào của tóm tắt
    %1 at once
      %1 ngay lập tức
    %1: a later file is here
      %1: đã có tệp mới hơn
    %1 not checked
      %1 chưa kiểm tra
    %1 published for %2, %3 unchanged; the log holds %4
      đã công bố %1 cho %2, %3 không đổi; nhật ký có %4 mục
    too large to be shared: %1 of %2 of patient %3
      quá lớn để chia sẻ: phần %1 tháng %2 của người bệnh %3
    too large to be shared: %1 of patient %2
      quá lớn để chia sẻ: phần %1 của người bệnh %2
    no records: import them with `banyan record import PATH`
      chưa có hồ sơ: nhập bằng `banyan record import ĐƯỜNG_DẪN`
    Dry run: nothing was kept.
      Chạy thử: không lưu gì.
    no such patient
      không có người bệnh đó
    %1 (%2 new)
      %1 (%2 mới)
    %1 of %2 from %3
      %1 của %2 từ %3
    %1 presented here
      %1 đã xuất trình tại đây
    none: nothing of this patient leaves the node
      chưa: không có gì của người bệnh này rời khỏi nút
    %1, custody %2; willing to share: %3
      %1, nơi giữ khóa: %2; sẵn sàng chia sẻ: %3
    %1, %2 free on its disk
      %1, đĩa còn trống %2
    NOT yet compared with the peers' copies: own appends wait
      CHƯA so với bản sao của các cơ sở ngang hàng: tạm chưa ghi thêm
    not compared: this node has heard no peer yet
      chưa so: nút này chưa liên lạc được cơ sở ngang hàng nào
    compared with the peers' copies at start
      đã so với bản sao của các cơ sở ngang hàng khi khởi động
    no peer has cosigned this node's log
      chưa cơ sở ngang hàng nào ký chứng kiến nhật ký của nút này
    %1 cosigned this node's log, up to %2 entries, last %3
      %1 đã ký chứng kiến nhật ký của nút này, đến %2 mục, lần cuối %3
    %1, not compared: no peer was heard
      %1, chưa so: chưa liên lạc được cơ sở ngang hàng nào
    %1, agrees with the peers
      %1, khớp với các cơ sở ngang hàng
    %1, the peers are %2 ahead
      %1, các cơ sở ngang hàng nhanh hơn %2
    %1, the peers are %2 behind
      %1, các cơ sở ngang hàng chậm hơn %2
    (%1, code %2)
      (%1, mã %2)
    %1 (this node)
      %1 (nút này)
    Nothing is wrong.
      Không có vấn đề gì.
    This reading left %1 in this facility's log (%2); the patient can find it.
      Lần đọc này để lại %1 trong nhật ký của cơ sở này (%2); người bệnh tìm được.
    NOT SHOWN (%1): %2
      KHÔNG HIỂN THỊ (%1): %2
    no checkpoint
      không có mốc xác nhận
    %1: %2; consent ends %3
      %1: %2; sự đồng ý hết hạn %3
    banyan %1 (protocol %2)
      banyan %1 (giao thức %2)
    This opens %1. Type yes to grant that too:
      Việc này mở %1. Gõ có (hoặc yes) để cho phép cả phần đó:
    Type yes to grant this:
      Gõ có (hoặc yes) để cho phép:
    %1 (%2, code %3)
      %1 (%2, mã %3)
    Who has read has read: revoking stops further reading, it can't undo it. Every reading leaves a receipt for you. The facilities that hold the records could always disclose them themselves.
      Ai đã đọc thì đã đọc: thu hồi chỉ ngăn việc đọc tiếp, không xóa được việc đã đọc. Mỗi lần đọc để lại một biên nhận cho bạn. Các cơ sở giữ hồ sơ vẫn luôn có thể tự cung cấp hồ sơ.
    no grants: nobody could read by this wallet
      chưa cho phép ai: không ai đọc được bằng ví này
    %1, grant %2, ended
      %1, lần cho phép %2, đã hết hạn
    %1, grant %2, until %3
      %1, lần cho phép %2, đến %3
    not known: %1
      không rõ: %1
    as of %1
      tính đến %1
    no checkpoint of it
      không có mốc xác nhận
    from %1 of its log, %2
      từ %1 trong nhật ký của cơ sở đó, %2
    no reading
      chưa có lần đọc nào
    %1 UTC
      =
    %1 %2 read %3: %4; purpose %5, %6
      %1 %2 đã đọc %3: %4; mục đích %5, %6
    a rule was overridden: %1
      đã vượt một quy tắc: %1
    proven by the reader's signed log, entry %1
      được chứng minh bằng nhật ký có ký của bên đọc, mục %1
    NOT PROVEN by the reader's signed log
      CHƯA ĐƯỢC CHỨNG MINH bằng nhật ký có ký của bên đọc
    Next: give the bundle to %1; there:
      Tiếp theo: đưa gói đồng ý cho %1; tại đó:
    To withdraw it, at any facility of the network:
      Để thu hồi, tại bất kỳ cơ sở nào trong mạng:
    prints the slip for: banyan consent revoke SLIP
      in phiếu để dùng: banyan consent revoke PHIẾU
    the wallet is %1: keep a copy of it in a safe place
      ví là %1: giữ một bản sao ở nơi an toàn
    none: banyan wallet enrol --facility CARD -o FILE
      chưa có: banyan wallet enrol --facility THẺ -o TỆP
    none: banyan wallet grant --to CARD --from CARD -o FILE
      chưa có: banyan wallet grant --to THẺ --from THẺ -o TỆP
    the slip is %1: print it, and keep it safe
      phiếu là %1: in ra và cất giữ cẩn thận
    To use it, at any facility:
      Để dùng, tại bất kỳ cơ sở nào:
    Next: bring the file to the facility within seven days; there:
      Tiếp theo: mang tệp tới cơ sở trong vòng bảy ngày; tại đó:
    %1, which only %2 can open
      %1, chỉ %2 mở được
    The backup is %1 (%2 bytes). The node's passphrase or key file opens it: keep that elsewhere.
      Bản sao lưu là %1 (%2 byte). Cụm mật khẩu hoặc tệp khóa của nút mở được: cất ở nơi khác.
    %1 is whole: made at %2 of the facility
      %1 nguyên vẹn: lập lúc %2, của cơ sở
    %1 logs with %2 entries, each hashed again; %3 of them its own
      %1 nhật ký với %2 mục, mỗi mục đã băm lại; trong đó %3 mục của chính nút
    %1 sealed records, each opened
      %1 bản ghi niêm phong, mỗi bản đã mở thử
    When it starts it asks its peers how long its own log is, and takes back from them what came after the backup before it appends anything. Records that were imported and not published since are lost: import them again.
      Khi khởi động, nút hỏi các cơ sở ngang hàng xem nhật ký của mình dài bao nhiêu, và lấy về phần có sau bản sao lưu trước khi ghi thêm. Hồ sơ đã nhập mà chưa công bố từ đó thì mất: hãy nhập lại.
    The node of %1 is back in %2
      Nút lúc %1 đã trở lại trong %2
    %1 is back in %2
      %1 đã trở lại trong %2
    %1 entries, verified
      %1 mục, đã kiểm tra
    %1 published
      %1 đã công bố
    number %1; the ID and the keys that peers know are the same
      số %1; định danh và các khóa mà cơ sở ngang hàng biết giữ nguyên
    %1 entries could not be read: what they held is lost.
      %1 mục không đọc được: nội dung các mục đó đã mất.
    What was never published is not among the records: import it again from the system that holds it.
      Những gì chưa từng công bố không có trong hồ sơ: nhập lại từ hệ thống đang giữ.
    What was sealed to the lost key does not open any more: patients make those files again.
      Những gì niêm phong bằng khóa đã mất không mở được nữa: người bệnh lập lại các tệp đó.
    who of them is connected
      cơ sở nào đang kết nối
    the new card, for patients and peers
      thẻ mới, cho người bệnh và cơ sở ngang hàng
    """#
}
