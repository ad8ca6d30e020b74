"""What is launched on several cards: files that accelerate reads, recipes that go with them, requirements."""

import re
import tomllib
from pathlib import Path

import pytest
from accelerate.commands.config.config_args import load_config_from_file
from accelerate.utils import DistributedType

from training.policy import DEFAULTS, Device
from training.recipe import Recipe, RecipeError, check_sharding

TRAINING = Path(__file__).parents[2] / "training"
LAUNCH = TRAINING / "configs" / "launch"
KINDS = {
    "cuda": DistributedType.MULTI_GPU,
    "xpu": DistributedType.MULTI_XPU,
    "gaudi": DistributedType.MULTI_HPU,
    "cuda_fsdp": DistributedType.FSDP,
    "zero2": DistributedType.DEEPSPEED,
    "zero3": DistributedType.DEEPSPEED,
}


@pytest.mark.parametrize("path", sorted(LAUNCH.glob("*.yaml")), ids=lambda path: path.stem)
def test_accelerate_reads_the_launch_files(path: Path) -> None:
    found = load_config_from_file(str(path))
    assert found.distributed_type == KINDS[path.stem]
    assert found.num_processes > 1
    assert f"configs/launch/{path.name}" in path.read_text(), "its head says how it is used"


def test_every_kind_of_card_has_a_launch_file_and_its_backend() -> None:
    assert {path.stem for path in LAUNCH.glob("*.yaml")} == set(KINDS)
    backends = {device: DEFAULTS[device].backend for device in (Device.CUDA, Device.XPU, Device.HPU)}
    assert backends == {Device.CUDA: "nccl", Device.XPU: "xccl", Device.HPU: "hccl"}


def test_fsdp_is_the_version_whose_adapters_can_be_saved() -> None:
    assert "fsdp_version: 2" in (LAUNCH / "cuda_fsdp.yaml").read_text()


@pytest.mark.parametrize(("sharded", "flat", "said"), [(True, False, "deadlock"), (True, True, "fsdp_version")])
def test_sharding_that_would_hang_is_refused_at_the_start(sharded: bool, flat: bool, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        check_sharding(Recipe.read(TRAINING / "configs" / "deepmath.toml"), sharded, flat)


def test_sharding_is_allowed_where_servers_make_the_traces() -> None:
    check_sharding(Recipe.read(TRAINING / "configs" / "deepmath_vllm.toml"), sharded=True)


def test_the_requirement_files_want_the_projects_torch() -> None:
    groups = tomllib.loads((TRAINING.parent / "pyproject.toml").read_text())["dependency-groups"]["training"]
    (torch,) = [line for line in groups if line.startswith("torch==")]
    for path in (TRAINING / "requirements").glob("*.txt"):
        lines = [re.split(r"\s+#", line)[0] for line in path.read_text().splitlines() if not line.startswith("#")]
        assert torch in lines, path.name
        assert path.name in path.read_text(), "its head says how it is installed"


@pytest.mark.parametrize("path", sorted((TRAINING / "configs").glob("deepmath*.toml")), ids=lambda path: path.stem)
def test_deepmaths_recipe_is_the_same_on_every_card(path: Path) -> None:
    """But for who makes the traces and, on Gaudi, the loss."""
    ours, first = Recipe.read(path), Recipe.read(TRAINING / "configs" / "deepmath.toml")
    assert ours.policy == first.policy
    assert ours.data == first.data
    assert ours.rewards == first.rewards
    same = {"train": {"loss"}, "rollout": {"engine", "servers", "adapters"}}
    for section, apart in same.items():
        values, wanted = (
            getattr(ours, section).model_dump(exclude=apart),
            getattr(first, section).model_dump(exclude=apart),
        )
        assert values == wanted
