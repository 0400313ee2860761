"""Enrolled or not, granted or not: whoever holds a peer's disk or the wire finds no name, no number and no code of anybody."""

import socket
import unicodedata

import pytest

import people
import reference
from federation import Federation, entries_of
from people import Person

ENROLLED_AND_READ = Person("Đặng", "Ngọc Ánh Tuyết", "1961-07-23", "female", "000161007231")
ENROLLED = Person("Phùng", "Hữu Nghĩa", "1949-12-02", "male", "000049012025")
NOT_ENROLLED = Person("Quách", "Thị Mỹ Duyên", "1990-01-17", "female", "000190001170")

RECORDS = {
    ENROLLED_AND_READ: [
        people.allergy("allergy-tuyet-1", "Dị ứng cephalosporin thế hệ ba", "Z88.1"),
        people.condition("condition-tuyet-1", "M05.86", "Viêm khớp dạng thấp có yếu tố dạng thấp"),
        people.condition("condition-tuyet-2", "F33.21", "Rối loạn trầm cảm tái diễn"),
        people.medication("medication-tuyet-1", "L04AX03", "Methotrexat viên"),
        people.observation("observation-tuyet-1", "30934-4", "Peptid lợi niệu natri", 417.25, "pg/mL", "2026-06-03"),
    ],
    ENROLLED: [
        people.condition("condition-nghia-1", "J44.12", "Bệnh phổi tắc nghẽn mạn tính đợt cấp"),
        people.medication("medication-nghia-1", "R03AC12", "Salmeterol dạng hít"),
    ],
    NOT_ENROLLED: [
        people.condition("condition-duyen-1", "O24.41", "Đái tháo đường thai kỳ phát hiện muộn"),
        people.encounter("encounter-duyen-1", "O24.41", "Đái tháo đường thai kỳ phát hiện muộn"),
    ],
}
NUMBERS = {ENROLLED_AND_READ: "HS-7700123", ENROLLED: "HS-7700456", NOT_ENROLLED: "HS-7700789"}
HERE = "TN-9900321"


def words():
    """Everything that could tell of one of the three, in words of six bytes and more: shorter ones occur by chance."""
    found = {HERE}
    for person, records in RECORDS.items():
        found |= {person.name, person.given, f"{person.family} {person.given}", person.birth, person.national, NUMBERS[person]}
        found |= {f"{person.given.split()[-1]} {person.family}"}
        found |= set(texts(records))
    return sorted(word for word in found if len(word.encode()) >= 6 and word.lower() not in PUBLIC)


PUBLIC = {
    "active", "resolved", "laboratory", "final", "finished",
}


def texts(value):
    """The displays, codes, ids and dates of a record."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("system", "resourceType", "reference", "status", "url", "intent", "unit"):
                continue
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def plain(text):
    """Without diacritics, as someone types it."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def forms(word):
    """A word in every form in which a program may have written it down."""
    out = set()
    for text in {word, word.upper(), word.lower(), plain(word), plain(word).upper(), plain(word).lower()}:
        for normal in ("NFC", "NFD"):
            spelled = unicodedata.normalize(normal, text)
            out |= {spelled.encode("utf-8"), spelled.encode("utf-16-le"), spelled.encode("utf-16-be")}
            out |= {spelled.encode("utf-8").hex().encode(), spelled.encode("ascii", "backslashreplace")}
    return {form for form in out if len(form) >= 6}


PATTERNS = {word: forms(word) for word in words()}


def search(data):
    return sorted(word for word, patterns in PATTERNS.items() if any(pattern in data for pattern in patterns))


def search_folder(folder):
    found, count = {}, 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            count += 1
            if hits := search(path.read_bytes()):
                found[str(path.relative_to(folder))] = hits
    return found, count


