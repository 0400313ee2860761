// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// Identifiers, cryptography, the socket, TLS, gossip and XML.
    static let foundations = #"""
    expected %1 characters and got %2
      cần %1 ký tự nhưng nhận được %2
    group %1 has a character that is not a letter or digit in use
      nhóm %1 có ký tự không thuộc bộ chữ và số được dùng
    group %1 is mistyped: its check character does not match
      nhóm %1 gõ sai: ký tự kiểm tra không khớp
    sealing to the recipient's key failed
      không niêm phong được bằng khóa của bên nhận
    a key file must hold at least %1 bytes
      tệp khóa phải có ít nhất %1 byte
    the passphrase is empty
      cụm mật khẩu để trống
    Argon2id needs %1 MiB of memory
      Argon2id cần %1 MiB bộ nhớ
    this node's keys are protected by a passphrase
      khóa của nút này được bảo vệ bằng cụm mật khẩu
    set BANYAN_PASSPHRASE_FILE or type the passphrase
      đặt biến BANYAN_PASSPHRASE_FILE hoặc gõ cụm mật khẩu
    this node's keys are protected by a key file
      khóa của nút này được bảo vệ bằng tệp khóa
    the passphrase or key file does not open these keys
      cụm mật khẩu hoặc tệp khóa không mở được các khóa này
    the node's key file is damaged
      tệp khóa của nút bị hỏng
    the upload ended in the middle of a file
      dữ liệu tải lên kết thúc giữa chừng một tệp
    send the files again
      gửi lại các tệp
    the request
      yêu cầu
    a file's name
      tên tệp
    a file of the upload has no name
      một tệp tải lên không có tên
    a file's name is not UTF-8
      tên tệp không phải là UTF-8
    the file %1
      tệp %1
    the files are together larger than %1 MiB
      tổng dung lượng các tệp vượt quá %1 MiB
    import them in several commands
      nhập thành nhiều lệnh
    %1 is larger than %2 bytes
      %{1} lớn hơn %2 byte
    split it into smaller files
      chia thành các tệp nhỏ hơn
    the request is larger than %1 bytes
      yêu cầu lớn hơn %1 byte
    this node has no such call
      nút này không có lệnh gọi đó
    compare `banyan version` with the node's in `banyan status`
      so sánh `banyan version` với phiên bản của nút trong `banyan status`
    the node is shutting down
      nút đang dừng
    the node failed in a way that it does not know
      nút gặp lỗi không xác định
    look at the node's log
      xem nhật ký hoạt động của nút
    the request is not the JSON that this call takes%1
      yêu cầu không đúng dạng JSON của lệnh gọi này%1
    the request names no patient
      yêu cầu không nêu người bệnh
    the path of the control socket is longer than %1 bytes
      đường dẫn của socket điều khiển dài quá %1 byte
    the control socket needs a directory
      socket điều khiển cần một thư mục
    %1 exists and is not a socket
      %1 đã có và không phải là socket
    %1 can't be used: %2
      không dùng được %1: %2
    run the node as the user that owns its data directory
      chạy nút bằng tài khoản sở hữu thư mục dữ liệu
    the upload holds no file
      dữ liệu tải lên không có tệp nào
    the other side did not finish the handshake in time
      bên kia không hoàn tất bắt tay TLS kịp thời
    the other side showed no certificate of an Ed25519 key
      bên kia không đưa ra chứng thư của khóa Ed25519
    the other side's key is not that of an active peer
      khóa của bên kia không thuộc cơ sở ngang hàng nào đang hoạt động
    another key answered at the peer's address than the one on its card
      tại địa chỉ của cơ sở ngang hàng, một khóa khác với khóa trên thẻ đã trả lời
    ask the facility for its newest card, or check who runs at this address
      xin cơ sở thẻ mới nhất, hoặc kiểm tra ai đang dùng địa chỉ này
    the other side does not speak banyan/1
      bên kia không dùng giao thức banyan/1
    the other side has as many connections as a peer may have
      bên kia đã có đủ số kết nối cho phép
    a frame is empty or larger than %1 bytes
      một khung trống hoặc lớn hơn %1 byte
    the peer's card names no address: it dials, it is not dialled
      thẻ của cơ sở ngang hàng không ghi địa chỉ: cơ sở đó tự kết nối tới, không nhận kết nối
    nobody answers at the peer's address, or the peer does not accept this node
      không có trả lời tại địa chỉ của cơ sở ngang hàng, hoặc cơ sở đó không chấp nhận nút này
    the peer must run, and have added this node's card
      nút của cơ sở ngang hàng phải đang chạy và đã thêm thẻ của nút này
    the TLS libraries refuse the node's TLS key
      thư viện TLS từ chối khóa TLS của nút
    the address %1:%2 can't be listened on
      không nhận được kết nối tại địa chỉ %1:%2
    another program may use it; choose another one with --listen
      có thể chương trình khác đang dùng; chọn địa chỉ khác bằng --listen
    a peer sent an entry whose payload does not match its header
      một cơ sở ngang hàng gửi mục nhật ký có nội dung không khớp phần đầu
    a peer sent a message with a malformed %1
      một cơ sở ngang hàng gửi thông điệp có %1 sai dạng
    a peer sent a message of an unknown type
      một cơ sở ngang hàng gửi thông điệp thuộc loại không biết
    there is no XML element
      không có phần tử XML nào
    larger than %1 bytes
      lớn hơn %1 byte
    nested deeper than %1 levels
      lồng sâu quá %1 mức
    more than %1 elements
      nhiều hơn %1 phần tử
    an element with more than %1 attributes
      một phần tử có hơn %1 thuộc tính
    an element with more than %1 bytes of text
      một phần tử có hơn %1 byte văn bản
    not UTF-8
      không phải UTF-8
    a document type declaration, which is never read
      có khai báo DOCTYPE, vốn không bao giờ được đọc
    an entity that XML does not define
      có thực thể mà XML không định nghĩa
    the document ends too early
      tài liệu kết thúc quá sớm
    an element that is closed under another name
      một phần tử được đóng bằng tên khác
    not well-formed XML (libxml2 %1)
      XML sai cú pháp (libxml2 %1)
    export the file as UTF-8
      xuất lại tệp theo UTF-8
    export the file without DOCTYPE and entities
      xuất lại tệp không có DOCTYPE và thực thể
    """#

    /// Cards, logs and proofs.
    static let ledger = #"""
    the facility ID was mistyped: %1
      định danh cơ sở gõ sai: %{1}
    compare it with the ID that the facility gave you
      so với định danh mà cơ sở đã cho biết
    the card belongs to another facility than the ID that was given
      thẻ thuộc cơ sở khác với định danh đã nêu
    check with the facility, by another channel, which ID is its own
      hỏi lại cơ sở qua một kênh khác xem định danh nào là của họ
    a card must hold one certificate for each role, each with its own key
      thẻ cơ sở phải có đúng một chứng thư cho mỗi vai trò, mỗi chứng thư một khóa riêng
    the card is not signed by the facility that it names
      thẻ không do cơ sở ghi trên thẻ ký
    ask the facility for its card again: `banyan peer card` prints it
      xin lại thẻ của cơ sở: `banyan peer card` in ra thẻ
    this is not a facility card, or it was damaged on the way
      đây không phải là thẻ cơ sở, hoặc thẻ đã hỏng trên đường gửi
    a card's number starts at 1
      số của thẻ cơ sở bắt đầu từ 1
    a facility's name has 1 to %1 bytes, one line, no invisible characters and no space at its ends
      tên cơ sở dài 1 đến %1 byte, một dòng, không có ký tự ẩn và không có dấu cách ở hai đầu
    a card names at most %1 endpoints
      thẻ cơ sở ghi nhiều nhất %1 địa chỉ kết nối
    a card names each endpoint once
      thẻ cơ sở ghi mỗi địa chỉ kết nối một lần
    a card names its protocol versions in ascending order
      thẻ cơ sở ghi các phiên bản giao thức theo thứ tự tăng dần
    a card must end after it begins
      ngày hết hạn của thẻ phải sau ngày bắt đầu
    a card file has at most %1 bytes
      tệp thẻ cơ sở có nhiều nhất %1 byte
    the text holds no facility card, or not exactly one whole card
      văn bản không có thẻ cơ sở, hoặc không có đúng một thẻ nguyên vẹn
    the readable part of the card is not what the facility signed
      phần đọc được của thẻ không phải là phần cơ sở đã ký
    a checkpoint is not a signed note of a log's size and root
      mốc xác nhận không phải là bản ghi có ký về kích thước và gốc của nhật ký
    a cosignature is not a checkpoint with one witness's timestamped line
      chữ ký chứng kiến không phải là mốc xác nhận kèm đúng một dòng có thời điểm của bên chứng kiến
    an entry's payload is not the one that its header names
      nội dung của mục nhật ký không phải là nội dung mà phần đầu nêu
    there is no certificate number left
      không còn số chứng thư nào
    the facility's stored keys are damaged
      khóa lưu của cơ sở bị hỏng
    %1 former keys still serve: they were renewed too often
      %1 khóa cũ vẫn còn hiệu lực: khóa đã được gia hạn quá nhiều lần
    renew again after %1
      gia hạn lại sau %1
    an inception object is not a root key and a commitment
      bản ghi khởi tạo không gồm khóa gốc và cam kết
    a key certificate is malformed or its key can't serve its role
      chứng thư khóa sai dạng hoặc khóa không dùng được cho vai trò của nó
    ask the facility for its card again: banyan peer card
      xin lại thẻ của cơ sở: banyan peer card
    a key certificate is another facility's
      chứng thư khóa thuộc cơ sở khác
    a key certificate is not signed by the facility's root key
      chứng thư khóa không do khóa gốc của cơ sở ký
    the log of %1 entries has no entry %2
      nhật ký có %1 mục, không có mục %2
    there is no consistency proof from size %1 to size %2
      không có bằng chứng nhất quán từ kích thước %1 đến %2
    the readable part of the proof is not what was signed
      phần đọc được của bằng chứng không phải là phần đã ký
    the checkpoints are not of one log of the facility that the proof names
      các mốc xác nhận không cùng một nhật ký của cơ sở nêu trong bằng chứng
    the log key in the proof is not certified by the facility's root key
      khóa nhật ký trong bằng chứng không được khóa gốc của cơ sở chứng thực
    a checkpoint in the proof is not signed by the facility's log key
      một mốc xác nhận trong bằng chứng không do khóa nhật ký của cơ sở ký
    both checkpoints are of one history: nothing is proved
      cả hai mốc xác nhận thuộc cùng một lịch sử: không chứng minh được gì
    the path in the proof does not lead to the larger checkpoint: nothing is proved
      đường dẫn trong bằng chứng không đến mốc lớn hơn: không chứng minh được gì
    this is not a proof of misbehaviour, or it was damaged on the way
      đây không phải là bằng chứng vi phạm, hoặc tệp đã hỏng trên đường gửi
    the recovery code was mistyped: %1
      mã khôi phục gõ sai: %{1}
    compare it with the sheet, group by group; case, spaces and hyphens don't matter
      so từng nhóm với phiếu; chữ hoa hay thường, dấu cách và gạch nối không quan trọng
    a batch's entries are not proved to be those of its checkpoint
      chưa chứng minh được các mục của lô thuộc mốc xác nhận của nó
    a log has two histories: its checkpoints of %1 and %2 entries contradict each other
      một nhật ký có hai lịch sử: mốc xác nhận %1 mục và mốc %2 mục mâu thuẫn nhau
    what is stored of a log does not fit its checkpoint
      phần nhật ký đã lưu không khớp mốc xác nhận
    a batch has too many entries or proof hashes
      một lô có quá nhiều mục hoặc giá trị băm
    a batch has more than %1 bytes of entries
      một lô có hơn %1 byte mục nhật ký
    a batch or its checkpoint is of another log than the one asked for
      lô hoặc mốc xác nhận của nó thuộc nhật ký khác với nhật ký đã hỏi
    a batch starts at entry %1 where entry %2 comes next
      lô bắt đầu từ mục %1 trong khi mục tiếp theo là %2
    a batch goes beyond its checkpoint
      lô vượt quá mốc xác nhận của nó
    a checkpoint is not signed by the log's key
      mốc xác nhận không do khóa của nhật ký ký
    a checkpoint of %1 entries came after one of %2
      mốc xác nhận %1 mục đến sau mốc %2 mục
    an entry's payload is empty or larger than %1 bytes
      nội dung của mục nhật ký trống hoặc lớn hơn %1 byte
    a batch's entries are not those of its checkpoint
      các mục của lô không phải là các mục của mốc xác nhận
    a batch that reaches its checkpoint came with a proof
      lô đã đến mốc xác nhận mà vẫn kèm bằng chứng
    """#

    /// The database and its directory.
    static let store = #"""
    the database can't be made to flush its transactions
      không buộc được cơ sở dữ liệu ghi hẳn giao dịch xuống đĩa
    a cosignature is not of the entries that are stored, or contradicts an earlier one
      chữ ký chứng kiến không ứng với các mục đã lưu, hoặc mâu thuẫn với chữ ký trước
    a cosignature can't be read
      không đọc được một chữ ký chứng kiến
    name a directory of the user that runs banyan, on a local disk, with --data
      dùng --data để chỉ một thư mục của tài khoản chạy banyan, trên đĩa cục bộ
    there is no node in %1
      không có nút nào trong %1
    run 'banyan init', or name the directory with --data
      chạy 'banyan init', hoặc chỉ thư mục bằng --data
    other users may read the data directory %1
      người dùng khác đọc được thư mục dữ liệu %1
    another banyan%1 uses the data directory %2
      một tiến trình banyan khác%{1} đang dùng thư mục dữ liệu %2
    stop it first, or give this node its own directory with --data
      dừng tiến trình đó trước, hoặc dùng --data cho nút này thư mục riêng
    a log can't have more than %1 entries
      một nhật ký không thể có hơn %1 mục
    the header of an entry can't be read
      không đọc được phần đầu của một mục nhật ký
    entry %1 of a log is not what it was
      mục %1 của một nhật ký không còn như cũ
    entries of a log are missing
      thiếu mục của một nhật ký
    this node does not hold the first %1 entries of that log
      nút này không có đủ %1 mục đầu của nhật ký đó
    a log's state can't be read
      không đọc được trạng thái của một nhật ký
    a log's checkpoint can't be read
      không đọc được mốc xác nhận của một nhật ký
    more than %1 bytes of entries lie under these tags
      dưới các nhãn này có hơn %1 byte mục nhật ký
    the tag index names a log that does not exist
      chỉ mục nhãn nêu một nhật ký không tồn tại
    a batch starts at entry %1 of a log that ends at %2
      lô bắt đầu từ mục %1 trong khi nhật ký kết thúc ở %2
    the log grew meanwhile: fetch from its present end
      nhật ký đã dài thêm trong lúc đó: lấy từ điểm cuối hiện tại
    a batch was verified against other entries than those that are stored
      lô đã được kiểm tra theo các mục khác với các mục đã lưu
    a receipt is not the one that its digest names
      biên nhận truy cập không khớp giá trị băm của nó
    a checkpoint of %1 entries is not of the entries that are stored
      mốc xác nhận %1 mục không ứng với các mục đã lưu
    an own entry has no payload or one of more than %1 bytes
      một mục của nút không có nội dung, hoặc nội dung lớn hơn %1 byte
    this facility was removed from the node, and removed stays removed
      cơ sở này đã bị gỡ khỏi nút, và đã gỡ là gỡ hẳn
    the facility must come back under a new identity ('banyan init')
      cơ sở phải quay lại với định danh mới ('banyan init')
    a node accepts at most %1 facilities
      một nút chấp nhận nhiều nhất %1 cơ sở
    an accepted facility can't be read
      không đọc được dữ liệu của một cơ sở đã chấp nhận
    a log does not end where its size says
      một nhật ký không kết thúc đúng ở kích thước đã ghi
    %1 is a database of another program
      %1 là cơ sở dữ liệu của chương trình khác
    name the node's own data directory with --data
      dùng --data chỉ đúng thư mục dữ liệu của nút
    a newer banyan
      một bản banyan mới hơn
    this database was written by a newer program: it needs at least %1
      cơ sở dữ liệu này do chương trình mới hơn ghi: cần ít nhất %{1}
    install %1 or later; this binary knows schema %2, the database has %3
      cài %{1} trở lên; chương trình này biết lược đồ %2, cơ sở dữ liệu có %3
    a record can't be read
      không đọc được một bản ghi
    %1 can't be written
      không ghi được %1
    the node's database is damaged: %1
      cơ sở dữ liệu của nút bị hỏng: %{1}
    keep a copy of the data directory; where the node still starts, 'banyan log verify' names the entries that are damaged
      giữ một bản sao thư mục dữ liệu; nếu nút còn khởi động được, 'banyan log verify' cho biết mục nào bị hỏng
    a value can't be read
      không đọc được một giá trị
    the database failed in an unexpected way
      cơ sở dữ liệu gặp lỗi không lường trước
    the disk is full: nothing of this was stored
      đĩa đầy: chưa lưu được gì
    free space on the disk of the data directory; 'banyan status' shows how much there is
      giải phóng đĩa chứa thư mục dữ liệu; 'banyan status' cho biết còn bao nhiêu
    the disk refused a read or write (SQLite %1)
      đĩa từ chối đọc hoặc ghi (SQLite %1)
    check the disk, its quota and the system's log, then start the node again
      kiểm tra đĩa, hạn mức và nhật ký hệ thống, rồi khởi động lại nút
    SQLite can't read it
      SQLite không đọc được
    another program holds the node's database
      chương trình khác đang giữ cơ sở dữ liệu của nút
    end the backup or SQLite shell that has it open, then try again
      kết thúc chương trình sao lưu hoặc SQLite đang mở nó, rồi thử lại
    the node's database can't be opened for writing
      không mở được cơ sở dữ liệu của nút để ghi
    the data directory and its files must belong to the user that runs banyan
      thư mục dữ liệu và các tệp trong đó phải thuộc tài khoản chạy banyan
    the node's database is closed
      cơ sở dữ liệu của nút đã đóng
    there is not enough memory for the database
      không đủ bộ nhớ cho cơ sở dữ liệu
    the database refused a statement (SQLite %1)
      cơ sở dữ liệu từ chối một câu lệnh (SQLite %1)
    a hash of a log's tree can't be read
      không đọc được một giá trị băm trong cây của nhật ký
    hashes of a log's tree are missing
      thiếu giá trị băm trong cây của nhật ký
    """#
}
