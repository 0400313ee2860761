// Names of tables and fields as decisions 130, 4750 and 3176 have them; what became of each in the third column. The same
// table for people is in docs/insurance-xml.md, and a test compares the two.

extension InsuranceTable {
    static let xml0 = InsuranceTable(
        "XML0", "Trạng thái khám chữa bệnh (check-in)", root: "CHI_TIEU_TRANG_THAI_KCB", list: "DSACH_TRANG_THAI_KCB",
        record: "TRANG_THAI_KCB",
        fields: """
            MA_LK            s    Encounter.identifier
            STT              n    - order
            MA_BN            s    Patient.identifier
            HO_TEN           s    Patient.name
            SO_CCCD          s    Patient.identifier
            NGAY_SINH        D12  Patient.birthDate
            GIOI_TINH        n    Patient.gender
            MA_THE_BHYT      s    Patient.identifier
            MA_DKBD          s    - claim
            GT_THE_TU        D8*  Patient.identifier.period.start
            GT_THE_DEN       D8*  Patient.identifier.period.end
            MA_DOITUONG_KCB  s    - claim
            NGAY_VAO         D12  Encounter.period.start
            NGAY_VAO_NOI_TRU D12  Encounter.classHistory.period.start
            LY_DO_VNT        s    Encounter.reasonCode.text
            MA_LY_DO_VNT     s    Encounter.reasonCode.coding
            MA_LOAI_KCB      s    Encounter.type
            MA_CSKCB         s    Encounter.serviceProvider
            MA_DICH_VU       s    - checkin
            TEN_DICH_VU      s    - checkin
            MA_THUOC         s    - checkin
            TEN_THUOC        s    - checkin
            MA_VAT_TU        s    - checkin
            TEN_VAT_TU       s    - checkin
            NGAY_YL          D12  - checkin
            DU_PHONG         s    - reserve
            """)

    static let xml1 = InsuranceTable(
        "XML1", "Tổng hợp khám chữa bệnh (the encounter)", root: "TONG_HOP",
        fields: """
            MA_LK            s    Encounter.identifier
            STT              n    - order
            MA_BN            s    Patient.identifier
            HO_TEN           s    Patient.name
            SO_CCCD          s    Patient.identifier
            NGAY_SINH        D12  Patient.birthDate
            GIOI_TINH        n    Patient.gender
            NHOM_MAU         s    Observation.valueString (LOINC 882-1)
            MA_QUOCTICH      s    - social
            MA_DANTOC        s    - social
            MA_NGHE_NGHIEP   s    - social
            DIA_CHI          s    Patient.address.text
            MATINH_CU_TRU    s    - social
            MAHUYEN_CU_TRU   s    - social
            MAXA_CU_TRU      s    - social
            DIEN_THOAI       s    Patient.telecom
            MA_THE_BHYT      s    Patient.identifier
            MA_DKBD          s    - claim
            GT_THE_TU        D8*  Patient.identifier.period.start
            GT_THE_DEN       D8*  Patient.identifier.period.end
            NGAY_MIEN_CCT    D8   - claim
            LY_DO_VV         s    Encounter.reasonCode.text
            LY_DO_VNT        s    Encounter.reasonCode.text
            MA_LY_DO_VNT     s    Encounter.reasonCode.coding
            CHAN_DOAN_VAO    s    Encounter.reasonCode.text
            CHAN_DOAN_RV     s    Encounter.diagnosis.condition.display
            MA_BENH_CHINH    s    Condition.code
            MA_BENH_KT       s    Condition.code
            MA_BENH_YHCT     s    Condition.code
            MA_PTTT_QT       s    - repeats
            MA_DOITUONG_KCB  s    - claim
            MA_NOI_DI        s    Encounter.hospitalization.origin
            MA_NOI_DEN       s    Encounter.hospitalization.destination
            MA_TAI_NAN       n    Encounter.reasonCode.coding
            NGAY_VAO         D12  Encounter.period.start
            NGAY_VAO_NOI_TRU D12  Encounter.classHistory.period.start
            NGAY_RA          D12  Encounter.period.end
            GIAY_CHUYEN_TUYEN s   Encounter.basedOn.identifier
            SO_NGAY_DTRI     n    Encounter.length
            PP_DIEU_TRI      s    CarePlan.description
            KET_QUA_DTRI     n    Encounter.hospitalization.dischargeDisposition
            MA_LOAI_RV       n    Encounter.hospitalization.dischargeDisposition
            GHI_CHU          s    CarePlan.note
            NGAY_TTOAN       D12  - claim
            T_THUOC          d    - money
            T_VTYT           d    - money
            T_TONGCHI_BV     d    - money
            T_TONGCHI_BH     d    - money
            T_BNTT           d    - money
            T_BNCCT          d    - money
            T_BHTT           d    - money
            T_NGUONKHAC      d    - money
            T_BHTT_GDV       d    - money
            NAM_QT           n    - claim
            THANG_QT         n    - claim
            MA_LOAI_KCB      s    Encounter.type
            MA_KHOA          s    Encounter.location
            MA_CSKCB         s    Encounter.serviceProvider
            MA_KHUVUC        s    - claim
            CAN_NANG         s    Observation.valueQuantity (LOINC 29463-7)
            CAN_NANG_CON     s    - repeats
            NAM_NAM_LIEN_TUC D8   - claim
            NGAY_TAI_KHAM    D8*  Appointment.requestedPeriod
            MA_HSBA          s    Encounter.identifier
            MA_TTDV          s    - signature
            DU_PHONG         s    - reserve
            """)