@pytest.fixture(scope="module")
def federation():
    with Federation() as federation:
        federation.add("origin", "Bệnh viện nguồn", recorded=True)
        federation.add("reader", "Bệnh viện đọc", recorded=True)
        federation.add("relay", "Trạm y tế bên đường", "station", recorded=True)
        origin, reader, _ = federation.nodes
        federation.start()
        for person, records in RECORDS.items():
            origin.import_bundle(people.bundle(person, NUMBERS[person], "origin", records), f"{NUMBERS[person]}.json")
        reader.import_bundle(people.registration(ENROLLED_AND_READ, HERE, "reader"))
        wallets = {person: federation.wallet(NUMBERS[person]) for person in (ENROLLED_AND_READ, ENROLLED)}
        for person, wallet in wallets.items():
            origin.enrol(NUMBERS[person], wallet)
        federation.converge()
        grant = wallets[ENROLLED_AND_READ].grant(reader, [origin])
        reader.present(grant.bundle, HERE)
        document, _ = reader.document(HERE)
        assert "Methotrexat" in str(document), "she was read, so there was something to find"
        # What goes wrong is logged too: an error must not quote what it is about.
        reader.cli("summary", "HS-7700456", expect=6)
        origin.cli("patient", "list", "--search", ENROLLED.name)
        origin.cli("record", "publish", NUMBERS[NOT_ENROLLED], expect=4)
        flawed = people.condition("condition-duyen-9", "O24.41", "Đái tháo đường thai kỳ phát hiện muộn", "not a date")
        bad = people.bundle(NOT_ENROLLED, NUMBERS[NOT_ENROLLED], "origin", [flawed])
        origin.import_bundle(bad, "bad.json", expect=7)
        federation.converge()
        yield federation


def test_a_planted_needle_is_found(federation, tmp_path):
    """The search finds what it looks for: in a file, in SQLite's write-ahead log, on the wire, in other spellings."""
    (tmp_path / "a").write_bytes(b"\0" * 999 + unicodedata.normalize("NFD", ENROLLED.name).encode() + b"\xff")
    (tmp_path / "b").write_bytes("L04AX03".lower().encode("utf-16-le"))
    (tmp_path / "c").write_bytes(plain(NOT_ENROLLED.name).upper().encode())
    found, count = search_folder(tmp_path)
    assert count == 3 and set(found) == {"a", "b", "c"}
    origin = federation.nodes[0]
    with socket.create_connection(("127.0.0.1", origin.forwarder.port)) as wire:
        wire.sendall(b"\x16\x03" + ENROLLED_AND_READ.name.encode())
        wire.settimeout(5)
        try:
            wire.recv(1)
        except OSError:
            pass
    hits = [search(stream) for stream in origin.forwarder.streams()]
    assert any(ENROLLED_AND_READ.name in found for found in hits)
    origin.forwarder.captured = [s for s in origin.forwarder.captured if not search(bytes(s))]


def test_no_node_s_disk_names_anybody(federation):
    """Peers hold what they can't read; the facility's own records lie sealed too. Running and stopped, logs included."""
    for stopped in (False, True):
        for node in federation.nodes:
            if stopped:
                node.stop()
            found, count = search_folder(node.data_dir)
            assert not found, f"{node.short}: {found}"
            database = sum(path.stat().st_size for path in node.data_dir.glob("banyan.db*"))
            assert count >= 5 and database > 50_000, "there was nothing to search"
            assert not search(node.log.read_bytes()), f"the log of {node.short} names a patient"
    for node in federation.nodes:
        node.start()


def test_the_wire_names_nobody(federation):
    streams = [stream for node in federation.nodes for stream in node.forwarder.streams()]
    # Every entry was fetched over it by two others.
    assert sum(len(s) for s in streams) > 2 * 1024 * sum(federation.nodes[0].logs().values()), "nothing was captured"
    for stream in streams:
        # A handshake, or the alert that the needle met.
        assert not stream or stream[:2] in (b"\x16\x03", b"\x15\x03"), "something else than TLS was spoken between nodes"
        assert not search(stream)


def test_who_is_not_enrolled_leaves_no_entry(federation):
    origin = federation.nodes[0]
    size = origin.own_size()
    again = people.bundle(
        NOT_ENROLLED, NUMBERS[NOT_ENROLLED], "origin", [people.allergy("allergy-duyen-1", "Dị ứng latex găng tay", "Z91.04")])
    assert origin.import_bundle(again, "again.json").data["publishedEntries"] == 0
    origin.cli("record", "publish")
    assert origin.own_size() == size


def test_entries_tell_apart_only_their_padded_size(federation):
    """Tags and payloads of a peer's replica: no two alike, sizes only of Padmé's ladder."""
    origin, _, relay = federation.nodes
    entries = entries_of(relay, reference.read_checked_text(origin.id))
    assert len(entries) > 10
    assert len({tag for tag, *_ in entries}) == len(entries)
    assert all(length == reference.padded_size(length) and length >= 1024 for _, _, length, _ in entries)
    openings = {payload[:16] for *_, payload in entries}
    assert len(openings) == len(entries)
