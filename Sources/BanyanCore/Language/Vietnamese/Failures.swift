// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// What is wrong with how a command was called, with files, and with the node that it speaks to.
    static let failures = #"""
    %1 in the files; nothing was imported
      %{1} trong các tệp; chưa nhập được gì
    %1 in the files; the rest was fine
      %{1} trong các tệp; phần còn lại đều ổn
    %1 in the files; the rest was imported
      %{1} trong các tệp; phần còn lại đã được nhập
    %1 can't be opened: %2
      không mở được %1: %2
    %1 can't be locked: %2
      không khóa được %1: %2
    keep it on a file system that has locks
      đặt tệp trên hệ thống tệp có hỗ trợ khóa
    %1 exists and is not overwritten
      %1 đã có và không bị ghi đè
    pass another path
      nêu đường dẫn khác
    %1 is a directory, and %2 is a file
      %1 là thư mục, còn %{2} phải là tệp
    %1 can't be written: %2
      không ghi được %1: %2
    the input
      đầu vào
    %1 is not a text file, so it is not %2
      %{1} không phải là tệp văn bản, nên không phải là %{2}
    %1 is not a file, and %2 is one
      %1 không phải là tệp, còn %{2} phải là tệp
    there is no file %1
      không có tệp %1
    pass the path of %1
      nêu đường dẫn của %{1}
    %1 can't be read: %2
      không đọc được %1: %2
    the node did not answer within %1 s
      nút không trả lời trong %1 giây
    try again with a longer --timeout, or: banyan status
      thử lại với --timeout dài hơn, hoặc: banyan status
    the connection to the node broke off
      kết nối tới nút bị ngắt
    the node's answer can't be read
      không đọc được câu trả lời của nút
    compare `banyan version` with the version of the running node
      so sánh `banyan version` với phiên bản của nút đang chạy
    the path of the node's socket is too long
      đường dẫn socket của nút quá dài
    use a data directory with a shorter path
      dùng thư mục dữ liệu có đường dẫn ngắn hơn
    no socket can be opened: %1
      không mở được socket: %1
    this user may not speak to the node of %1
      tài khoản này không được làm việc với nút của %1
    run the command as the user that runs the node
      chạy lệnh bằng tài khoản chạy nút
    there is no socket %1
      không có socket %1
    ask the facility for the path of its node's socket: DIR/run/banyan.sock
      hỏi cơ sở đường dẫn socket của nút: DIR/run/banyan.sock
    the node of %1 is not running
      nút của %1 không chạy
    a bundle
      gói đồng ý
    a slip
      phiếu thu hồi
    a record file
      tệp hồ sơ
    an enrolment file
      tệp ghi danh
    a card file
      tệp thẻ cơ sở
    a facility's card
      thẻ của cơ sở
    a wallet
      ví đồng ý
    a proof of misbehaviour
      bằng chứng vi phạm
    a recovery sheet
      phiếu khôi phục
    a backup
      bản sao lưu
    the backup's manifest
      bảng kê của bản sao lưu
    a file of the data directory
      một tệp của thư mục dữ liệu
    the copy of the database
      bản sao cơ sở dữ liệu
    the register's key
      khóa của sổ đăng ký
    the node's key
      khóa của nút
    the node's sealed keys
      các khóa niêm phong của nút
    the facility's card
      thẻ của cơ sở
    the facility's next card
      thẻ kế tiếp của cơ sở
    the configuration
      cấu hình
    a key file
      tệp khóa
    a passphrase file
      tệp cụm mật khẩu
    this node
      nút này
    this wallet
      ví này
    ask the patient for a consent: banyan wallet grant
      xin người bệnh đồng ý: banyan wallet grant
    there is no file or directory %1
      không có tệp hoặc thư mục %1
    %1 holds no .json, .ndjson or .xml file
      %1 không có tệp .json, .ndjson hay .xml
    name the files, or another directory
      nêu các tệp, hoặc thư mục khác
    %1 accepts on every address, but is none that others can dial
      %1 nhận kết nối trên mọi địa chỉ, nhưng không phải địa chỉ để bên khác kết nối tới
    --listen takes HOST:PORT
      --listen nhận HOST:PORT
    add --endpoint HOST:PORT, or --dial-out-only
      thêm --endpoint HOST:PORT, hoặc --dial-out-only
    --endpoint and --dial-out-only contradict each other.
      --endpoint và --dial-out-only mâu thuẫn nhau.
    a log on this disk is not what its facility signed
      một nhật ký trên đĩa này không đúng như cơ sở đã ký
    stop the node and restore its data directory, or let it fetch the log anew
      dừng nút và khôi phục thư mục dữ liệu, hoặc để nút lấy lại nhật ký
    a proof names its facility itself
      bằng chứng tự nêu cơ sở
    a card is accepted only with its ID, and there is no terminal to ask for it
      chỉ chấp nhận thẻ khi có định danh, và không có màn hình dòng lệnh để hỏi
    have the ID by another channel and pass it: banyan peer add %1 --id ID
      lấy định danh qua kênh khác rồi nêu: banyan peer add %1 --id ID
    no ID was typed, so nothing was accepted
      chưa gõ định danh nên không chấp nhận gì
    this must be confirmed, and there is no terminal to ask
      việc này phải được xác nhận, và không có màn hình dòng lệnh để hỏi
    nothing was done, since it was not confirmed
      không làm gì vì chưa được xác nhận
    %1 facilities are called that
      có %1 cơ sở mang tên đó
    pass the ID: banyan peer list
      nêu định danh: banyan peer list
    no accepted facility has that ID, code or name
      không cơ sở đã chấp nhận nào có định danh, mã hoặc tên đó
    correct the resources above and import again; what is already here stays as it is
      sửa các tài nguyên trên rồi nhập lại; phần đã có giữ nguyên
    --every is 1 to 3600 seconds
      --every từ 1 đến 3600 giây
    stop it first, then: banyan renew --data %1
      dừng nút trước, rồi chạy: banyan renew --data %1
    this machine's clock is earlier than the present card (%1)
      đồng hồ của máy này sớm hơn thẻ hiện tại (%1)
    set the clock (timedatectl)
      chỉnh đồng hồ (timedatectl)
    there is no card number left
      không còn số thẻ nào
    correct config.json
      sửa config.json
    no peer was connected within %1
      không có cơ sở ngang hàng nào kết nối trong %{1}
    %1 entries are still missing after %2
      sau %{2} vẫn còn thiếu %1 mục
    An override needs a reason of 1 to %1 bytes on one line.
      Quyết định vượt quy tắc cần lý do dài 1 đến %1 byte, trên một dòng.
    the user's name can't stand in a receipt
      tên tài khoản không ghi được trong biên nhận
    pass --as ROLE:NAME
      nêu --as VAI_TRÒ:TÊN
    there is no directory %1
      không có thư mục %1
    %1 can't be made: %2
      không tạo được %1: %2
    another process watches %1
      tiến trình khác đang theo dõi %1
    end it, or watch another directory
      kết thúc tiến trình đó, hoặc theo dõi thư mục khác
    %1/%2 can't be removed: %3
      không xóa được %1/%2: %3
    the backup is damaged: altered, cut off, or not written to its end
      bản sao lưu bị hỏng: bị sửa, bị cắt, hoặc chưa ghi xong
    use another copy; banyan backup verify FILE tells whether one is whole
      dùng bản khác; banyan backup verify TỆP cho biết bản nào nguyên vẹn
    this is not a backup of a Banyan node
      đây không phải là bản sao lưu của nút Banyan
    %1 changed while it was read
      %1 thay đổi trong khi đang đọc
    try again
      thử lại
    %1 can't be read
      không đọc được %1
    %1 is not empty, and a node needs a directory of its own
      %1 không trống, mà nút cần thư mục riêng
    pass another --data DIR
      nêu --data THƯ_MỤC khác
    %1 can't be made
      không tạo được %1
    the mode of %1 can't be set: %2
      không đặt được quyền của %1: %2
    run the command as its owner
      chạy lệnh bằng tài khoản sở hữu
    the node of %1 is running, and it holds these keys
      nút của %1 đang chạy và đang giữ các khóa này
    %1 holds a node already, and it is not overwritten
      %1 đã có một nút, và không bị ghi đè
    %1 is not a directory
      %1 không phải là thư mục
    a key file beside the keys that it protects would protect nothing
      tệp khóa đặt cạnh các khóa mà nó bảo vệ thì không bảo vệ được gì
    put it elsewhere, such as a removable disk or a systemd credential
      đặt ở nơi khác, như đĩa rời hoặc credential của systemd
    %1 must hold one JSON object
      %1 phải chứa đúng một đối tượng JSON
    1 to %1 bytes on one line
      dài 1 đến %1 byte trên một dòng
    five digits or capital letters
      năm chữ số hoặc chữ in hoa
    three digits
      ba chữ số
    a list of at most %1 HOST:PORT
      danh sách nhiều nhất %1 HOST:PORT
    a path
      một đường dẫn
    %1 is not JSON: %2
      %1 không phải là JSON: %{2}
    correct the file
      sửa tệp
    the variable %1 must be %2
      biến %1 phải là %{2}
    %1 is not the card of this node's keys
      %1 không phải là thẻ của các khóa của nút này
    restore card.txt from the backup that the other files are from
      khôi phục card.txt từ bản sao lưu cùng với các tệp khác
    %1 is damaged, or of another node
      %1 bị hỏng, hoặc thuộc nút khác
    restore the data directory from one backup
      khôi phục thư mục dữ liệu từ cùng một bản sao lưu
    the ID on the sheet is not the facility of its recovery code
      định danh trên phiếu không phải là cơ sở của mã khôi phục
    check that both lines are of one sheet, or pass a file that has the code alone
      kiểm tra hai dòng có cùng một phiếu không, hoặc nêu tệp chỉ có mã
    neither the log nor the identity file says what the facility is called
      cả nhật ký lẫn tệp định danh đều không cho biết tên cơ sở
    nothing says on which address the node is to accept peers
      không có gì cho biết nút nhận cơ sở ngang hàng tại địa chỉ nào
    pass the whole recovery sheet with --identity
      nêu toàn bộ phiếu khôi phục bằng --identity
    pass --listen HOST:PORT
      nêu --listen HOST:PORT
    in %1 the restore of another facility was begun
      trong %1 đã bắt đầu khôi phục một cơ sở khác
    remove that directory, or pass another --data DIR
      xóa thư mục đó, hoặc nêu --data THƯ_MỤC khác
    there is no terminal to ask for the passphrase
      không có màn hình dòng lệnh để hỏi cụm mật khẩu
    no passphrase was typed
      chưa gõ cụm mật khẩu
    a passphrase has at least %1 characters
      cụm mật khẩu có ít nhất %1 ký tự
    several words are best
      tốt nhất là nhiều từ
    the two passphrases differ
      hai cụm mật khẩu khác nhau
    Keys are protected by a key file or by a passphrase, not by both.
      Khóa được bảo vệ bằng tệp khóa hoặc cụm mật khẩu, không phải cả hai.
    this node's keys are protected by a key file, and none is given
      khóa của nút này được bảo vệ bằng tệp khóa, mà chưa nêu tệp nào
    pass --key-file PATH or set BANYAN_KEY_FILE
      nêu --key-file ĐƯỜNG_DẪN hoặc đặt biến BANYAN_KEY_FILE
    %1 must hold at least %2 bytes
      %1 phải có ít nhất %2 byte
    the first line of %1 is empty
      dòng đầu của %1 trống
    the wallet did not enrol
      ví không ghi danh được
    the wallet has no such grant
      ví không có lần cho phép đó
    %1 is not a wallet, or is damaged
      %1 không phải là ví, hoặc bị hỏng
    restore it from a copy
      khôi phục từ bản sao
    %1 grants begin like that
      có %1 lần cho phép bắt đầu như vậy
    ask the facility for its current card
      xin cơ sở thẻ hiện tại
    another command is changing the wallet %1
      lệnh khác đang sửa ví %1
    wait for it to end, or end it
      chờ lệnh đó kết thúc, hoặc kết thúc nó
    there is no wallet %1
      không có ví %1
    banyan wallet new, or pass --wallet FILE
      banyan wallet new, hoặc nêu --wallet TỆP
    there is a wallet %1 already, and it is not overwritten
      đã có ví %1, và không bị ghi đè
    pass another --wallet FILE
      nêu --wallet TỆP khác
    this wallet is protected by a key file, and none is given
      ví này được bảo vệ bằng tệp khóa, mà chưa nêu tệp nào
    pass --key-file PATH
      nêu --key-file ĐƯỜNG_DẪN
    --passphrase-file PATH or --key-file PATH
      --passphrase-file ĐƯỜNG_DẪN hoặc --key-file ĐƯỜNG_DẪN
    --passphrase-file PATH or set BANYAN_PASSPHRASE_FILE
      --passphrase-file ĐƯỜNG_DẪN hoặc đặt biến BANYAN_PASSPHRASE_FILE
    Name at least one facility after --from.
      Nêu ít nhất một cơ sở sau --from.
    A consent lives at most a year.
      Sự đồng ý có hạn nhiều nhất một năm.
    Emergency access is declared by clinicians; it can't be granted.
      Truy cập cấp cứu do nhân viên y tế tuyên bố; không thể cho phép trước.
    %1 of your facilities are called that
      có %1 cơ sở của bạn mang tên đó
    pass the card's file or the ID
      nêu tệp thẻ hoặc định danh
    you are not enrolled at %1
      bạn chưa ghi danh tại %1
    some receipts are not proven by the reader's signed log
      một số biên nhận chưa được chứng minh bằng nhật ký có ký của bên đọc
    ask another node: --node SOCKET
      hỏi nút khác: --node SOCKET
    this node could not answer for %1
      nút này không trả lời được về %1
    the backup is not whole: %1 sealed records don't open, and these logs are not what they were:
      bản sao lưu không nguyên vẹn: %1 bản ghi niêm phong không mở được, và các nhật ký này không còn như cũ:
    make another: banyan backup create; and check the node itself: banyan log verify
      lập bản khác: banyan backup create; và kiểm tra chính nút: banyan log verify
    %1 can't be written to
      không ghi được vào %1
    pass --scratch DIR with room for the database
      nêu --scratch THƯ_MỤC có đủ chỗ cho cơ sở dữ liệu
    the list of sensitive codes %1 can't be read
      không đọc được danh sách mã nhạy cảm %1
    the named peers hold nothing of this facility's log
      các cơ sở ngang hàng đã nêu không giữ gì trong nhật ký của cơ sở này
    name other facilities with --peer; a facility that appended nothing is made anew by banyan init
      nêu cơ sở khác bằng --peer; cơ sở chưa ghi gì thì lập mới bằng banyan init
    a restore needs the card of one to 16 facilities that hold this one's log
      khôi phục cần thẻ của một đến 16 cơ sở đang giữ nhật ký của cơ sở này
    ask a facility that had accepted this one for `banyan peer card`, and pass it with --peer
      xin một cơ sở đã chấp nhận cơ sở này kết quả của `banyan peer card`, rồi nêu bằng --peer
    the own log has more incarnations than peers may show at once
      nhật ký của cơ sở có nhiều đời hơn mức các cơ sở ngang hàng được cho thấy một lần
    """#

    /// The demonstration.
    static let demo = #"""
    The nodes go on running
      Các nút chạy tiếp
    To stop the nodes and remove everything:
      Để dừng các nút và xóa mọi thứ:
    the nodes' logs are in %1
      nhật ký hoạt động của các nút ở trong %1
    %1 facilities on this machine, in %2
      %1 cơ sở trên máy này, trong %2
    %1 nodes run, each with its own keys, database and mutually authenticated TLS port; each admin accepted the others' cards.
      %1 nút đang chạy, mỗi nút có khóa, cơ sở dữ liệu và cổng TLS xác thực hai chiều riêng; mỗi quản trị viên đã chấp nhận thẻ của các nút kia.
    %1 synthetic patients (seed %2) are imported, %3 of them are enrolled: nothing of the others leaves its node.
      Đã nhập %1 người bệnh giả lập (hạt giống %2), %3 người đã ghi danh: không có gì của những người khác rời khỏi nút.
    Done in %1 s
      Xong trong %1 giây
    the patient of the story is not registered at %1
      người bệnh trong câu chuyện chưa đăng ký tại %1
    %1 exists already
      %1 đã có
    name a folder that does not exist
      nêu một thư mục chưa có
    interrupted: the nodes are stopped; their folder stays: %1
      bị ngắt: các nút đã dừng; thư mục còn lại: %1
    the node %1 answers
      nút %1 trả lời
    %1 printed no card
      %1 không in thẻ
    all nodes hold the same logs
      mọi nút có cùng các nhật ký
    cannot read the roster %1
      không đọc được danh sách cơ sở %1
    run this in Banyan's folder, or pass --roster FILE
      chạy lệnh trong thư mục của Banyan, hoặc nêu --roster TỆP
    %1 is not a roster: %2
      %1 không phải là danh sách cơ sở: %2
    the roster has no facility %1
      danh sách không có cơ sở %1
    cannot write into %1
      không ghi được vào %1
    waited %1 s: %2
      đã chờ %1 giây: %{2}
    look into the logs in %1
      xem nhật ký hoạt động trong %1
    ... %1 more lines
      ... còn %1 dòng
    (exit code %1)
      (mã thoát %1)
    the command above ended with %1; the story needs %2
      lệnh trên kết thúc với mã %1; câu chuyện cần %2
    banyan %1: exit %2
      banyan %1: mã thoát %2
    cards: %1/%2
      thẻ: %1/%2
    keys: %1/%2 %3
      khóa: %1/%2 %3
    records: %1/%2 %3
      hồ sơ: %1/%2 %3
    enrolments: %1 %2
      ghi danh: %1 %2
    She asks any node who read what, and opens the answer herself
      Người bệnh hỏi một nút bất kỳ xem ai đã đọc gì, và tự mở câu trả lời
    The patient enrols where she was treated; her wallet keeps the keys, the facility checks her papers
      Người bệnh ghi danh tại nơi đã điều trị; ví giữ khóa, cơ sở kiểm tra giấy tờ
    She stands at Bach Mai, which holds every facility's sealed entries and can read none of hers
      Người bệnh đến Bạch Mai, nơi giữ mục niêm phong của mọi cơ sở mà không đọc được mục nào của bà
    The Bac Ninh node is switched off
      Nút Bắc Ninh bị tắt
    Her wallet, offline, grants: Bach Mai all but the sensitive sections, the pharmacy medicines and allergies
      Ví của bà, ngoại tuyến, cho phép: Bạch Mai mọi phần trừ phần nhạy cảm, nhà thuốc phần thuốc và dị ứng
    the wallet does not list the two grants
      ví không liệt kê đủ hai lần cho phép
    Bach Mai takes the bundle and reads one merged summary; Bac Ninh is still off
      Bạch Mai nhận gói đồng ý và đọc một tóm tắt hợp nhất; Bắc Ninh vẫn tắt
    The pharmacy sees two sections and is refused the rest
      Nhà thuốc thấy hai phần và bị từ chối các phần còn lại
    Bac Ninh comes back and catches up
      Bắc Ninh trở lại và đồng bộ bù
    Bac Ninh answers
      Bắc Ninh trả lời
    Bac Ninh is connected
      Bắc Ninh đã kết nối
    She revokes with the paper slip, at Thai Nguyen: any node will do
      Bà thu hồi bằng phiếu giấy, tại Thái Nguyên: nút nào cũng được
    the revocation reaches Bach Mai
      thu hồi đồng ý đến Bạch Mai
    Bach Mai is refused from here on
      Từ đây Bạch Mai bị từ chối
    The communes' stations hand in the files that they export for the social insurance
      Các trạm y tế xã nộp những tệp mà họ kết xuất cho bảo hiểm xã hội
    Thai Nguyen refers her to Bach Mai, which is switched off; what she signs is the consent, for ten days
      Thái Nguyên chuyển bà đến Bạch Mai, nơi đang tắt; nội dung bà ký là sự đồng ý, trong mười ngày
    Thai Nguyen does not list the referral
      Thái Nguyên không liệt kê giấy chuyển
    Bach Mai comes back: the referral arrives, once, and opens her summary there
      Bạch Mai hoạt động trở lại: giấy chuyển đến, đúng một lần, và mở bản tóm tắt của bà tại đó
    the referral is at Bach Mai
      giấy chuyển đã ở Bạch Mai
    Bach Mai answers with the outcome and the follow-up, and Thai Nguyen sees every step
      Bạch Mai trả lời kết quả và hẹn khám lại, và Thái Nguyên thấy từng bước
    Thai Nguyen hears of it
      Thái Nguyên được biết
    It hands out what Bac Ninh prescribed, and records it against the prescription's code
      Nhà thuốc cấp phát đơn của Bắc Ninh, và ghi nhận theo mã đơn thuốc
    She tries the same prescription at another pharmacy, at the other end of the country
      Bà thử lại chính đơn ấy ở một nhà thuốc khác, ở đầu kia đất nước
    what An Tam appended is at Minh Chau
      nội dung An Tâm ghi đã đến Minh Châu
    """#
}