    static let xml2 = InsuranceTable(
        "XML2", "Chi tiết thuốc (medicines)", root: "CHITIEU_CHITIET_THUOC", list: "DSACH_CHI_TIET_THUOC", record: "CHI_TIET_THUOC",
        fields: """
            MA_LK            s    - join
            STT              n    - order
            MA_THUOC         s    MedicationRequest.medicationCodeableConcept.coding
            MA_PP_CHEBIEN    s    - claim
            MA_CSKCB_THUOC   s    - claim
            MA_NHOM          n    MedicationRequest.category
            TEN_THUOC        s    MedicationRequest.medicationCodeableConcept.text
            DON_VI_TINH      s    MedicationRequest.dispenseRequest.quantity.unit
            HAM_LUONG        s    MedicationRequest.medicationCodeableConcept.text
            DUONG_DUNG       s    MedicationRequest.dosageInstruction.route
            DANG_BAO_CHE     s    MedicationRequest.medicationCodeableConcept.text
            LIEU_DUNG        s    MedicationRequest.dosageInstruction.text
            CACH_DUNG        s    MedicationRequest.dosageInstruction.text
            SO_DANG_KY       s    MedicationRequest.medicationCodeableConcept.coding
            TT_THAU          s    - claim
            PHAM_VI          n    - claim
            TYLE_TT_BH       n    - money
            SO_LUONG         d    MedicationRequest.dispenseRequest.quantity.value
            DON_GIA          d    - money
            THANH_TIEN_BV    d    - money
            THANH_TIEN_BH    d    - money
            T_NGUONKHAC_NSNN d    - money
            T_NGUONKHAC_VTNN d    - money
            T_NGUONKHAC_VTTN d    - money
            T_NGUONKHAC_CL   d    - money
            T_NGUONKHAC      d    - money
            MUC_HUONG        n    - money
            T_BNTT           d    - money
            T_BNCCT          d    - money
            T_BHTT           d    - money
            MA_KHOA          s    - repeats
            MA_BAC_SI        s    MedicationRequest.requester
            MA_DICH_VU       s    - claim
            NGAY_YL          D12  MedicationRequest.authoredOn
            NGAY_TH_YL       D12  MedicationRequest.dispenseRequest.validityPeriod.start
            MA_PTTT          n    - claim
            NGUON_CTRA       n    - claim
            VET_THUONG_TP    n    - claim
            DU_PHONG         s    - reserve
            """)

