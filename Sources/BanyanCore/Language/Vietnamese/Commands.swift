// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// The help of the commands.
    static let help = #"""
    Patient summaries between facilities, sealed, replicated, and opened by the patient's consent alone.
      Tóm tắt hồ sơ người bệnh giữa các cơ sở: được niêm phong, nhân bản, và chỉ mở bằng sự đồng ý của người bệnh.
    A node is set up once and then serves; every other command speaks to it over its socket.
      Nút được thiết lập một lần rồi phục vụ; mọi lệnh khác làm việc với nút qua socket của nó.
    Data go to stdout, words about them to stderr. Exit codes: 0 done, 1 failed, 3 the node is not reachable, 4 denied by consent or policy, 5 a signature or identity is wrong, 6 not found, 7 done in part, 8 timed out, 64 wrong usage, 78 wrong configuration.
      Dữ liệu ra stdout, lời báo ra stderr. Mã thoát: 0 xong, 1 thất bại, 3 không liên lạc được với nút, 4 bị từ chối do sự đồng ý hoặc chính sách, 5 chữ ký hoặc định danh sai, 6 không tìm thấy, 7 xong một phần, 8 quá thời gian, 64 dùng sai, 78 cấu hình sai.
    Messages are in Vietnamese or English: --lang vi or --lang en, else BANYAN_LANG, else the system's language.
      Lời báo bằng tiếng Việt hoặc tiếng Anh: --lang vi hoặc --lang en, nếu không thì theo BANYAN_LANG, rồi theo ngôn ngữ của hệ thống.
    Section names joined by commas: %1; `all` stands for those that are not sensitive.
      Tên các phần, cách nhau bằng dấu phẩy: %1; `all` là các phần không nhạy cảm.
    The node's data directory.
      Thư mục dữ liệu của nút.
    Print one JSON document with a versioned schema (docs/commands.md).
      In một tài liệu JSON theo lược đồ có phiên bản (docs/commands.md).
    How long to wait for the node's answer, such as 30s or 5m.
      Chờ nút trả lời bao lâu, ví dụ 30s hoặc 5m.
    The language of messages: vi or en; else BANYAN_LANG and the system's.
      Ngôn ngữ của lời báo: vi hoặc en; nếu không nêu thì theo BANYAN_LANG và hệ thống.
    Take the bundle that a patient brings, for a local patient.
      Nhận gói đồng ý mà người bệnh mang tới, cho một người bệnh tại đây.
    The same bundle again changes nothing.
      Nhận lại cùng một gói không thay đổi gì.
    The file from `banyan wallet grant`, or - for stdin.
      Tệp do `banyan wallet grant` lập, hoặc - để đọc từ stdin.
    The patient's number here.
      Mã người bệnh tại đây.
    List consents and what a read would meet now.
      Liệt kê sự đồng ý và kết quả nếu đọc lúc này.
    Only this patient's.
      Chỉ của người bệnh này.
    Show one consent.
      Hiện một sự đồng ý.
    The token, as `consent list` prints it; the beginning is enough.
      Thẻ đồng ý như `consent list` in ra; chỉ cần phần đầu.
    Explain, step by step, what a read would meet. Reads nothing and leaves no receipt.
      Giải thích từng bước kết quả nếu đọc. Không đọc gì và không để lại biên nhận.
    The exit code is 4 when a read would be denied.
      Mã thoát là 4 nếu việc đọc sẽ bị từ chối.
    %1 Without it: all that is granted.
      %{1} Nếu không nêu: tất cả những gì được phép xem.
    Why the data are asked for (HL7 PurposeOfUse).
      Cần dữ liệu để làm gì (HL7 PurposeOfUse).
    Withdraw a consent by the patient's slip; any node takes any slip.
      Thu hồi sự đồng ý bằng phiếu của người bệnh; nút nào cũng nhận mọi phiếu.
    A mistyped group is named with its line.
      Nhóm gõ sai được chỉ ra cùng số dòng.
    The slip's text as a file, or - for stdin.
      Tệp chứa nội dung phiếu, hoặc - để đọc từ stdin.
    Consents that patients presented here, and revocation.
      Sự đồng ý mà người bệnh xuất trình tại đây, và việc thu hồi.
    Make a new node: its facility's keys, its card, its data directory.
      Lập nút mới: khóa và thẻ của cơ sở, thư mục dữ liệu.
    The keys are protected by a passphrase, or by a key file for a node that must start by itself. Nothing is overwritten, and a failure leaves nothing behind.
      Khóa được bảo vệ bằng cụm mật khẩu, hoặc bằng tệp khóa nếu nút phải tự khởi động. Không ghi đè gì, và nếu thất bại thì không để lại gì.
    The facility's name, as people read it.
      Tên cơ sở, như người ta đọc.
    What the facility is: %1.
      Loại cơ sở: %1.
    Its code (MA_CSKCB): five digits or capital letters.
      Mã cơ sở (MA_CSKCB): năm chữ số hoặc chữ in hoa.
    Its province: three digits.
      Mã tỉnh: ba chữ số.
    Where to accept peers.
      Nơi nhận kết nối từ cơ sở ngang hàng.
    What others dial, if it differs from --listen; up to four times.
      Địa chỉ để cơ sở khác kết nối tới, nếu khác --listen; tối đa bốn lần.
    Put no endpoint on the card: this node only dials out.
      Không ghi địa chỉ kết nối lên thẻ: nút này chỉ tự kết nối ra.
    Write the recovery sheet to this new file; else its code is shown.
      Ghi phiếu khôi phục vào tệp mới này; nếu không, mã khôi phục được hiện ra.
    A name has 1 to %1 bytes on one line.
      Tên dài 1 đến %1 byte, trên một dòng.
    A facility code has five digits or capital letters, such as 00901.
      Mã cơ sở gồm năm chữ số hoặc chữ in hoa, ví dụ 00901.
    A province has three digits, such as 000.
      Mã tỉnh gồm ba chữ số, ví dụ 000.
    A card has at most %1 endpoints.
      Thẻ cơ sở có nhiều nhất %1 địa chỉ kết nối.
    '%1' is not HOST:PORT.
      '%1' không có dạng HOST:PORT.
    Recompute every root from the disk and compare it with the signed checkpoints.
      Tính lại mọi gốc từ đĩa và so với các mốc xác nhận đã ký.
    The exit code is 5 when anything differs. Cosignatures that this node gave or was given are verified too.
      Mã thoát là 5 nếu có gì khác. Chữ ký chứng kiến mà nút này đã cho hoặc nhận cũng được kiểm tra.
    With --proof a file is checked that shows a facility to have signed two histories of one log: it needs no node and no data, and the exit code is 5 for whatever does not prove it.
      Với --proof, lệnh kiểm tra một tệp cho thấy cơ sở đã ký hai lịch sử của một nhật ký: không cần nút và dữ liệu, và mã thoát là 5 nếu tệp không chứng minh được điều đó.
    One facility; all logs without it.
      Một cơ sở; nếu không nêu thì mọi nhật ký.
    A proof of misbehaviour, checked by itself (- for stdin).
      Bằng chứng vi phạm, kiểm tra riêng (- để đọc từ stdin).
    Write the proof that a facility signed two histories of its log.
      Ghi bằng chứng rằng một cơ sở đã ký hai lịch sử của nhật ký.
    Whoever has the file can check it alone: banyan log verify --proof FILE. The exit code is 6 where this node has no proof.
      Ai có tệp đều tự kiểm tra được: banyan log verify --proof TỆP. Mã thoát là 6 nếu nút này không có bằng chứng.
    The facility: its ID, or its code or name among the accepted ones.
      Cơ sở: định danh, hoặc mã hay tên trong số cơ sở đã chấp nhận.
    Which incarnation of its log; the newest with a proof without it.
      Đời nhật ký nào; nếu không nêu thì đời mới nhất có bằng chứng.
    Where to write the proof.
      Ghi bằng chứng vào đâu.
    Print the proof that an entry is in a facility's signed log.
      In bằng chứng một mục có trong nhật ký đã ký của cơ sở.
    Any RFC 9162 and C2SP checkpoint tool can verify it; see docs/protocol.md.
      Công cụ RFC 9162 và mốc xác nhận C2SP nào cũng kiểm tra được; xem docs/protocol.md.
    The entry's index, from 0.
      Số thứ tự của mục, từ 0.
    Verify the logs that this node holds, and prove single entries.
      Kiểm tra các nhật ký mà nút này giữ, và chứng minh từng mục.
    List local patients.
      Liệt kê người bệnh tại đây.
    Only those with this number, or whose name has words that begin so, accents or not.
      Chỉ những người có mã này, hoặc có các từ trong họ tên bắt đầu như vậy, có dấu hay không dấu.
    Show one local patient with the enrolments.
      Hiện một người bệnh tại đây cùng các lần ghi danh.
    Bind a patient's enrolment file to a local patient, after checking papers, and publish.
      Gắn tệp ghi danh với người bệnh tại đây sau khi kiểm tra giấy tờ, rồi công bố.
    The file from `banyan wallet enrol`, or - for stdin.
      Tệp do `banyan wallet enrol` lập, hoặc - để đọc từ stdin.
    How identity was proved: documents, biometric or known-to-staff.
      Đã chứng minh nhân thân bằng gì: documents (giấy tờ), biometric (sinh trắc) hoặc known-to-staff (nhân viên biết).
    Sections that this facility is unwilling to share, joined by commas.
      Các phần mà cơ sở này không chia sẻ, cách nhau bằng dấu phẩy.
    The facility's own patients, and their enrolment.
      Người bệnh của cơ sở, và việc ghi danh.
    Accept a facility by its card, and connect to it.
      Chấp nhận một cơ sở theo thẻ, và kết nối tới cơ sở đó.
    Compare the ID with the facility by another channel than the one by which the card came, such as a telephone call, and pass it or type it. A mistyped group is named.
      Đối chiếu định danh với cơ sở qua một kênh khác với kênh đã nhận thẻ, chẳng hạn gọi điện, rồi nêu hoặc gõ định danh đó. Nhóm gõ sai được chỉ ra.
    The card file, or - for stdin.
      Tệp thẻ cơ sở, hoặc - để đọc từ stdin.
    The facility's ID, had by another channel.
      Định danh cơ sở, lấy qua kênh khác.
    Accept its log and its patients' consents without connecting to it.
      Chấp nhận nhật ký và sự đồng ý của người bệnh ở đó mà không kết nối tới.
    Stop accepting a facility, for good.
      Thôi chấp nhận một cơ sở, vĩnh viễn.
    Its connection closes at once, and the same facility can't be added again. To pause, use `suspend`.
      Kết nối đóng ngay, và không thể thêm lại cơ sở đó. Để tạm dừng, dùng `suspend`.
    Don't ask.
      Không hỏi lại.
    Print this node's card: a signed text that can be mailed and read.
      In thẻ của nút này: một văn bản có ký, gửi thư và đọc được.
    Whoever adds it must have the ID by another channel, such as a telephone call.
      Bên thêm thẻ phải có định danh qua kênh khác, chẳng hạn gọi điện.
    List the accepted facilities.
      Liệt kê các cơ sở đã chấp nhận.
    Show all that is known of one facility.
      Hiện mọi điều đã biết về một cơ sở.
    Measure a round trip over the connection to a peer.
      Đo thời gian đi và về qua kết nối tới cơ sở ngang hàng.
    Stop exchanging with a facility until `resume`; its connection closes at once.
      Ngừng trao đổi với một cơ sở cho đến khi `resume`; kết nối đóng ngay.
    Exchange with a suspended facility again.
      Trao đổi lại với cơ sở đang tạm ngừng.
    Connect to a peer now, without waiting for the next attempt.
      Kết nối ngay tới cơ sở ngang hàng, không chờ lần thử tiếp theo.
    This node's card, and the facilities that it accepts.
      Thẻ của nút này, và các cơ sở mà nút chấp nhận.
    Import FHIR R4 Bundles, NDJSON files and the insurance XML.
      Nhập Bundle FHIR R4, tệp NDJSON và XML bảo hiểm y tế.
    What can't be taken is reported with its place, the rest is imported, and the exit code is 7. The same files again change nothing; a later insurance file of the same encounter takes the place of the earlier one. --watch takes files as another system drops them into a directory, and moves each to its `done` or `failed`.
      Phần không nhận được được báo cùng vị trí, phần còn lại được nhập, và mã thoát là 7. Nhập lại cùng tệp không thay đổi gì; tệp bảo hiểm sau của cùng lượt khám thay cho tệp trước. --watch nhận các tệp do hệ thống khác thả vào thư mục, và chuyển từng tệp sang `done` hoặc `failed`.
    Files and directories; .json, .ndjson and .xml files in them are taken in sorted order.
      Tệp và thư mục; các tệp .json, .ndjson và .xml trong thư mục được nhận theo thứ tự tên.
    Take files as they come into this directory, until ended.
      Nhận tệp ngay khi có trong thư mục này, cho đến khi dừng.
    Seconds between two looks at it.
      Số giây giữa hai lần xem thư mục.
    Of a shared export, take only what belongs to this organization.
      Trong bản xuất chung, chỉ nhận phần thuộc tổ chức này.
    Check and count, and keep nothing.
      Chỉ kiểm tra và đếm, không lưu gì.
    --watch goes without paths and --dry-run
      --watch không đi cùng đường dẫn và --dry-run
    name files or directories, or --watch DIR
      nêu tệp hoặc thư mục, hoặc --watch THƯ_MỤC
    Publish the current summaries of enrolled patients now.
      Công bố ngay tóm tắt hiện tại của người bệnh đã ghi danh.
    Nothing of a patient who is not enrolled leaves the node. What has not changed is not published again.
      Không có gì của người bệnh chưa ghi danh rời khỏi nút. Phần không thay đổi không được công bố lại.
    One patient's number; all enrolled patients without it.
      Mã của một người bệnh; nếu không nêu thì mọi người bệnh đã ghi danh.
    The facility's own records: import, publish, look at them.
      Hồ sơ của cơ sở: nhập, công bố, xem.
    List imported resources and the section of each.
      Liệt kê các tài nguyên đã nhập và phần của từng tài nguyên.
    Print one imported resource.
      In một tài nguyên đã nhập.
    Type/id, as `record list` prints it.
      Loại/id, như `record list` in ra.
    The patient's number.
      Mã người bệnh.
    Renew the facility's card and certificates, with a new key for what is sealed to it.
      Gia hạn thẻ và chứng thư của cơ sở, với khóa mới cho những gì được niêm phong gửi tới.
    A card ends after 90 days. Stop the node, renew, start it, and give the new card to the peers and to patients. What was sealed to the former key still opens until 30 days after that key's end. The card takes its name, kind, code, province and endpoints from config.json; the facility's ID stays.
      Thẻ hết hạn sau 90 ngày. Dừng nút, gia hạn, khởi động lại, rồi đưa thẻ mới cho các cơ sở ngang hàng và người bệnh. Những gì niêm phong bằng khóa cũ vẫn mở được đến 30 ngày sau khi khóa đó hết hạn. Thẻ lấy tên, loại, mã, tỉnh và địa chỉ kết nối từ config.json; định danh cơ sở giữ nguyên.
    Exit with 1 when a serious problem exists.
      Thoát với mã 1 nếu có vấn đề nghiêm trọng.
    Wait until nothing is missing that a connected peer shows.
      Chờ đến khi không còn thiếu gì so với các cơ sở ngang hàng đang kết nối.
    Show how the node is: peers and their lag, logs, clock, disk, and what is wrong.
      Hiện tình trạng nút: cơ sở ngang hàng và độ trễ, nhật ký, đồng hồ, đĩa, và những gì không ổn.
    With --check the exit code is 1 when something is seriously wrong, for a monitor. With --wait it is shown once the node has all that its connected peers show; the exit code is 8 when that takes longer than --timeout (an hour without it).
      Với --check, mã thoát là 1 khi có vấn đề nghiêm trọng, dành cho hệ thống giám sát. Với --wait, tình trạng được hiện khi nút đã có mọi thứ mà các cơ sở ngang hàng đang kết nối cho thấy; mã thoát là 8 nếu lâu hơn --timeout (một giờ nếu không nêu).
    A table for people, or the FHIR R4 document.
      Bảng cho người đọc, hoặc tài liệu FHIR R4.
    Who reads; it stands in the receipt. Without it: clinician and your user name.
      Ai đọc; được ghi trong biên nhận. Nếu không nêu: clinician và tên tài khoản của bạn.
    Read although the person's identity differs from the enrolment, for a reason that the patient will see.
      Vẫn đọc dù nhân thân khác với ghi danh, kèm lý do mà người bệnh sẽ thấy.
    Read although this replica is too old, for a reason that the patient will see.
      Vẫn đọc dù bản sao này quá cũ, kèm lý do mà người bệnh sẽ thấy.
    Read what other facilities know of a patient, as far as the patient agreed.
      Đọc những gì cơ sở khác biết về người bệnh, trong phạm vi người bệnh đồng ý.
    Every reading leaves a receipt that the patient can find, before anything is opened. The exit code is 4 when nothing is granted, or a section that is asked for by name is not.
      Trước khi mở bất cứ gì, mỗi lần đọc để lại một biên nhận mà người bệnh tìm được. Mã thoát là 4 khi chưa được phép xem gì, hoặc phần được nêu tên chưa được phép.
    Print the version of this program.
      In phiên bản của chương trình này.
    The running node's version is in `banyan status`.
      Phiên bản của nút đang chạy có trong `banyan status`.
    The file whose bytes protect the keys, for unattended start.
      Tệp có nội dung bảo vệ các khóa, để nút tự khởi động.
    A file whose first line is the passphrase.
      Tệp có dòng đầu là cụm mật khẩu.
    Make a new wallet.
      Lập ví mới.
    Make an enrolment file for a facility.
      Lập tệp ghi danh cho một cơ sở.
    Take the file to the facility within seven days; only it can open the file.
      Mang tệp tới cơ sở trong vòng bảy ngày; chỉ cơ sở đó mở được tệp.
    The facility's card.
      Thẻ của cơ sở.
    The new file.
      Tệp mới.
    List enrolments and grants.
      Liệt kê các lần ghi danh và cho phép xem.
    Print the slip that revokes a grant at any facility.
      In phiếu thu hồi một lần cho phép xem, dùng được tại mọi cơ sở.
    Whoever holds the slip can withdraw the consent: print it and keep it safe.
      Ai giữ phiếu đều thu hồi được sự đồng ý: in ra và cất giữ cẩn thận.
    The grant, as `wallet list` prints it; the beginning is enough.
      Mã lần cho phép như `wallet list` in ra; chỉ cần phần đầu.
    Write it to this new file instead.
      Ghi vào tệp mới này thay vì in ra.
    A patient's wallet: enrol, grant, revoke, see who read what.
      Ví đồng ý của người bệnh: ghi danh, cho phép, thu hồi, xem ai đã đọc gì.
    The wallet is one file, sealed by a passphrase or a key file. Copy it to keep it safe: without it grants can't be made, revoked or followed.
      Ví là một tệp, niêm phong bằng cụm mật khẩu hoặc tệp khóa. Hãy sao ra nơi khác để giữ an toàn: không có ví thì không cho phép, thu hồi hay theo dõi được.
    The wallet's file.
      Tệp của ví.
    Let a facility read what others know of you.
      Cho phép một cơ sở đọc những gì cơ sở khác biết về bạn.
    Without --sections: all but the sensitive ones (%1), which must be named and confirmed; to a pharmacy, allergies and medications alone. Without --months: all months.
      Nếu không nêu --sections: mọi phần trừ các phần nhạy cảm (%1), vốn phải nêu tên và xác nhận; với nhà thuốc thì chỉ dị ứng và thuốc. Nếu không nêu --months: mọi tháng.
    The card of the facility that may read.
      Thẻ của cơ sở được phép đọc.
    Facilities whose records it may read: cards, or IDs, codes or names where you are enrolled.
      Các cơ sở có hồ sơ được phép đọc: thẻ, hoặc định danh, mã hay tên của nơi bạn đã ghi danh.
    Months of results, encounters and the like, such as 2024-01..2026-11.
      Các tháng của kết quả, lượt khám và tương tự, ví dụ 2024-01..2026-11.
    What for (HL7 PurposeOfUse).
      Để làm gì (HL7 PurposeOfUse).
    For how long, such as 12h, 7d; at most a year.
      Trong bao lâu, ví dụ 12h, 7d; nhiều nhất một năm.
    Who grants: self, parent or guardian.
      Ai cho phép: self (bản thân), parent (cha mẹ) hoặc guardian (người giám hộ).
    The new bundle file.
      Tệp gói đồng ý mới.
    Grant these sensitive sections of --sections without asking; all of them must stand here.
      Cho phép các phần nhạy cảm này của --sections mà không hỏi lại; phải nêu đủ tất cả tại đây.
    Show who read what, from the receipts in the readers' signed logs.
      Hiện ai đã đọc gì, từ các biên nhận trong nhật ký có ký của bên đọc.
    Any node that carries the readers' logs can be asked. It learns which receipts are yours, not what they say: the wallet opens them itself, and checks that each is in the log that the reader signed.
      Có thể hỏi bất kỳ nút nào mang nhật ký của bên đọc. Nút đó biết biên nhận nào là của bạn, không biết nội dung: ví tự mở, và kiểm tra từng biên nhận có trong nhật ký mà bên đọc đã ký.
    The socket of the node to ask; the one of --data without it.
      Socket của nút cần hỏi; nếu không nêu thì của --data.
    Put a backup into an empty data directory.
      Đưa bản sao lưu vào một thư mục dữ liệu trống.
    Be sure that the node it was made of is off for good. When this one starts, it asks its peers how long its own log is, takes back what came after the backup, and appends nothing before.
      Phải chắc chắn nút cũ đã tắt hẳn. Khi khởi động, nút này hỏi các cơ sở ngang hàng xem nhật ký của mình dài bao nhiêu, lấy về phần có sau bản sao lưu, và không ghi thêm gì trước đó.
    Make, prove and put back backups of this node.
      Lập, kiểm tra và khôi phục bản sao lưu của nút này.
    A backup is one file, encrypted with the node's own passphrase or key file. It is made while the node runs.
      Bản sao lưu là một tệp, mã hóa bằng cụm mật khẩu hoặc tệp khóa của nút. Lập được khi nút đang chạy.
    Write a backup to a new file.
      Ghi bản sao lưu vào tệp mới.
    It needs room for a copy of the database in the data directory while it works, and for the file itself.
      Trong khi làm, cần chỗ cho một bản sao cơ sở dữ liệu trong thư mục dữ liệu, và chỗ cho chính tệp đó.
    Prove a backup: restore it into a scratch place and check all of it.
      Kiểm tra bản sao lưu: khôi phục vào chỗ tạm và kiểm tra toàn bộ.
    The scratch place is removed afterwards. Every entry of every log is hashed again and compared, and every sealed record is opened.
      Chỗ tạm được xóa sau đó. Mọi mục của mọi nhật ký được băm lại và so sánh, và mọi bản ghi niêm phong được mở thử.
    The backup.
      Bản sao lưu.
    Where to make the scratch place, if not in the system's temporary directory.
      Đặt chỗ tạm ở đâu, nếu không phải thư mục tạm của hệ thống.
    Run ten nodes on this machine and tell the main job with real commands.
      Chạy mười nút trên máy này và trình diễn công việc chính bằng các lệnh thật.
    Sets up the federation of peers/roster.json in a new folder, imports synthetic records, enrols patients, and then shows, each line printed by the command above it: a refusal before consent, a grant made offline, one merged summary read while the patient's main hospital is switched off, a pharmacy that sees two sections and dispenses once, a revocation by paper slip, the patient's own list of who read what, and a referral that waits for a hospital that is switched off. Nothing outside that folder is touched.
      Thiết lập liên thông theo peers/roster.json trong một thư mục mới, nhập hồ sơ giả lập, ghi danh người bệnh, rồi cho thấy, mỗi dòng do lệnh ngay trên in ra: bị từ chối khi chưa có đồng ý, cho phép xem lập ngoại tuyến, một tóm tắt hợp nhất đọc được khi bệnh viện chính của người bệnh đang tắt, nhà thuốc chỉ thấy hai phần và cấp phát một lần, thu hồi bằng phiếu giấy, danh sách của người bệnh về ai đã đọc gì, và một giấy chuyển đợi bệnh viện đang tắt. Không động tới gì ngoài thư mục đó.
    Leave the nodes running at the end and print how to go on.
      Để các nút chạy tiếp khi xong và in cách làm tiếp.
    The folder to play in; it must not exist yet.
      Thư mục để trình diễn; phải chưa tồn tại.
    The roster of facilities.
      Danh sách cơ sở.
    The seed of the synthetic records.
      Hạt giống của hồ sơ giả lập.
    Bring a lost facility back from its peers, with its recovery sheet.
      Khôi phục một cơ sở đã mất từ các cơ sở ngang hàng, bằng phiếu khôi phục.
    On an empty machine: the facility's own log comes back from peers and is verified; with the recovery code its enrolments, the consents presented to it, its peers and everything that it had published. What it never published is lost. Be sure that the former machine is off for good. An interrupted restore goes on when it is repeated.
      Trên máy trống: nhật ký của cơ sở được lấy về từ các cơ sở ngang hàng và kiểm tra; nhờ mã khôi phục, lấy lại các ghi danh, sự đồng ý đã xuất trình, cơ sở ngang hàng và mọi thứ đã công bố. Những gì chưa từng công bố thì mất. Phải chắc chắn máy cũ đã tắt hẳn. Nếu bị gián đoạn, chạy lại lệnh để làm tiếp.
    The recovery sheet, or a file with the code alone; - for stdin.
      Phiếu khôi phục, hoặc tệp chỉ có mã; - để đọc từ stdin.
    The card of a facility that had accepted this one; up to 16 times.
      Thẻ của một cơ sở đã chấp nhận cơ sở này; tối đa 16 lần.
    Where to accept peers, if not as before.
      Nơi nhận kết nối từ cơ sở ngang hàng, nếu khác trước.
    What others dial, if not as before; up to four times.
      Địa chỉ để cơ sở khác kết nối tới, nếu khác trước; tối đa bốn lần.
    Run the node of a data directory until SIGTERM or Ctrl-C.
      Chạy nút của một thư mục dữ liệu cho đến khi có SIGTERM hoặc Ctrl-C.
    The node listens for peers on the configured address, and for commands on DIR/run/banyan.sock. Its log goes to stderr.
      Nút nhận kết nối từ cơ sở ngang hàng tại địa chỉ đã cấu hình, và nhận lệnh tại DIR/run/banyan.sock. Nhật ký hoạt động ra stderr.
    Accept peers on this address instead of the configured one.
      Nhận cơ sở ngang hàng tại địa chỉ này thay cho địa chỉ đã cấu hình.
    Open a new incarnation of the own log.
      Mở đời nhật ký mới.
    For a node whose log can't be reconciled with what its peers hold: a restored old backup, a cloned disk.
      Dành cho nút có nhật ký không khớp được với phần các cơ sở ngang hàng giữ: khôi phục bản sao lưu cũ, đĩa bị nhân bản.
    What is logged: debug, info, notice, warning or error.
      Ghi những gì: debug, info, notice, warning hoặc error.
    What was prescribed here, and whether it was dispensed.
      Những gì đã kê đơn tại đây, và đã được cấp phát hay chưa.
    List prescriptions that this facility wrote, and what is known here of their dispensing.
      Liệt kê các đơn thuốc do cơ sở này kê, và những gì tại đây biết về việc cấp phát chúng.
    Show one prescription that this facility wrote.
      Hiển thị một đơn thuốc do cơ sở này kê.
    The prescription's code, 14 characters.
      Mã đơn thuốc, 14 ký tự.
    Where the prescription is looked for. Without it: medications.
      Nơi tìm đơn thuốc. Nếu không nêu: phần thuốc.
    Who hands out; the prescriber and the patient see it. Without it: pharmacist and your user name.
      Người cấp phát; nơi kê đơn và người bệnh nhìn thấy. Nếu không nêu: dược sĩ và tên đăng nhập của bạn.
    A prescription code has 14 characters, such as 00271a1b2c3d-C; capitals and small letters differ.
      Mã đơn thuốc có 14 ký tự, ví dụ 00271a1b2c3d-C; phân biệt chữ hoa và chữ thường.
    How many days back, at most 366.
      Xem lại bao nhiêu ngày, nhiều nhất 366.
    Only those that were dispensed more than once.
      Chỉ những đơn đã được cấp phát nhiều lần.
    A list goes back 1 to 366 days.
      Danh sách xem lại từ 1 đến 366 ngày.
    What was handed out here.
      Những gì đã được cấp phát tại đây.
    List what was handed out here, and whether another facility says the same of itself.
      Liệt kê những gì đã được cấp phát tại đây, và liệu cơ sở khác có ghi cùng một đơn hay không.
    Record that the medicines of a prescription were handed out.
      Ghi nhận rằng thuốc của một đơn đã được cấp phát.
    Show one prescription that was handed out here.
      Hiển thị một đơn thuốc đã được cấp phát tại đây.
    The prescription's code.
      Mã đơn thuốc.
    The prescription is read as any record is, by the patient's consent and with a receipt, and is dispensed as a whole. The exit code is 4 when any log that this node holds says that it was dispensed: hand nothing out then. Two that dispense before they hear of each other are both shown as such later: banyan dispensing list --twice.
      Đơn thuốc được đọc như mọi hồ sơ khác, theo sự đồng ý của người bệnh và có biên nhận, và được cấp phát trọn đơn. Mã thoát là 4 khi bất kỳ nhật ký nào mà nút này giữ cho biết đơn đã được cấp phát: khi đó đừng cấp phát gì. Hai nơi cấp phát trước khi biết về nhau thì về sau đều được đánh dấu: banyan dispensing list --twice.
    Beginnings of words of the name.
      Phần đầu của các từ trong họ tên.
    The birth date, or its year, or year and month.
      Ngày sinh, hoặc năm sinh, hoặc năm và tháng sinh.
    Name an identifier or a name.
      Hãy nêu một mã định danh hoặc một họ tên.
    --born is YYYY, YYYY-MM or YYYY-MM-DD.
      --born có dạng YYYY, YYYY-MM hoặc YYYY-MM-DD.
    no patient here fits
      không có người bệnh nào tại đây phù hợp
    Show under which URIs numbers are kept, and which others are read as the same.
      Cho xem các mã số được lưu dưới những URI nào, và những URI nào khác được hiểu như nhau.
    `identifierSystems` in config.json and BANYAN_IDENTIFIER_SYSTEMS decide.
      Do `identifierSystems` trong config.json và BANYAN_IDENTIFIER_SYSTEMS quyết định.
    Find local patients by an identifier, or by a name.
      Tìm người bệnh tại đây theo mã định danh hoặc theo họ tên.
    An identifier is written SYSTEM|VALUE; the system is a word of `banyan patient systems`, or a URI. One that the patient had before counts too. A name is found by the beginnings of its words, in any order, accents or not.
      Mã định danh viết là SYSTEM|VALUE; hệ là một từ của `banyan patient systems`, hoặc một URI. Mã mà người bệnh từng có cũng được tính. Họ tên được tìm theo phần đầu của các từ, theo thứ tự bất kỳ, có dấu hay không dấu.
    Check signatures of insurance files under the certificates of this PEM file too.
      Kiểm tra chữ ký của các tệp bảo hiểm theo cả những chứng thư trong tệp PEM này.
    List the codes, words and beginnings of codes.
      Liệt kê các mã, từ và phần đầu của mã.
    Only this section's.
      Chỉ của phần này.
    Only what was added here.
      Chỉ những gì được thêm tại đây.
    Say whether a code, or a text, is on the list, and why.
      Cho biết một mã hay một đoạn chữ có trong danh sách không, và vì sao.
    A code, or words.
      Một mã, hoặc các từ.
    Its system: a name of the list, or a URI; all systems without it.
      Hệ của mã: một tên trong danh sách, hoặc một URI; nếu không nêu thì mọi hệ.
    hiv, mental-health, reproductive or genetic.
      hiv, mental-health, reproductive hoặc genetic.
    A system of the list, such as icd-10, or words.
      Một hệ của danh sách, ví dụ icd-10, hoặc words.
    A code, a word, or a range of ICD-10 such as B20-B24.
      Một mã, một từ, hoặc một khoảng ICD-10 ví dụ B20-B24.
    Every code, or word, that begins so.
      Mọi mã, hoặc từ, bắt đầu như vậy.
    Add a code; it counts for whatever is published from here on.
      Thêm một mã; có hiệu lực với mọi thứ được công bố từ đây trở đi.
    `banyan sensitive apply` publishes again what is published already.
      `banyan sensitive apply` công bố lại những gì đã được công bố.
    What it is, for the list.
      Nội dung của mã, để ghi trong danh sách.
    `banyan sensitive apply` publishes again what is published already
      `banyan sensitive apply` công bố lại những gì đã được công bố
    Take away a code that was added here.
      Bỏ một mã đã được thêm tại đây.
    Which codes close a record: HIV, mental, sexual and reproductive health, genetics.
      Những mã nào khiến hồ sơ được giữ kín: HIV, sức khỏe tâm thần, tình dục và sinh sản, di truyền.
    Place all records anew and publish what moved.
      Xếp lại mọi hồ sơ và công bố những gì đã chuyển phần.
    Readers who were granted the section that something left can still open what was published to it before.
      Người đọc được cho phép phần mà hồ sơ vừa rời đi vẫn mở được những gì đã công bố vào phần đó trước đây.
    What bears one of these codes goes to its closed section, which no preset grants. The list that ships can be added to and not shortened.
      Hồ sơ mang một trong các mã này vào phần kín tương ứng, phần mà không thiết lập sẵn nào cho phép. Danh sách đi kèm có thể được bổ sung và không thể rút ngắn.
    Write the records of an invented country: a roster, a topology, and each facility's files.
      Ghi hồ sơ của một đất nước giả định: danh sách cơ sở, sơ đồ kết nối, và các tệp của từng cơ sở.
    Bach Mai with Bac Ninh and Thai Nguyen, Cho Ray with Binh Duong and An Giang, and below them district hospitals, communes' stations, clinics and pharmacies. People go from one to the other, so that what is known of one lies at several. All codes (00...) are unassigned and everybody is invented. The same seed and day write the same files.
      Bạch Mai với Bắc Ninh và Thái Nguyên, Chợ Rẫy với Bình Dương và An Giang, và dưới đó là các bệnh viện huyện, trạm y tế xã, phòng khám và nhà thuốc. Người dân đi khám ở nhiều nơi, nên thông tin về một người nằm ở nhiều cơ sở. Mọi mã (00...) đều chưa được cấp và mọi người đều là giả định. Cùng hạt giống và cùng ngày cho ra cùng các tệp.
    The folder to write; it must not exist yet.
      Thư mục sẽ ghi; chưa được tồn tại.
    How many facilities, 6 to 999.
      Bao nhiêu cơ sở, từ 6 đến 999.
    Insurance files for each facility.
      Số tệp bảo hiểm của mỗi cơ sở.
    What to write: insurance, fhir or both.
      Ghi những gì: insurance, fhir hoặc both.
    The seed.
      Hạt giống.
    The day that counts as today.
      Ngày được coi là hôm nay.
    --facilities takes 6 to 999
      --facilities nhận từ 6 đến 999
    --encounters takes 0 to 100000
      --encounters nhận từ 0 đến 100000
    --today takes a day as 2026-11-25
      --today nhận một ngày như 2026-11-25
    --confirm-sensitive repeats the sensitive sections of --sections: %1.
      --confirm-sensitive nhắc lại các phần nhạy cảm của --sections: %1.
    """#
}
