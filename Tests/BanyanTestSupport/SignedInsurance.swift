// swift-format-ignore-file
// Written by Tests/EndToEnd/signed_fixtures.py; the keys were thrown away.

/// Invented insurance files of the facility 00901, signed in many ways, and certificates.
public enum SignedInsurance {
    /// RSA of 2048 bits: the facility's.
    public static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQEL
        BQAwEDEOMAwGA1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAw
        MDAwWjAQMQ4wDAYDVQQDDAUwMDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
        AQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1QrXolQwJiCCshl9XwclwzbXu4JJh
        OWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00prijyCZFVEB+mcG7n2
        Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq97US
        2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kR
        myyu1PaKgg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34B
        sppNrxFSu9urVycEieNipufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEA
        T0klFrfkswUjx6gglvkmYAyl4fpSfMTMviJiC7xTaUQ2KR2qBPgzr8rgIml8CyVh
        JXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi0Kjtlby/4xF+sUEJJOyY
        1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQvl1r7M71
        0+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZG
        fkdO3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qra
        g5mm6osZW1W+9n4vdZabaQ==
        -----END CERTIFICATE-----

        """

    /// RSA of 2048 bits: another signer's.
    public static let otherCertificate = """
        -----BEGIN CERTIFICATE-----
        MIICsDCCAZigAwIBAgIUGeT6UFxC7mIvAyXjJvTAc6uKrhkwDQYJKoZIhvcNAQEL
        BQAwEjEQMA4GA1UEAwwHYW5vdGhlcjAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEw
        MDAwMDBaMBIxEDAOBgNVBAMMB2Fub3RoZXIwggEiMA0GCSqGSIb3DQEBAQUAA4IB
        DwAwggEKAoIBAQDd/Af0OmLV/ujRYs3LG+3/DWcXwxLpdPFa2iTv6sRN6bpN76D+
        b4Eml9ASE7OQx+7rE7xp/RTdZR8Q3jNNkHHB6nm9Iy5LRmHJoFyE4MwaLLLaglG1
        poBKgtlEu9JXvT5UfLV3Tjx0YiRgj8dTKNQtLmseNwO25i1oSsXddtWDm8zPKscx
        PDxMNI06RUABCbBioBN6JuYTVDYBWLg7FXMKhpltpCXMT5m9Eu81rZuChNSJ5nBe
        mRtUBNtEnSZVR0KmV1cz3JIRoH7/zd3iwIMPNS45BB5HUnSqHMXvQ/F2MED/fH1U
        ug+wjXcp+sskgyZWrg+Wh96Lh7Hlh/z22XVZAgMBAAEwDQYJKoZIhvcNAQELBQAD
        ggEBAM7NQlrTd7lO2GT7NPFF8/mqrlbf4FjUsfOWcm5uyhzvuy1BCTNQsHFeE2Kg
        xavXfnLZiPm9qVkS7qOYW61GIDJsbnrOHUnZZHMwei30RmCrwtlRv7YX0AIEQBD/
        gV+vEHD3YcbUHuUX4gfngXR/+MfSS73njKZfRObthKr8zQ9JiKbAPbEgE+mrqN9v
        N+vaWf7VqWp3DUR3xYhKA85VVkCIrMkSAe4BL+wAF2oX4VqoNrh+hmFeakNU5ACZ
        2VnA2fCZUFQrGhX2tPl+CkXeni+gF4BuHw6OFazdkghzqwOvxkHLmiUbnPgIx0Rc
        1ogil1DLODTShzzga5QdS3szybU=
        -----END CERTIFICATE-----