    static let xml3 = InsuranceTable(
        "XML3", "Chi tiết dịch vụ kỹ thuật và vật tư (services and supplies)", root: "CHITIEU_CHITIET_DVKT_VTYT",
        list: "DSACH_CHI_TIET_DVKT", record: "CHI_TIET_DVKT",
        fields: """
            MA_LK            s    - join
            STT              n    - order
            MA_DICH_VU       s    Procedure.code.coding
            MA_PTTT_QT       s    Procedure.code.coding
            MA_VAT_TU        s    - supply
            MA_NHOM          n    Procedure.category
            GOI_VTYT         s    - supply
            TEN_VAT_TU       s    - supply
            TEN_DICH_VU      s    Procedure.code.text
            MA_XANG_DAU      s    - claim
            DON_VI_TINH      s    - claim
            PHAM_VI          n    - claim
            SO_LUONG         d    - money
            DON_GIA_BV       d    - money
            DON_GIA_BH       d    - money
            TT_THAU          s    - claim
            TYLE_TT_DV       n    - money
            TYLE_TT_BH       n    - money
            THANH_TIEN_BV    d    - money
            THANH_TIEN_BH    d    - money
            T_TRANTT         d    - money
            MUC_HUONG        n    - money
            T_NGUONKHAC_NSNN d    - money
            T_NGUONKHAC_VTNN d    - money
            T_NGUONKHAC_VTTN d    - money
            T_NGUONKHAC_CL   d    - money
            T_NGUONKHAC      d    - money
            T_BNTT           d    - money
            T_BNCCT          d    - money
            T_BHTT           d    - money
            MA_KHOA          s    - repeats
            MA_GIUONG        s    - claim
            MA_BAC_SI        s    Procedure.performer.actor
            NGUOI_THUC_HIEN  s    Procedure.performer.actor
            MA_BENH          s    Procedure.reasonCode
            MA_BENH_YHCT     s    Procedure.reasonCode
            NGAY_YL          D12  Procedure.performedPeriod.start (where NGAY_TH_YL is empty)
            NGAY_TH_YL       D12  Procedure.performedPeriod.start
            NGAY_KQ          D12  Procedure.performedPeriod.end
            MA_PTTT          n    - claim
            VET_THUONG_TP    n    - claim
            PP_VO_CAM        n    - codes
            VI_TRI_TH_DVKT   n    Procedure.bodySite
            MA_MAY           s    - claim
            MA_HIEU_SP       s    - supply
            TAI_SU_DUNG      n    - supply
            DU_PHONG         s    - reserve
            """)

    static let xml4 = InsuranceTable(
        "XML4", "Chi tiết cận lâm sàng (laboratory and imaging)", root: "CHITIEU_CHITIET_DICHVUCANLAMSANG", list: "DSACH_CHI_TIET_CLS",
        record: "CHI_TIET_CLS",
        fields: """
            MA_LK            s    - join
            STT              n    - order
            MA_DICH_VU       s    DiagnosticReport.code
            MA_CHI_SO        s    Observation.code.coding
            TEN_CHI_SO       s    Observation.code.text
            GIA_TRI          s    Observation.value[x]
            DON_VI_DO        s    Observation.valueQuantity.unit
            MO_TA            s    Observation.note
            KET_LUAN         s    DiagnosticReport.conclusion
            NGAY_KQ          D12  Observation.effectiveDateTime
            MA_BS_DOC_KQ     s    Observation.performer
            DU_PHONG         s    - reserve
            """)

    static let xml5 = InsuranceTable(
        "XML5", "Diễn biến lâm sàng (clinical course)", root: "CHITIEU_CHITIET_DIENBIENLAMSANG", list: "DSACH_CHI_TIET_DIEN_BIEN_BENH",
        record: "CHI_TIET_DIEN_BIEN_BENH",
        fields: """
            MA_LK            s    - join
            STT              n    - order
            DIEN_BIEN_LS     s    Observation.valueString
            GIAI_DOAN_BENH   s    * Giai đoạn bệnh / stage
            HOI_CHAN         s    * Hội chẩn / consultation
            PHAU_THUAT       s    * Phẫu thuật / surgery
            THOI_DIEM_DBLS   D12  Observation.effectiveDateTime
            NGUOI_THUC_HIEN  s    Observation.performer
            DU_PHONG         s    - reserve
            """)
}
