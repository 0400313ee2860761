// The tables whose every record is sensitive, or may be.

extension InsuranceTable {
    static let xml6 = InsuranceTable(
        "XML6", "Hồ sơ bệnh án chăm sóc và điều trị HIV/AIDS (closed section)",
        root: "CHI_TIEU_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS",
        list: "DSACH_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS", record: "HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS",
        fields: """
            MA_LK            s    - join
            MA_THE_BHYT      s    - repeats
            SO_CCCD          s    - repeats
            NGAY_SINH        D12  - repeats
            GIOI_TINH        n    - repeats
            DIA_CHI          s    - repeats
            MATINH_CU_TRU    s    - repeats
            MAHUYEN_CU_TRU   s    - repeats
            MAXA_CU_TRU      s    - repeats
            NGAYKD_HIV       D8   * Ngày khẳng định HIV / HIV confirmed on
            NOI_LAY_MAU_XN   s    * Nơi lấy mẫu xét nghiệm / sample taken at
            NOI_XN_KD        s    * Nơi xét nghiệm khẳng định / confirmed at
            NOI_BDDT_ARV     s    * Nơi bắt đầu điều trị ARV / ARV begun at
            BDDT_ARV         D8   * Bắt đầu điều trị ARV / ARV begun on
            MA_PHAC_DO_DIEU_TRI_BD s * Phác đồ ban đầu / first regimen
            MA_BAC_PHAC_DO_BD n   * Bậc phác đồ ban đầu / line of the first regimen
            MA_LYDO_DTRI     n    * Lý do điều trị (mã) / reason of treatment (code)
            LOAI_DTRI_LAO    n    * Loại điều trị lao (mã) / kind of tuberculosis treatment (code)
            SANG_LOC_LAO     n    * Sàng lọc lao (mã) / tuberculosis screening (code)
            PHACDO_DTRI_LAO  n    * Phác đồ điều trị lao (mã) / tuberculosis regimen (code)
            NGAYBD_DTRI_LAO  D8   * Bắt đầu điều trị lao / tuberculosis treatment begun on
            NGAYKT_DTRI_LAO  D8   * Kết thúc điều trị lao / tuberculosis treatment ended on
            KQ_DTRI_LAO      n    * Kết quả điều trị lao (mã) / outcome of tuberculosis treatment (code)
            MA_LYDO_XNTL_VR  n    * Lý do xét nghiệm tải lượng (mã) / reason of viral load test (code)
            NGAY_XN_TLVR     D8   * Ngày xét nghiệm tải lượng / viral load taken on
            KQ_XNTL_VR       n    * Kết quả tải lượng (mã) / viral load (code)
            NGAY_KQ_XN_TLVR  D8   * Ngày kết quả tải lượng / viral load reported on
            MA_LOAI_BN       n    * Loại bệnh nhân (mã) / kind of patient (code)
            GIAI_DOAN_LAM_SANG n  * Giai đoạn lâm sàng / clinical stage
            NHOM_DOI_TUONG   n    * Nhóm đối tượng (mã) / population (code)
            MA_TINH_TRANG_DK s    * Tình trạng đăng ký (mã) / registration (code)
            LAN_XN_PCR       n    * Lần xét nghiệm PCR / PCR number
            NGAY_XN_PCR      D8   * Ngày xét nghiệm PCR / PCR taken on
            NGAY_KQ_XN_PCR   D8   * Ngày kết quả PCR / PCR reported on
            MA_KQ_XN_PCR     n    * Kết quả PCR (mã) / PCR (code)
            NGAY_NHAN_TT_MANG_THAI D8 * Ngày biết mang thai / pregnancy known on
            NGAY_BAT_DAU_DT_CTX D8 * Bắt đầu CTX / CTX begun on
            MA_XU_TRI        s    * Xử trí (mã) / measure (code)
            NGAY_BAT_DAU_XU_TRI D8 * Bắt đầu xử trí / measure begun on
            NGAY_KET_THUC_XU_TRI D8 * Kết thúc xử trí / measure ended on
            MA_PHAC_DO_DIEU_TRI s * Phác đồ hiện tại / present regimen
            MA_BAC_PHAC_DO   n    * Bậc phác đồ / line of the regimen
            SO_NGAY_CAP_THUOC_ARV n * Số ngày cấp thuốc ARV / days of ARV supplied
            NGAY_CHUYEN_PHAC_DO D8 * Ngày chuyển phác đồ / regimen changed on
            LY_DO_CHUYEN_PHAC_DO n * Lý do chuyển phác đồ (mã) / reason of the change (code)
            MA_CSKCB         s    - repeats
            DU_PHONG         s    - reserve
            """)

