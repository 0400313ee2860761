"""An invented country: written twice alike, taken by a node, run by the simulator."""

import json

import pytest

from command import run
from federation import Federation


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic") / "country"
    told = run("synthetic", folder, "--facilities", 142, "--encounters", 3, "--seed", 5, "--today", "2026-11-24").data
    assert told["facilities"] == 142 and told["insuranceFiles"] == 426 and told["fhirFiles"] == 142
    return folder


def test_the_same_seed_and_day_write_the_same_bytes(country, tmp_path):
    words = ["--facilities", 142, "--encounters", 3, "--today", "2026-11-24"]
    run("synthetic", tmp_path / "again", *words, "--seed", 5)
    run("synthetic", tmp_path / "other", *words, "--seed", 6)
    assert tree(country) == tree(tmp_path / "again")
    assert tree(country).keys() == tree(tmp_path / "other").keys() and tree(country) != tree(tmp_path / "other")


def test_the_roster_names_unassigned_codes_alone(country):
    roster = json.loads((country / "roster.json").read_text(encoding="utf-8"))
    codes = [facility["code"] for facility in roster["facilities"]]
    assert len(set(codes)) == 142 and all(code.startswith("00") for code in codes)
    assert {facility["province"] for facility in roster["facilities"]} == {"000"}
    assert {code for link in roster["links"] for code in link} == set(codes)
    assert {facility["kind"] for facility in roster["facilities"]} == {"hospital", "station", "clinic", "pharmacy"}


def test_a_node_takes_what_its_facility_would_export(country):
    with Federation() as federation:
        federation.add("bn", "Bệnh viện Đa khoa tỉnh Bắc Ninh", code="00271")
        federation.start()
        node = federation.nodes[0]
        taken = node.import_file(*sorted((country / "bac-ninh" / "insurance").glob("*.xml"))).data
        assert taken["problems"] == [] and sum(taken["insurance"]["versions"].values()) == 3
        charts = node.import_file(country / "bac-ninh" / "fhir.json").data
        assert charts["problems"] == [] and charts["newPatients"] >= 10
        foreign = node.import_file(country / "an-giang" / "insurance" / "0.xml", expect=None)
        assert foreign.code != 0, "the files of another facility are not this one's"


def test_the_simulator_runs_on_its_topology(country):
    words = ["--topology", country / "topology.txt", "--nodes", 142, "--members", "light", "--duration", "30s", "--seed", 1]
    told = run("simulate", *words, "--faults", "none", timeout=300).data
    assert told["runs"][0]["isSound"] and told["runs"][0]["delivered"] > 0


@pytest.mark.parametrize("words", [["--facilities", "5"], ["--facilities", "1000"], ["--encounters", "-1"], ["--today", "2026-02-30"]])
def test_what_there_can_not_be_is_refused(words, tmp_path):
    run("synthetic", tmp_path / "no", *words, expect=64)
    assert not (tmp_path / "no").exists()


def test_a_folder_that_is_there_is_not_touched(tmp_path):
    (tmp_path / "mine").mkdir()
    refused = run("synthetic", tmp_path / "mine", expect=64)
    assert refused.error_code == "folder-exists" and list((tmp_path / "mine").iterdir()) == []