        """

    /// RSA of 1024 bits.
    public static let shortCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBpzCCARCgAwIBAgIUHGIBl3Xjn35Ka5hwBqpAJLj+GikwDQYJKoZIhvcNAQEL
        BQAwEDEOMAwGA1UEAwwFc2hvcnQwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAw
        MDAwWjAQMQ4wDAYDVQQDDAVzaG9ydDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkC
        gYEAuHzqwfifqgd2tBUZJM8ecCkyRyn4mM6lSQLp51zIMbeQ7bp86eDbZ0xPIzYI
        R5K76oyD3ipqzPXj2sKoUw8MddgF+4S8rc+q/WeOnudWlJ99VwSY6XZ2T1rbFk3w
        kANd83ctLsoADscIe+bkGDh7aly2bB6rEqK8aSN7txMzItECAwEAATANBgkqhkiG
        9w0BAQsFAAOBgQBiImFPUk6M36aNdEDL8/xpOSJqz5MFDoXNY3ZWzpLglU9r4qvm
        FtELW4XohDD+RVzNWjAWNs77ngEH6s8QhN68VMLK2U+kLdwXU5ZBrOdlVMpo2Ay7
        H3vdfnBYS1CgUkg7KjZFrJOyitD7jiS7CqBKDDBN4Rxod4ClHFSyBJe3Sw==
        -----END CERTIFICATE-----

        """

    /// ECDSA on P-256.
    public static let curveCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBHjCBxqADAgECAhQzsrZsmNKQGV6sTvLndQtSyfva2DAKBggqhkjOPQQDAjAQ
        MQ4wDAYDVQQDDAVjdXJ2ZTAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBa
        MBAxDjAMBgNVBAMMBWN1cnZlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEl7fp
        yq9Wr6LwCeI2Lop4eMuqv6dkZdRhGHpSM8wC9w9Iq1EeUxpC8FX0vjyhP1N3t6Lt
        c2YEwBfeDivsNoWs/jAKBggqhkjOPQQDAgNHADBEAiBEXbC+6kMKETIwt88/59LB
        y8mMX7Ne8F12Vk2VKCUmIQIgBMe/YWOocBNqQcf6JfbPI9SFMWFFMGb3/z3/2apz
        264=
        -----END CERTIFICATE-----