    static let xml9 = InsuranceTable(
        "XML9", "Giấy chứng sinh (birth, in the mother's record)", root: "CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH", list: "DSACH_GIAYCHUNGSINH",
        record: "DU_LIEU_GIAY_CHUNG_SINH",
        fields: """
            MA_LK            s    - join
            MA_BHXH_NND      s    - person
            MA_THE_NND       s    - person
            HO_TEN_NND       s    - person
            NGAYSINH_NND     D8   - person
            MA_DANTOC_NND    s    - person
            SO_CCCD_NND      s    - person
            NGAYCAP_CCCD_NND D8   - person
            NOICAP_CCCD_NND  s    - person
            NOI_CU_TRU_NND   s    - person
            MA_QUOCTICH      s    - person
            MATINH_CU_TRU    s    - person
            MAHUYEN_CU_TRU   s    - person
            MAXA_CU_TRU      s    - person
            HO_TEN_CHA       s    - person
            MA_THE_TAM       s    - person
            HO_TEN_CON       s    - person
            GIOI_TINH_CON    n    * Giới tính con (mã) / sex of the child (code)
            SO_CON           n    * Số con / children at this birth
            LAN_SINH         n    * Lần sinh / births in all
            SO_CON_SONG      n    * Số con sống / living children
            CAN_NANG_CON     n    * Cân nặng con (g) / weight of the child (g)
            NGAY_SINH_CON    D12  Observation.effectiveDateTime
            NOI_SINH_CON     s    * Nơi sinh / place of birth
            TINH_TRANG_CON   s    * Tình trạng con / state of the child
            SINHCON_PHAUTHUAT n   * Sinh con phẫu thuật (mã) / caesarean (code)
            SINHCON_DUOI32TUAN n  * Sinh con dưới 32 tuần (mã) / born before 32 weeks (code)
            GHI_CHU          s    Observation.note
            NGUOI_DO_DE      s    - person
            NGUOI_GHI_PHIEU  s    - person
            NGAY_CT          D8   - signature
            SO               s    - claim
            QUYEN_SO         s    - claim
            MA_TTDV          s    - signature
            DU_PHONG         s    - reserve
            """)

    static let xml15 = InsuranceTable(
        "XML15", "Chi tiết điều trị bệnh lao (tuberculosis)", root: "CHI_TIEU_DIEUTRI_BENHLAO", list: "DSACH_CHITIET_DIEUTRI_BENHLAO",
        record: "CHITIET_DIEUTRI_BENHLAO",
        fields: """
            MA_LK            s    - join
            STT              n    - order
            MA_BN            s    - repeats
            HO_TEN           s    - repeats
            SO_CCCD          s    - repeats
            PHANLOAI_LAO_VITRI n  * Phân loại lao theo vị trí (mã) / tuberculosis by site (code)
            PHANLOAI_LAO_TS  n    * Phân loại lao theo tiền sử (mã) / by history (code)
            PHANLOAI_LAO_HIV n    * Phân loại lao theo HIV (mã) / by HIV (code)
            PHANLOAI_LAO_VK  n    * Phân loại lao theo vi khuẩn (mã) / by bacteriology (code)
            PHANLOAI_LAO_KT  n    * Phân loại lao theo kháng thuốc (mã) / by resistance (code)
            LOAI_DTRI_LAO    n    * Loại điều trị lao (mã) / kind of treatment (code)
            NGAYBD_DTRI_LAO  D8   Observation.effectivePeriod.start
            PHACDO_DTRI_LAO  n    * Phác đồ điều trị lao (mã) / regimen (code)
            NGAYKT_DTRI_LAO  D8   Observation.effectivePeriod.end
            KET_QUA_DTRI_LAO n    * Kết quả điều trị lao (mã) / outcome (code)
            MA_CSKCB         s    - repeats
            NGAYKD_HIV       D8   * Ngày khẳng định HIV / HIV confirmed on
            BDDT_ARV         D8   * Bắt đầu điều trị ARV / ARV begun on
            NGAY_BAT_DAU_DT_CTX D8 * Bắt đầu CTX / CTX begun on
            DU_PHONG         s    - reserve
            """)
}
