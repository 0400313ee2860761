// swift-format-ignore-file
// A key is one line, however long.

extension Vietnamese {
    /// What is wrong with records that come in.
    static let records = #"""
    the file is empty
      tệp trống
    no resourceType
      không có resourceType
    a Bundle whose type is not transaction, batch, collection, document or searchset
      Bundle có type không phải là transaction, batch, collection, document hay searchset
    Bundle.entry is not a list
      Bundle.entry không phải là danh sách
    an entry without a resource
      một mục không có tài nguyên
    not a JSON object
      không phải là đối tượng JSON
    %1: %2 record %3 of HOSO %4
      %1: %2 bản ghi %3 của HOSO %4
    a Bundle inside NDJSON
      có Bundle trong NDJSON
    the resource type %1 is not one of R4
      loại tài nguyên %1 không có trong R4
    %1 declares that version
      %1 khai báo phiên bản đó
    another resource of this patient has the same id and says something else
      một tài nguyên khác của người bệnh này có cùng id nhưng nội dung khác
    Patient.identifier is too long or has control characters
      Patient.identifier quá dài hoặc có ký tự điều khiển
    another person has the same number: not merged
      một người khác có cùng mã: không gộp
    %1.%2 is missing
      thiếu %1.%2
    %1.%2 refers to no patient of this import
      %1.%2 không dẫn tới người bệnh nào trong lần nhập này
    no resourceType or id
      không có resourceType hoặc id
    XML3 supplies
      vật tư của XML3
    XML3 visits, beds and transport
      công khám, giường và vận chuyển của XML3
    XML3 tests whose results XML4 has
      xét nghiệm của XML3 đã có kết quả ở XML4
    neither GIAMDINHHS nor a check-in file is the root
      phần tử gốc không phải là GIAMDINHHS và cũng không phải tệp check-in
    the check-in file holds no record
      tệp check-in không có bản ghi nào
    the file is of another facility than %1
      tệp thuộc cơ sở khác, không phải %1
    a node imports its own facility's files alone
      nút chỉ nhập tệp của chính cơ sở mình
    there is no XML1 with a MA_LK: nobody knows whose encounter it is
      không có XML1 kèm MA_LK: không biết là lượt khám của ai
    a FILEHOSO without NOIDUNGFILE
      một FILEHOSO không có NOIDUNGFILE
    a FILEHOSO
      một FILEHOSO
    %1 holds more than one element
      %{1} có hơn một phần tử
    %1 is neither an element nor base64
      %{1} không phải là phần tử và cũng không phải base64
    %1 holds another element than its table has
      %{1} có phần tử không thuộc bảng của nó
    the file
      tệp
    MACSKCB is missing or not a facility code
      thiếu MACSKCB hoặc không phải là mã cơ sở
    the file has no DANHSACHHOSO
      tệp không có DANHSACHHOSO
    NGAYLAP is no date that exists
      NGAYLAP không phải là ngày có thật
    SOLUONGHOSO is not the number of HOSO in the file, %1
      SOLUONGHOSO không đúng số HOSO trong tệp, %1
    the file holds no HOSO
      tệp không có HOSO nào
    %1 not read
      %1 không được đọc
    longer than %1 bytes
      dài hơn %1 byte
    has control characters
      có ký tự điều khiển
    there are several XML1
      có nhiều XML1
    %1 at byte %2
      %{1} tại byte %2
    the text ends too early
      văn bản kết thúc quá sớm
    not JSON
      không phải JSON
    not a JSON number
      không phải số JSON
    an escape sequence that JSON does not have
      có ký hiệu thoát mà JSON không có
    a control character inside a string
      có ký tự điều khiển trong chuỗi
    an object with two members of the same name
      một đối tượng có hai thành phần cùng tên
    more text after the end of the value
      còn văn bản sau chỗ kết thúc giá trị
    Patient.name is missing or empty
      thiếu Patient.name hoặc để trống
    Patient.name is longer than %1 bytes or has control characters
      Patient.name dài hơn %1 byte hoặc có ký tự điều khiển
    Patient.birthDate is not a date
      Patient.birthDate không phải là ngày
    Patient.gender is not a code of administrative-gender
      Patient.gender không phải là mã của administrative-gender
    its type belongs to no section
      loại tài nguyên không thuộc phần nào
    entered in error
      nhập nhầm
    a draft or cancelled
      bản nháp hoặc đã hủy
    ended more than twelve months ago
      đã kết thúc hơn mười hai tháng
    a consent that is no advance directive
      giấy đồng ý không phải là ý nguyện điều trị
    Banyan reads FHIR R4 Bundles, NDJSON and single resources as JSON
      Banyan đọc Bundle FHIR R4, NDJSON và từng tài nguyên dạng JSON
    %1, not R4: %2
      %1, không phải R4: %{2}
    export as FHIR R4 (4.0.1) and import again
      xuất theo FHIR R4 (4.0.1) rồi nhập lại
    the list of sensitive codes: %1
      danh sách mã nhạy cảm: %{1}
    docs/insurance-xml.md says what is read
      docs/insurance-xml.md cho biết đọc được gì
    a stored resource: %1
      một tài nguyên đã lưu: %{1}
    %1.status is missing
      thiếu %1.status
    %1.status has the wrong JSON type
      %1.status sai kiểu JSON
    %1.status is not a code of FHIR R4
      %1.status không phải là mã của FHIR R4
    %1.id is not a string
      %1.id không phải là chuỗi
    %1.%2 is not a date of FHIR R4
      %1.%2 không phải là ngày của FHIR R4
    %1.%2 is not a period of FHIR R4
      %1.%2 không phải là khoảng thời gian của FHIR R4
    %1.dispenseRequest.validityPeriod is not a period of FHIR R4
      %1.dispenseRequest.validityPeriod không phải là khoảng thời gian của FHIR R4
    %1.%2 has the wrong JSON type
      %1.%2 sai kiểu JSON
    the list
      danh sách
    its format is not %1
      định dạng không phải là %1
    entries is missing
      thiếu entries
    a system
      một hệ mã
    a system without a name
      một hệ mã không có tên
    uris of %1
      uris của %1
    containing of %1
      containing của %1
    system %1 without URIs
      hệ mã %1 không có URI
    an entry
      một mục
    an entry whose section is not hiv, mental-health, reproductive or genetic
      một mục có phần không phải là hiv, mental-health, reproductive hay genetic
    a word that is not three letters or digits of ASCII or more
      một từ không gồm ít nhất ba chữ hoặc số ASCII
    an entry of a system that the list does not name
      một mục thuộc hệ mã mà danh sách không nêu
    codes is not a list
      codes không phải là danh sách
    a code
      một mã
    a code that is empty
      một mã để trống
    an entry without codes and prefixes
      một mục không có codes và prefixes
    %1 is not a list
      %{1} không phải là danh sách
    %1 holds what is no text
      %{1} chứa thứ không phải là văn bản
    %1 is not an object
      %{1} không phải là đối tượng
    %1 has a member %2 that the format does not know
      %{1} có thành phần %2 mà định dạng không biết
    """#

    /// What a source puts behind the name of a field, a file or a directory: each fits by itself, and behind such a name.
    static let predicates = #"""
    is a list
      là danh sách
    is a code
      là mã
    is a CodeableConcept
      là CodeableConcept
    is a CodeableReference
      là CodeableReference
    is no element of R4
      không phải là phần tử của R4
    has the wrong JSON type
      sai kiểu JSON
    names nobody
      không nêu ai
    refers to something that is no patient
      dẫn tới thứ không phải là người bệnh
    may mean several patients
      có thể là nhiều người bệnh
    refers to a patient who was refused
      dẫn tới người bệnh đã bị từ chối
    holds elements
      chứa phần tử con
    stands twice
      có hai lần
    is neither twelve digits, nor nine, nor a passport: left out
      không phải mười hai chữ số, chín chữ số hay hộ chiếu: bỏ qua
    is neither a card of fifteen characters nor ten digits: left out
      không phải thẻ mười lăm ký tự hay mười chữ số: bỏ qua
    is not its quantity times its price
      không bằng số lượng nhân đơn giá
    is out of all bounds
      vượt mọi giới hạn
    is not the sum of THANH_TIEN_BV of XML2 and XML3
      không bằng tổng THANH_TIEN_BV của XML2 và XML3
    is not a whole number
      không phải là số nguyên
    is not a number with a dot before at most three decimals
      không phải là số có dấu chấm trước nhiều nhất ba chữ số thập phân
    is no date that exists
      không phải là ngày có thật
    is no time that exists, yyyyMMddHHmm
      không phải là thời điểm có thật, yyyyMMddHHmm
    is no date that exists, yyyyMMdd
      không phải là ngày có thật, yyyyMMdd
    holds what is no date that exists
      chứa ngày không có thật
    is missing
      bị thiếu
    is longer than 200 bytes
      dài hơn 200 byte
    is not the facility of the file
      không phải là cơ sở của tệp
    is missing, and so are SO_CCCD and MA_THE_BHYT
      bị thiếu, và SO_CCCD cùng MA_THE_BHYT cũng thiếu
    is not 1, 2 or 3
      không phải là 1, 2 hay 3
    lies before NGAY_VAO
      trước NGAY_VAO
    is not the MA_LK of XML1
      không phải là MA_LK của XML1
    is missing: %1
      bị thiếu: %{1}
    must be %1
      phải là %{1}
    is not a key that this version knows
      không phải là khóa mà phiên bản này biết
    can't be opened for writing
      không mở được để ghi
    can't be created
      không tạo được
    is not a directory
      không phải là thư mục
    can't be read
      không đọc được
    can't be made private
      không đặt được quyền riêng
    can't be written to
      không ghi vào được
    can't be locked (its file system may not support locks)
      không khóa được (hệ thống tệp có thể không hỗ trợ khóa)
    """#
}