        """

    /// The whole document, canonical XML 1.0, RSA with SHA-256: what .NET's SignedXml makes.
    public static let whole = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        hgNEaYKGWWaqhoRWdPJO+xosCJ3bgChRRyr9RyrGnhhvXSX1xousda8grxob39Zl5s2pOohRCGr0
        MnBeE8szckW5R1SkJfIRp8KRw9YNBn0gps8Wwv5NgJ5VSU1YUTBjf8QRYYm6nmPDOygx5gssAKos
        uezhUCisg6RiQmkVYo+LFD0w17Pz3MWKcguFiCG9N1QJNPBWidTAwYlcZ4UlXy71v4tyX/rm44q0
        Aw3UJ0FyXcOvpmAFG91gUvFhWOvJXaVqZ0lxIvzPvs8OnvlTj/CFnTv6xP2ikFwBiNBmDvxr8X3S
        UgTUwPinY6P78ZFylTPORsQqkiaFei8hseG6ww==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// The same with exclusive canonicalization.
    public static let exclusive = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>zCL8ImQeFvJNjb5sjB8QbBtVByMmNk00UaGzZK1UMXc=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        Ypt2NHw7AiH6hoBM7W4aask0q/vT47Ojl9Ssu0bm69cwRfHTx1qYCsG+iE7dfvi0WZlK+Onff7K+
        rOySou/ckHCbgjgiss9piFMxYRl4+62XUCibOTgTreUr+XJwAw94+quj7J6x9EEcey1occrsvAnI
        0a9s81EmFcTSRt50Sn7kDECU1CIGjscQzDUX70aaM21+nKmrkUJHrNpYWRlt1cVOLFH9gYHJY3HW
        Qv+T+vdXjklBeqigP7NTeqDBjCazb8fRr5abHIg3UOO6KLQXxoe1sVMNePfmCjCZp/wjzuYBZEn9
        hHmeFpmVARis56cuI1aameeuJotnhqtSQlTCAA==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// Both parts of the content by their IDs.
    public static let parts = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI Id="unit"><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO Id="dossiers"><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI="#unit"><Transforms>
        <Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>Hcio6vF3Nuhhiw04IX3AAKz7g0H5POEqe1z1tFo5HZU=</DigestValue></Reference>
        <Reference URI="#dossiers"><Transforms>
        <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>2Boxl724+U5WTVMfwYnOXTLoAPsMubpvgAglrnD9ajY=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        iazF3YFZ0I14WroIlX8eFgGE6BmHeIQHtyvLuIGYL25pf+anr6fJyaBai30ghel05rOSxMzm09hU
        uf9ojp7jyqMgRtwDNsTVLG7QYdfP7WxyAhG1jf3uhbt+wAF2x8AtlegrZ+tCZfYI7iJ4NaP2g5Yc
        MRpSHU4xike41nhpFvZ5UKNKgFc9A2QCNu6lcNG0Mu/lVp/+plFAd8Lu9yyjFY1BmlVud4T39izz
        FZMWC0kbpMWb1qpsItFv01+VbH/516+NPHgsHzpVdqHyejgxQVWXmLUaSHmA+TynfU2ck6L52Kob
        XwE+rxqshVdzpD6eO33sIZRNQxhExz5ie/GBxQ==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// The whole, and a time that the signature holds.
    public static let timed = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        <Reference URI="#time"><Transforms>
        <Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>lSPU8WjNTj3gh6iAJRhHv7rJtO8uBHyMj2OhRoIWN5Q=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        k3Cd8wcEPpx8AgaNvlntuBq5QwlOcR7oSI5X9etTtovJo0dSNgVVWeuSQwtK5+pwvzcvi9WVuClb
        kw8uWC64NIqDm4LcDUl68hnRyZoX0qwN3Kejw/2I1rCP0AIbc51CAA1ow++YZH/kffgfa10HkBNE
        6BkFEi0Z6kNUSRVnd4K4pqdqldtnfEFFp1dU/xVqFCCysrsqx5laDhM5vDDsRKP6K9CdSOJ1hQwZ
        Sr1NR82TdyTb4BN0yRPN4lXW10cS8F9dPABZNUKpGPijNIB09SUK8rBtaDAjJfYY1QaEUdP7sbVq
        NHx7H7ycsRYWaoSveJ228zYlfO90kvxRIRzArQ==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo><Object><SignatureProperties Id="time"><SignatureProperty Target="#x">2026-09-06T10:00:00</SignatureProperty></SignatureProperties></Object>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// ECDSA with SHA-256.
    public static let curve = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        xBD1eNb6P/Yk5l9FJrGZCIip1VCnIryyJwaDupry3QG9IdkKSYgsPo/2JiarWYYZ8mJSYW9gOPah
        0fVY1aT92Q==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIIBHjCBxqADAgECAhQzsrZsmNKQGV6sTvLndQtSyfva2DAKBggqhkjOPQQDAjAQMQ4wDAYDVQQD
        DAVjdXJ2ZTAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBAxDjAMBgNVBAMMBWN1cnZl
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEl7fpyq9Wr6LwCeI2Lop4eMuqv6dkZdRhGHpSM8wC
        9w9Iq1EeUxpC8FX0vjyhP1N3t6Ltc2YEwBfeDivsNoWs/jAKBggqhkjOPQQDAgNHADBEAiBEXbC+
        6kMKETIwt88/59LBy8mMX7Ne8F12Vk2VKCUmIQIgBMe/YWOocBNqQcf6JfbPI9SFMWFFMGb3/z3/
        2apz264=
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// By the other signer, whose certificate stands in KeyInfo.
    public static let byOther = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        FyzrDJry/kGeO2KZA4st59ugIuj+mhsuMzJv3Jy3FDq8CZJePt+mCoy4icYHWTouOLUSSGT9SuVl
        36817j7Wto6/4iKlUO1p/1fg4i8kG3vNZ8YwRn7I/+x8vpPDburhbRzp/PO5JkK2f9DBiZCxLAx5
        ges73bu5JmmT8aEmoRd1G+iwS411vYxiXe2mNiuHwounPO9pkc3/JQUJOIpYaa4U3bmp5a+8gEIb
        Sh6zYTE4UkQsyYuuvM/ah2OaLINiTbcdrk27DsQVeLRaPoRDi1ZzBEgBsElsGyHNB7TnHvqHwpgC
        DzBBNH0Ltpdmwb9T2yz6TpZ0cSNtLIN+KQi7yw==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICsDCCAZigAwIBAgIUGeT6UFxC7mIvAyXjJvTAc6uKrhkwDQYJKoZIhvcNAQELBQAwEjEQMA4G
        A1UEAwwHYW5vdGhlcjAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMBIxEDAOBgNVBAMM
        B2Fub3RoZXIwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQDd/Af0OmLV/ujRYs3LG+3/
        DWcXwxLpdPFa2iTv6sRN6bpN76D+b4Eml9ASE7OQx+7rE7xp/RTdZR8Q3jNNkHHB6nm9Iy5LRmHJ
        oFyE4MwaLLLaglG1poBKgtlEu9JXvT5UfLV3Tjx0YiRgj8dTKNQtLmseNwO25i1oSsXddtWDm8zP
        KscxPDxMNI06RUABCbBioBN6JuYTVDYBWLg7FXMKhpltpCXMT5m9Eu81rZuChNSJ5nBemRtUBNtE
        nSZVR0KmV1cz3JIRoH7/zd3iwIMPNS45BB5HUnSqHMXvQ/F2MED/fH1Uug+wjXcp+sskgyZWrg+W
        h96Lh7Hlh/z22XVZAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAM7NQlrTd7lO2GT7NPFF8/mqrlbf
        4FjUsfOWcm5uyhzvuy1BCTNQsHFeE2KgxavXfnLZiPm9qVkS7qOYW61GIDJsbnrOHUnZZHMwei30
        RmCrwtlRv7YX0AIEQBD/gV+vEHD3YcbUHuUX4gfngXR/+MfSS73njKZfRObthKr8zQ9JiKbAPbEg
        E+mrqN9vN+vaWf7VqWp3DUR3xYhKA85VVkCIrMkSAe4BL+wAF2oX4VqoNrh+hmFeakNU5ACZ2VnA
        2fCZUFQrGhX2tPl+CkXeni+gF4BuHw6OFazdkghzqwOvxkHLmiUbnPgIx0Rc1ogil1DLODTShzzg
        a5QdS3szybU=
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// Only the facility's code is signed.
    public static let unitOnly = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI Id="unit"><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO Id="dossiers"><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI="#unit"><Transforms>
        <Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>Hcio6vF3Nuhhiw04IX3AAKz7g0H5POEqe1z1tFo5HZU=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        V0c2YFL9kB4TwoROXcJwnd3dE0DttpqAALtmmU0ktj86axQUZJf3Y/c1MuLPS+SMMdIF7cEp770V
        7xHcNvhnoDcisxuAvMCd7L2r8mSeGuv3EZ4OsvfMGxOjwgaEz5PjN+D9AvMXyMJZeKPyK5BcaYux
        Vq2T8KlROa660Z0Wxu5E72i62gnJG2TUq1CI8y0JQKE31F2CpSqimqAUJSAUBcHZnak5SnwqWZ7V
        cJxJEynt+/lwKBHyeRPKbfX2LRYoU1WyTLdaIKlql4/CJCakPX4fPZonJ2JBNHHMIt9kyAxBqNOC
        4WyuW6qyThMo3DKQEd9BY91kZwI4BuYG2yJUGg==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// An XPath filter leaves the dossiers out.
    public static let withXPath = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        <Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>not(ancestor-or-self::THONGTINHOSO)</XPath></Transform></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>LA7p64eoivhb6kPrIsSDZrTiMh0NO+Bwf8c0bvt3Zow=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        cWu8oEhgcPwzZsX/KPUIDbLcahupZPO8cc9grOzvlffVZVmBrjhMgo6Hz/GjWMScD1J31dgoMJKz
        FRgZCOuCPXos9TsnB3f0jL0Q9vf8kJacLJsWGmxhHuNi81+Kl9lvOLejYK6ltdAybpWiFWKyum81
        yD/TXkrr+kukOlNrBnlpYpreb0lgSmiOZGCi5RUvO0X3C9H+Osy7OIWiMdp9/726O4JivoLPtfaK
        J+ba25C4lW3Rrx2cOPGrm/qNnBaNCQvmog2IFaXVyFkifG5KQM5TqaaR73ax+cauTU6AdQRsOqS1
        D5Af12VO+tuLUBXsU5CtMvhieueonctLS4bS0A==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// A style sheet.
    public static let withXSLT = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        <Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><a/></xsl:template></xsl:stylesheet></Transform></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        XYqoL5yTm0oBv/E37W1DZKcThh/PK+C/GPFn+Q/b8VLJrpPEZiuwT++cpWvbM+ENPgeqnzQ3o73v
        FFJdDJObRPiwl0pVZ52Mly3OWtN4uHHi9xOFnATEpCDcGdbK82+FPeiI0IVpis/b1kk0qSjpLnI7
        gLFNRVz3UcgZKI4r97gj6AXLmRt16OT6txKSPymG7HPDSdBTUBapdxOokzlUIYIgjPuM5T5nDjVL
        bzLZJrcKVVTyZcs8UomHahS5NJZl8MlIBaApJ1HGR5i9P8hCyZkFjY/TFLXzBrsksad53UVXKRN3
        7kVn3ru8/ecYe3XwptYaqP4Gj++/TMrVbJrQGA==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// A reference to a file of the machine.
    public static let external = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        <Reference URI="file:///etc/passwd"><Transforms>
        <Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>ie+Y+Fn2NFB7Mh9VQHhb7bJmlsRasTCnDZxhZV3fxcw=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        IjLMHsl/ZGVvc9F7WqGlzSiY2givWipWU7i3IZ4Hf+LpqYviaJRmY9Y+3D3qNYA1H2g6A2PQ5urg
        eC9kJEPK1+NUhLlB64ma+KLCx8b48sVblvumzV339oJZDEvhDXhmFCUGUauckdgtXm/mnRaiB8rk
        xKhYVHDR/GBJrCPngtBYqhiNjfi/PrUKD1lEiZqhbxjeQmU4RlGYXa4rDJIc7pa/ZQrxKMwghKlQ
        sw6Dm2Ao/Mvy/rIeuIQkBhVQdRWVohPxT2l1da1BdcBSN5uPuLfXR6P4DHiMUjuOqcQ2Of9dA0Wn
        Ji1U2EOdNL9fkm75QEyvO5LUwTACo9wcXfvVeg==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// RSA with SHA-1.
    public static let sha1 = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        MpKi4rWxg6VuE939G111m7gEjbrmijvioSatIEVLA4y0oDaEftmVc24b+COOyEAyUnHxJp/PtYaz
        neWqKHIj/h8ZsHg10pa1highPur30BPfamTHmI9gL58Y4xbTO/bVbsn5A8ZJz+Ttn3lGM6mRr5ZC
        NsWJKaZ2us1V2FBqOLk6vVc766TvJclYqP4O837iyqWlMFXcrsSDeQRMDuF5/5BL9XCOIq/WHsLB
        NIsTN1iendhECBVk269RyXcxeyMJnqWHlcplXou4EFRwF/PoCq+TEXmuB5uQrYx+KCqm1PiyxWmA
        Uj835k08xZUe6dFQ+J3OFN6+JRemvpELo9UtvQ==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// A digest with SHA-1.
    public static let sha1Digest = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>
        <DigestValue>hcuUp0Lrpeeg/5to7fgG5E0djzk=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        VnsiLaTqN7PqnroUf4tssERogo5+8pU7W4gC0tul4NHNDtbC6Y2DThqUUe5q9L9nZRFjWKg1TCov
        mbZ7569tAgDIqO2HJ5Redorw0GbZpgwfFfAJbwy3ALtExC0DRFPKz2qn8l3klj7wDLU/ChMSsZsK
        BcRA2A+wCtZ4v2FEEu6neN0A9HUTXCRe2ARaQ1m9SM0Oblh1c/Dw0khTR5+oNzETFBdgeRYheoeO
        y17AkxmbBp0hgeaE6o9o5zFSDlrkeWOieRiZ9GaEzkwynetaf0A+z0Hl39PtjsfSEj/vx7Hsza1n
        RS1MQ/vLJfPsTAPhi8Al+JZzaipeTF9owf2hBQ==
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

    /// HMAC under the certificate's text.
    public static let hmac = """
        <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
        <THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI>
        <THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>
        <FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE><TONG_HOP>
        <MA_LK>TEST00901-SIGNED</MA_LK><STT>1</STT><MA_BN>A-000077</MA_BN><HO_TEN>Lê Thử Ký</HO_TEN><SO_CCCD>000180999077</SO_CCCD>
        <NGAY_SINH>198002030000</NGAY_SINH><GIOI_TINH>1</GIOI_TINH><NGAY_VAO>202609020800</NGAY_VAO><NGAY_RA>202609021000</NGAY_RA>
        <CHAN_DOAN_RV>Tăng huyết áp</CHAN_DOAN_RV><MA_BENH_CHINH>I10</MA_BENH_CHINH>
        <MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>00901</MA_CSKCB>
        <T_TONGCHI_BV>0</T_TONGCHI_BV></TONG_HOP></NOIDUNGFILE></FILEHOSO>
        </HOSO></DANHSACHHOSO></THONGTINHOSO>
        <CHUKYDONVI><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
        <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/>
        <Reference URI=""><Transforms>
        <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>kU7o4gVkeGpxqlN93wsyZrdyVLaa7grqho09jFWG47g=</DigestValue></Reference>
        </SignedInfo>
        <SignatureValue>
        KBICFPnap+H+l3c2fX6AMz+ZPmh9U4uy6rN6u8YkuaU=
        </SignatureValue>
        <KeyInfo><X509Data><X509Certificate>
        MIICrDCCAZSgAwIBAgIUDJJ7OZsK5KjjTP/+6B5vHWZ4Ut4wDQYJKoZIhvcNAQELBQAwEDEOMAwG
        A1UEAwwFMDA5MDEwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAUw
        MDkwMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKPHWhIZcnTYK0WgnCJrlatM4TU1
        QrXolQwJiCCshl9XwclwzbXu4JJhOWMEVVJ467UtXE2Uq46osDQ829biDFrIoEo2PH9lI+Lx00pr
        ijyCZFVEB+mcG7n2Xg6aq2QXWODx9Nq2EDDAYqxEhk4I1PRlAv/kbtYma8gUXzRh5iYgaPiuqSrq
        97US2rK03STXipVJfX441RHVqsAeEwimTouNKUF2ic/jdFOhshqpzMzK0nF7yAe8W/kRmyyu1PaK
        gg4Z30JOtiFSZCxdNzLwK+WJVbwb8umvnYIHmQsTn9lDwb6kOsbGm34BsppNrxFSu9urVycEieNi
        pufoQpFAmxUCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAT0klFrfkswUjx6gglvkmYAyl4fpSfMTM
        viJiC7xTaUQ2KR2qBPgzr8rgIml8CyVhJXlnK2LmP5Q3gMxlWiuYqKIlHGm8iKtZu0aF0fSdJSSi
        0Kjtlby/4xF+sUEJJOyY1erD25WcjNS1wIrCYc887uG1g5ZsKqhebjLOCQDnRAiZKjZLTCINyhzQ
        vl1r7M710+kz+Ps5xl8HWk9bPNpgOg8fUIUO+NQl/NxxzJ4/fVeJczZA4anDxYZtlD7eCEZGfkdO
        3+aqOdY8ZsXQkxBk3W8q3QiXodzGiXYYpHgqxVOFsIiOyXAuBZJfEQJP/Qrag5mm6osZW1W+9n4v
        dZabaQ==
        </X509Certificate></X509Data></KeyInfo>
        </Signature></CHUKYDONVI>
        </GIAMDINHHS>

        """

}
