"""Vietnamese and English: the same commands, the same documents for programs, other words for people."""

import json
import re

import pytest

from command import run
from parties import desk, federation, origin  # noqa: F401

VIETNAMESE = {"BANYAN_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "vi_VN.UTF-8"}
ENGLISH = {"BANYAN_LANG": "", "LC_ALL": "C", "LANG": "vi_VN.UTF-8"}
# Letters that English does not have: a text without one is not in Vietnamese.
MARKED = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")


def said(node, *arguments, environment, expect=0):
    """What a command says to people, of a node or of none."""
    place = ["--data", node.data_dir] if node else []
    return run(*arguments, *place, as_json=False, env={**(node.env if node else {}), **environment}, expect=expect)


def test_status_is_in_the_language_of_the_environment(origin):
    vietnamese = said(origin, "status", environment=VIETNAMESE)
    english = said(origin, "status", environment=ENGLISH)
    assert "Định danh cơ sở" in vietnamese.out and "Facility ID" not in vietnamese.out, vietnamese
    assert "Facility ID" in english.out and "Định danh" not in english.out, english


def test_the_option_overrides_the_environment(origin):
    assert "Facility ID" in said(origin, "status", "--lang", "en", environment=VIETNAMESE).out
    assert "Định danh cơ sở" in said(origin, "status", "--lang=vi", environment=ENGLISH).out
    assert "Định danh cơ sở" in said(origin, "status", environment={**ENGLISH, "BANYAN_LANG": "vi"}).out


def test_a_language_that_there_is_not_is_refused(origin):
    outcome = said(origin, "status", "--lang", "fr", environment=ENGLISH, expect=64)
    assert "vi" in outcome.error and "en" in outcome.error, outcome
    unknown = said(origin, "status", environment={**VIETNAMESE, "BANYAN_LANG": "fr"})
    assert "Facility ID" in unknown.out, unknown


FAILURES = [
    (["patient", "show", "khong-co"], 6, "tại đây không có người bệnh nào mang mã đó"),
    (["consent", "show", "ffff"], 6, "tại đây không có sự đồng ý nào mang mã đó"),
    (["summary", "khong-co"], 6, "tại đây không có người bệnh nào mang mã đó"),
    (["log", "proof", "00000", "1"], 6, "không cơ sở đã chấp nhận nào có định danh, mã hoặc tên đó"),
    (["record", "import", "khong-co.json"], None, "không có tệp hoặc thư mục khong-co.json"),
    (["peer", "add", "khong-co.card"], None, "không có tệp khong-co.card"),
]


@pytest.mark.parametrize("arguments, code, words", FAILURES)
def test_failures_are_said_in_vietnamese_and_told_programs_in_english(origin, arguments, code, words):
    english = said(origin, *arguments, "--json", expect=None, environment=ENGLISH)
    vietnamese = said(origin, *arguments, "--json", expect=None, environment=VIETNAMESE)
    assert vietnamese.out == english.out and vietnamese.code == english.code, vietnamese
    assert code is None or vietnamese.code == code, vietnamese
    assert f"banyan: lỗi: {words}\n" in vietnamese.err, vietnamese
    assert not MARKED.search(english.err), english


def test_documents_for_programs_do_not_change(origin):
    english = json.loads(said(origin, "status", "--json", environment=ENGLISH).out)
    vietnamese = json.loads(said(origin, "status", "--json", environment=VIETNAMESE).out)
    assert english["schema"] == vietnamese["schema"]
    assert english["data"].keys() == vietnamese["data"].keys()
    assert english["data"]["problems"] == vietnamese["data"]["problems"]
    peers = [said(origin, "peer", "list", "--json", environment=e).document["data"]["peers"] for e in (ENGLISH, VIETNAMESE)]
    assert [p["state"] for p in peers[0]] == [p["state"] for p in peers[1]]


def test_help_of_every_command_is_in_vietnamese():
    def commands(*path):
        text = said(None, *path, "--help", environment=VIETNAMESE).out
        assert "CÁCH DÙNG:" in text and "USAGE" not in text, text
        yield path, text
        listed = text.partition("LỆNH CON:\n")[2].split("\n\n")[0]
        for name in re.findall(r"^  ([a-z]+)(?: {2,}|$)", listed, re.M):
            if (*path, name) != ("simulate",):
                yield from commands(*path, name)

    seen = dict(commands())
    assert len(seen) > 30 and ("wallet", "grant") in seen
    for path, text in seen.items():
        for sentence in re.findall(r"[A-Z][a-z]+ (?:[a-z]+ ){3,}[a-z]+\.", text):
            pytest.fail(f"English in the help of {' '.join(path)}: {sentence}")


def test_wrong_usage_is_said_in_vietnamese():
    outcome = said(None, "status", "--khong-co", environment=VIETNAMESE, expect=64)
    assert "banyan: lỗi: Không có tùy chọn '--khong-co'" in outcome.err, outcome


def test_the_summary_has_its_titles_in_both_languages_whatever_was_chosen(federation, origin, desk):
    wallet = federation.wallet("lanh")
    origin.enrol("O-1", wallet)
    federation.converge()
    grant = wallet.grant(desk, [origin])
    desk.present(grant.bundle, "D-1")
    for environment in (ENGLISH, VIETNAMESE):
        table = said(desk, "summary", "D-1", environment=environment).out
        assert "Tóm tắt hồ sơ sức khỏe / International Patient Summary" in table and "Dị ứng / Allergies and intolerances" in table, table
        document = json.loads(said(desk, "summary", "D-1", "--format", "fhir", environment=environment).out)
        composition = next(e["resource"] for e in document["entry"] if e["resource"]["resourceType"] == "Composition")
        assert composition["title"] == "Tóm tắt hồ sơ sức khỏe / International Patient Summary"
        titles = [section["title"] for section in composition["section"]]
        assert "Dị ứng / Allergies and intolerances" in titles and "Thuốc / Medications" in titles, titles
