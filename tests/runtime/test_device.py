"""What is decided about devices, without running a model; GPU and NPU by contract only: not yet run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu import device
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import EXACT, FAST, DeviceError, Settings, block, cpus, divide, find, plan, token_bytes

GIB = 1 << 30
QWEN3_4B = {"num_hidden_layers": 36, "num_key_value_heads": 8, "head_dim": 128}
CPU = Settings("CPU", longest=4096, blocks=64, token_bytes=2048)


def test_an_unknown_device_is_refused_with_those_there_are() -> None:
    with pytest.raises(DeviceError, match="CPU"):
        find("TPU")


@pytest.mark.parametrize("name", ["AUTO", "HETERO:GPU,CPU", "auto:gpu,cpu"])
def test_composed_devices_are_passed_on(name: str) -> None:
    assert find(name) == name.upper()


def test_the_cache_is_planned_from_the_shape() -> None:
    token = token_bytes(QWEN3_4B, "u8")
    assert token == 88473  # 85 kB measured
    blocks = plan(262144, token, 32, memory=256 * GIB)
    assert blocks == 32 * (8192 // 32 + 2)
    assert blocks * 32 * token / GIB == pytest.approx(21.8, abs=0.1)


def test_the_cache_is_at_most_half_of_the_memory() -> None:
    token = token_bytes(QWEN3_4B, "f32")
    assert 7.9 < plan(262144, token, 32, memory=16 * GIB) * 32 * token / GIB <= 8


def test_a_context_beyond_the_cache_is_cut() -> None:
    assert CPU.context == 63 * 32
    assert replace(CPU, blocks=4000).context == 4096


def test_exact_mode_asks_for_float32_throughout() -> None:
    assert Settings.choose(EMBEDDED, exact=True).properties == EXACT


def test_what_was_found_to_be_faster_here_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "TUNED", tmp_path / "tuned.json")
    group = "DYNAMIC_QUANTIZATION_GROUP_SIZE"
    assert Settings.choose(EMBEDDED).properties[group] == "128"
    device.TUNED.write_text(json.dumps({device.place(EMBEDDED, "CPU"): {group: "32"}, "another machine": {group: "7"}}))
    assert Settings.choose(EMBEDDED).properties[group] == "32"
    assert Settings.choose(EMBEDDED, exact=True).properties == EXACT


@pytest.mark.parametrize(("quota", "threads"), [("50000 100000", "1"), ("max 100000", None), ("9900000 100000", None)])
def test_a_container_s_share_of_the_cpus_is_kept_to(tmp_path: Path, quota: str, threads: str | None) -> None:
    limit = tmp_path / "cpu.max"
    limit.write_text(quota)
    assert device.shared("CPU", limit).get(device.THREADS) == threads
    assert device.shared("GPU", limit) == {}
    assert device.shared("CPU", tmp_path / "nothing") == {}


def test_what_openvino_chose_is_read_back() -> None:
    shown = device.effective(Settings.choose(EMBEDDED))
    assert shown["DYNAMIC_QUANTIZATION_GROUP_SIZE"] == "128"
    assert shown["INFERENCE_PRECISION_HINT"] in ("float32", "bfloat16")
    assert shown["KV_CACHE_PRECISION"] == "uint8_t"


def test_a_draft_model_is_refused_with_the_reason() -> None:
    with pytest.raises(DeviceError, match=r"total variation.*prompt-lookup"):
        Settings.choose(EMBEDDED, speculate="draft")


def test_properties_are_strings_that_openvino_names() -> None:
    """The contract of the facts page; a GPU has not yet run them."""
    known = {"DYNAMIC_QUANTIZATION_GROUP_SIZE", "PERFORMANCE_HINT", "CACHE_DIR"}
    assert {name for properties in FAST.values() for name in properties} <= known
    assert FAST["GPU"]["PERFORMANCE_HINT"] == FAST["CPU"]["PERFORMANCE_HINT"] == "LATENCY"
    assert (block("CPU"), block("GPU.1"), block("HETERO:GPU,CPU")) == (32, 16, 16)


def test_lists_of_cpus_are_read() -> None:
    assert cpus("0-3,8,10-11\n") == [0, 1, 2, 3, 8, 10, 11]
    assert cpus("\n") == []


@given(st.lists(st.integers(1, 8), min_size=1, max_size=4), st.integers(1, 9))
def test_replicas_share_the_cpus_and_none_spans_nodes_without_need(sizes: list[int], count: int) -> None:
    first = [sum(sizes[:number]) for number in range(len(sizes))]
    nodes = [list(range(begin, begin + size)) for begin, size in zip(first, sizes, strict=True)]
    parts = divide(nodes, count)
    assert len(parts) == count
    assert all(parts)
    if count >= len(nodes):
        assert all(any(set(part) <= set(node) for node in nodes) for part in parts)
    assert set().union(*parts) == set(range(sum(sizes)))


def test_replicas_share_the_memory() -> None:
    assert [one.blocks for one in CPU.replicas(2)] == [32, 32]
    limited = replace(CPU, properties={device.THREADS: "4"})
    assert [one.properties[device.THREADS] for one in limited.replicas(2)] == ["2", "2"]
