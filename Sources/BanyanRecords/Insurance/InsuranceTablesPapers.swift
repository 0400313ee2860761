extension InsuranceTable {
    static let xml7 = InsuranceTable(
        "XML7", "Giấy ra viện (discharge paper)", root: "CHI_TIEU_DU_LIEU_GIAY_RA_VIEN",
        fields: """
            MA_LK            s    - join
            SO_LUU_TRU       s    CarePlan.identifier
            MA_YTE           s    CarePlan.identifier
            MA_KHOA_RV       s    - repeats
            NGAY_VAO         D12  CarePlan.period.start
            NGAY_RA          D12  CarePlan.period.end
            MA_DINH_CHI_THAI n    * Đình chỉ thai / termination of pregnancy
            NGUYENNHAN_DINHCHI s  * Nguyên nhân đình chỉ thai / reason of termination
            THOIGIAN_DINHCHI D12  * Thời gian đình chỉ thai / time of termination
            TUOI_THAI        n    * Tuổi thai (tuần) / weeks of pregnancy
            CHAN_DOAN_RV     s    CarePlan.description
            PP_DIEUTRI       s    CarePlan.description
            GHI_CHU          s    CarePlan.note
            MA_TTDV          s    - signature
            MA_BS            s    CarePlan.author.identifier
            TEN_BS           s    CarePlan.author.display
            NGAY_CT          D8   CarePlan.created
            MA_CHA           s    - person
            MA_ME            s    - person
            MA_THE_TAM       s    - claim
            HO_TEN_CHA       s    - person
            HO_TEN_ME        s    - person
            SO_NGAY_NGHI     n    CarePlan.description
            NGOAITRU_TUNGAY  D8   CarePlan.description
            NGOAITRU_DENNGAY D8   CarePlan.description
            DU_PHONG         s    - reserve
            """)

    static let xml8 = InsuranceTable(
        "XML8", "Tóm tắt hồ sơ bệnh án (case summary)", root: "CHI_TIEU_DU_LIEU_TOM_TAT_HO_SO_BENH_AN",
        fields: """
            MA_LK            s    - join
            MA_LOAI_KCB      s    - repeats
            HO_TEN_CHA       s    - person
            HO_TEN_ME        s    - person
            NGUOI_GIAM_HO    s    - person
            DON_VI           s    - social
            NGAY_VAO         D12  CarePlan.period.start
            NGAY_RA          D12  CarePlan.period.end
            CHAN_DOAN_VAO    s    CarePlan.description
            CHAN_DOAN_RV     s    CarePlan.description
            QT_BENHLY        s    CarePlan.description
            TOMTAT_KQ        s    CarePlan.description
            PP_DIEUTRI       s    CarePlan.description
            NGAY_SINHCON     D8   * Ngày sinh con / child born
            NGAY_CONCHET     D8   * Ngày con chết / child died
            SO_CONCHET       n    * Số con chết / children who died
            KET_QUA_DTRI     n    - repeats
            GHI_CHU          s    CarePlan.note
            MA_TTDV          s    - signature
            NGAY_CT          D8   CarePlan.created
            MA_THE_TAM       s    - claim
            DU_PHONG         s    - reserve
            """)

    static let xml10 = InsuranceTable(
        "XML10", "Giấy chứng nhận nghỉ dưỡng thai (pregnancy leave)", root: "CHI_TIEU_DU_LIEU_GIAY_NGHI_DUONG_THAI",
        fields: """
            MA_LK            s    - join
            SO_SERI          s    - leave
            SO_CT            s    - leave
            SO_NGAY          n    - leave
            DON_VI           s    - social
            CHAN_DOAN_RV     s    - repeats
            TU_NGAY          D8   - leave
            DEN_NGAY         D8   - leave
            MA_TTDV          s    - signature
            TEN_BS           s    - leave
            MA_BS            s    - leave
            NGAY_CT          D8   - leave
            DU_PHONG         s    - reserve
            """)

    static let xml11 = InsuranceTable(
        "XML11", "Giấy chứng nhận nghỉ việc hưởng bảo hiểm xã hội (sick leave)",
        root: "CHI_TIEU_DU_LIEU_GIAY_CHUNG_NHAN_NGHI_VIEC_HUONG_BAO_HIEM_XA_HOI",
        fields: """
            MA_LK            s    - join
            SO_CT            s    CarePlan.identifier
            SO_SERI          s    CarePlan.identifier
            SO_KCB           s    CarePlan.identifier
            DON_VI           s    - social
            MA_BHXH          s    - repeats
            MA_THE_BHYT      s    - repeats
            CHAN_DOAN_RV     s    CarePlan.description
            PP_DIEUTRI       s    CarePlan.description
            MA_DINH_CHI_THAI n    * Đình chỉ thai / termination of pregnancy
            NGUYENNHAN_DINHCHI s  * Nguyên nhân đình chỉ thai / reason of termination
            TUOI_THAI        n    * Tuổi thai (tuần) / weeks of pregnancy
            SO_NGAY_NGHI     n    CarePlan.description
            TU_NGAY          D8   CarePlan.period.start
            DEN_NGAY         D8   CarePlan.period.end
            HO_TEN_CHA       s    - person
            HO_TEN_ME        s    - person
            MA_TTDV          s    - signature
            MA_BS            s    CarePlan.author.identifier
            NGAY_CT          D8   CarePlan.created
            MA_THE_TAM       s    - claim
            MAU_SO           s    - claim
            DU_PHONG         s    - reserve
            """)

    static let xml12 = InsuranceTable(
        "XML12", "Giám định y khoa (assessment council)", root: "GIAM_DINH_Y_KHOA",
        fields: """
            NGUOI_CHU_TRI    s    - council
            CHUC_VU          n    - council
            NGAY_HOP         D8   - council
            HO_TEN           s    - council
            NGAY_SINH        D8   - council
            SO_CCCD          s    - council
            NGAY_CAP_CCCD    D8   - council
            NOI_CAP_CCCD     s    - council
            DIA_CHI          s    - council
            MATINH_CU_TRU    s    - council
            MAHUYEN_CU_TRU   s    - council
            MAXA_CU_TRU      s    - council
            MA_BHXH          s    - council
            MA_THE_BHYT      s    - council
            NGHE_NGHIEP      s    - council
            DIEN_THOAI       s    - council
            MA_DOI_TUONG     s    - council
            KHAM_GIAM_DINH   n    - council
            SO_BIEN_BAN      s    - council
            TYLE_TTCT_CU     n    - council
            DANG_HUONG_CHE_DO s   - council
            NGAY_CHUNG_TU    D8   - council
            SO_GIAY_GIOI_THIEU s  - council
            NGAY_DE_NGHI     D8   - council
            MA_DONVI         s    - council
            GIOI_THIEU_CUA   s    - council
            KET_QUA_KHAM     s    - council
            SO_VAN_BAN_CAN_CU s   - council
            TYLE_TTCT_MOI    n    - council
            TONG_TYLE_TTCT   n    - council
            DANG_KHUYETTAT   n    - council
            MUC_DO_KHUYETTAT n    - council
            DE_NGHI          s    - council
            DUOC_XACDINH     s    - council
            DU_PHONG         s    - council
            """)

    static let xml13 = InsuranceTable(
        "XML13", "Giấy chuyển cơ sở khám chữa bệnh (referral)", root: "CHI_TIEU_GIAYCHUYENTUYEN",
        fields: """
            MA_LK            s    - join
            SO_HOSO          s    ServiceRequest.identifier
            SO_CHUYENTUYEN   s    ServiceRequest.identifier
            GIAY_CHUYEN_TUYEN s   ServiceRequest.identifier
            MA_CSKCB         s    - repeats
            MA_CSKCB_DI      s    ServiceRequest.supportingInfo
            MA_CSKCB_DEN     s    ServiceRequest.performer
            HO_TEN           s    - repeats
            NGAY_SINH        D12  - repeats
            GIOI_TINH        n    - repeats
            MA_QUOCTICH      s    - repeats
            MA_DANTOC        s    - repeats
            MA_NGHE_NGHIEP   s    - repeats
            DIA_CHI          s    - repeats
            MA_THE_BHYT      s    - repeats
            GT_THE_DEN       D8*  - repeats
            NGAY_VAO         D12  - repeats
            NGAY_VAO_NOI_TRU D12  - repeats
            NGAY_RA          D12  ServiceRequest.authoredOn
            DAU_HIEU_LS      s    ServiceRequest.note
            CHAN_DOAN_RV     s    ServiceRequest.reasonCode.text
            QT_BENHLY        s    ServiceRequest.note
            TOMTAT_KQ        s    ServiceRequest.note
            PP_DIEUTRI       s    ServiceRequest.note
            MA_BENH_CHINH    s    ServiceRequest.reasonCode.coding
            MA_BENH_KT       s    ServiceRequest.reasonCode.coding
            MA_BENH_YHCT     s    ServiceRequest.reasonCode.coding
            TEN_DICH_VU      s    ServiceRequest.note
            TEN_THUOC        s    ServiceRequest.note
            TINH_TRANG_CT    s    ServiceRequest.note
            MA_LOAI_RV       n    - repeats
            MA_LYDO_CT       n    ServiceRequest.reasonCode.coding
            HUONG_DIEU_TRI   s    ServiceRequest.note
            PHUONGTIEN_VC    s    ServiceRequest.note
            HOTEN_NGUOI_HT   s    - person
            CHUCDANH_NGUOI_HT s   - person
            MA_BAC_SI        s    ServiceRequest.requester
            MA_TTDV          s    - signature
            DU_PHONG         s    - reserve
            """)

    static let xml14 = InsuranceTable(
        "XML14", "Giấy hẹn khám lại (follow-up appointment)", root: "CHI_TIEU_GIAYHEN_KHAMLAI",
        fields: """
            MA_LK            s    - join
            SO_GIAYHEN_KL    s    Appointment.identifier
            MA_CSKCB         s    - repeats
            HO_TEN           s    - repeats
            NGAY_SINH        D12  - repeats
            GIOI_TINH        n    - repeats
            DIA_CHI          s    - repeats
            MA_THE_BHYT      s    - repeats
            GT_THE_DEN       D8*  - repeats
            NGAY_VAO         D12  - repeats
            NGAY_VAO_NOI_TRU D12  - repeats
            NGAY_RA          D12  - repeats
            NGAY_HEN_KL      D8   Appointment.requestedPeriod
            CHAN_DOAN_RV     s    Appointment.reasonCode.text
            MA_BENH_CHINH    s    Appointment.reasonCode.coding
            MA_BENH_KT       s    Appointment.reasonCode.coding
            MA_BENH_YHCT     s    Appointment.reasonCode.coding
            MA_DOITUONG_KCB  s    - claim
            MA_BAC_SI        s    Appointment.participant.actor
            MA_TTDV          s    - signature
            NGAY_CT          D8   Appointment.created
            DU_PHONG         s    - reserve
            """)
}
