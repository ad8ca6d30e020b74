"""vLLM servers as the rollout engine: unmodified, any device, the policy pushed to them as a LoRA adapter over HTTP.

After each optimizer step the adapter is saved under a name of its own, `policy-v{step}-{run}`, into a folder that
trainer and servers see under the same path, loaded by every server, and the one before is unloaded. The name changes
with every push, because vLLM's prefix cache tells contexts apart by the adapter's name and would give stale keys and
values to new weights; `run` is drawn anew at each start, because a run that was killed and goes on trains the same
steps again. Servers are started by hand (`docs/training.md` says how) and serve one run at a time:

    VLLM_ALLOW_RUNTIME_LORA_UPDATING=True vllm serve MODEL --enable-lora --max-lora-rank 32 --max-loras 2 \\
        --logprobs-mode processed_logprobs

Saving is collective, as are sharded weights; everything else is HTTP by the processes on their own, so traces of
different lengths never make one process wait for another. Not here: full weights, starting servers.
"""

import logging
import math
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import openvino as ov
import torch
from accelerate import Accelerator  # type: ignore[import-untyped]  # it has no stubs
from accelerate.utils import broadcast_object_list  # type: ignore[import-untyped]  # nor here
from openvino_tokenizers import convert_tokenizer  # type: ignore[import-untyped]  # nor here
from peft import PeftModel
from torch.distributed.tensor import DTensor
from transformers import AutoConfig, AutoTokenizer, GenerationConfig

from deepmath_xpu.engine import Engine, EngineError
from deepmath_xpu.remote import API_KEY, PROBE, RemoteEngine
from deepmath_xpu.replicas import Replicas
from deepmath_xpu.types import Sampling
from training.recipe import Recipe, check_lengths

log = logging.getLogger(__name__)

PREFIX = "policy-v"
LOAD_SECONDS = 300.0
"""How long a server may take to load an adapter."""
TOP = 5
"""Log-probabilities asked for to see whether a server divides by the temperature."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a server says it serves."""

    model: str
    root: str
    """The folder or hub name that the weights came from."""
    owner: str
    context: int
    adapters: tuple[str, ...]


class Server:
    """A vLLM server's side that is not generation: what it serves, which adapters it has. `url`: `http://host:port/v1`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        key = os.environ.get(API_KEY)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(LOAD_SECONDS, connect=10.0))

    def card(self) -> Card:
        answer = self._ask("GET", "models")
        try:
            base, *others = answer["data"]
            adapters = tuple(str(other["id"]) for other in others if other.get("parent") == base["id"])
            context = int(base.get("max_model_len") or 0)
            return Card(str(base["id"]), str(base.get("root") or ""), str(base["owned_by"]), context, adapters)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise EngineError(f"{self.url}/models is no model server's answer: check the address") from None

    def load(self, name: str, folder: Path, rank: int) -> None:
        """EngineError where it cannot: the endpoint is closed, the rank too high, the folder not seen there."""
        try:
            self._ask("POST", "load_lora_adapter", {"lora_name": name, "lora_path": str(folder)})
        except EngineError as error:
            raise EngineError(
                f"{error}; the server must see {folder} and run with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True, "
                f"--enable-lora and --max-lora-rank {rank} or more"
            ) from None

    def unload(self, name: str) -> None:
        self._ask("POST", "unload_lora_adapter", {"lora_name": name})

    def spread(self, model: str, temperature: float) -> tuple[float, float]:
        """Of a next token: the highest log-probability, and how far the one of rank TOP is below it."""
        body = {"model": model, "prompt": PROBE, "max_tokens": 1, "temperature": temperature, "logprobs": TOP}
        answer = self._ask("POST", "completions", {**body, "seed": 0, "return_tokens_as_token_ids": True})
        try:
            (listed,) = answer["choices"][0]["logprobs"]["top_logprobs"]
            found = sorted(map(float, listed.values()), reverse=True)[:TOP]
            return found[0], found[0] - found[-1]
        except (LookupError, TypeError, ValueError, AttributeError):
            raise EngineError(f"{self.url} gives no log-probabilities: it cannot be trained with") from None

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        where = f"{self.url}/{path}"
        try:
            answer = self._http.request(method, where, json=body)
        except httpx.HTTPError as error:
            raise EngineError(f"{where} failed ({str(error) or type(error).__name__}): is the server up?") from None
        if not answer.is_success:
            raise EngineError(f"{where} answered {answer.status_code} ({answer.text[:300]})")
        try:
            return answer.json()
        except ValueError:
            return answer.text


def check(recipe: Recipe, server: Server) -> None:
    """EngineError or RecipeError where `server` cannot make traces that this recipe can train on."""
    card = server.card()
    if card.owner.lower() != "vllm":
        raise EngineError(
            f"{server.url} is {card.owner}: only vLLM is known to take adapters while it runs and to give "
            "log-probabilities at the sampling temperature, which training needs"
        )
    wanted = Path(recipe.policy.model).name
    if wanted not in (Path(card.model).name, Path(card.root).name):
        raise EngineError(
            f"{server.url} serves {card.model}, the policy is {recipe.policy.model}: start it with that checkpoint, "
            f"or, where it is the same under another name, with --served-model-name {wanted}"
        )
    check_lengths(recipe, card.context, server.url)
    check_logprobs(server, card.model)


def check_logprobs(server: Server, model: str) -> None:
    """EngineError where log-probabilities are not those of the sampling distribution.

    Twice the temperature halves every difference between them; vLLM's default gives the raw ones at any temperature.
    """
    (highest, whole), (_, halved) = server.spread(model, 1.0), server.spread(model, 2.0)
    if highest > 1e-6 or not math.isclose(2 * halved, whole, rel_tol=0.2):
        raise EngineError(
            f"{server.url} does not give log-probabilities at the sampling temperature, so the trainer's ratio would "
            "be wrong: start it with --logprobs-mode processed_logprobs"
        )


class PolicyEngine(RemoteEngine):
    """A server's base model, or the adapter on it that `adapter` names."""

    adapter = ""

    def _request(self, ids: list[int], sampling: Sampling, room: int) -> tuple[str, dict[str, Any]]:
        where, body = super()._request(ids, sampling, room)
        return where, body | ({"model": self.adapter} if self.adapter else {})


class ServerSource:
    """`training.rollout.Source` by vLLM servers. `owner` must be given the trainer's model before the first trace.

    Raises EngineError and RecipeError at once where a server cannot serve this recipe.
    """

    def __init__(self, recipe: Recipe, rank: int, processes: int) -> None:
        assert recipe.rollout.adapters is not None
        assert recipe.policy.lora is not None
        self._folder, self._lora_rank = recipe.rollout.adapters.resolve(), recipe.policy.lora.rank
        self._servers = [Server(url) for url in recipe.rollout.servers]
        for server in self._servers if rank == 0 else ():
            check(recipe, server)
        with TemporaryDirectory() as folder:
            write_vocabulary(recipe.policy.model, Path(folder))
            urls = share(recipe.rollout.servers, rank, processes)
            self._engines = [PolicyEngine(url, Path(folder)) for url in urls]
        self._engine = Replicas(self._engines)
        self._pushed: int | None = None
        self._name = ""
        self._owner: tuple[PeftModel, Accelerator] | None = None

    def own(self, model: PeftModel, accelerator: Accelerator) -> None:
        """The trainer's, unwrapped. Adapters that a killed run left on the servers go."""
        self._owner = (model, accelerator)
        drawn = cast(list[str], broadcast_object_list([secrets.token_hex(3)]))
        self._run = drawn[0]
        for server in self._servers if accelerator.is_main_process else ():
            for name in server.card().adapters:
                if name.startswith(PREFIX):
                    server.unload(name)

    @contextmanager
    def policy(self, version: int) -> Iterator[Engine]:
        """Collective where `version` is not the one pushed last."""
        if version != self._pushed:
            self._push(version)
        yield self._engine

    def close(self) -> None:
        """Also takes the last adapter from the servers, where they still answer."""
        self._engine.close()
        if self._owner is None or not self._owner[1].is_main_process or not self._name:
            return
        for server in self._servers:
            with suppress(EngineError):
                server.unload(self._name)
        shutil.rmtree(self._folder / self._name, ignore_errors=True)

    def _push(self, version: int) -> None:
        assert self._owner is not None, "the trainer owns no model yet"
        model, accelerator = self._owner
        name, before = f"{PREFIX}{version}-{self._run}", self._name
        save_adapter(model, accelerator, self._folder / name)
        if accelerator.is_main_process:
            for server in self._servers:
                server.load(name, self._folder / name, self._lora_rank)
        accelerator.wait_for_everyone()
        for engine in self._engines:
            engine.adapter = name
        if accelerator.is_main_process and before:
            for server in self._servers:
                server.unload(before)
            shutil.rmtree(self._folder / before, ignore_errors=True)
        self._pushed, self._name = version, name


def share(urls: Sequence[str], rank: int, processes: int) -> list[str]:
    """The servers of one process: its part of them, or one of them in turn where there are more processes."""
    return list(urls[rank::processes]) or [urls[rank % len(urls)]]


def write_vocabulary(model: str, folder: Path) -> None:
    """What the runtime's engines read of an artifact: the tokenizer in OpenVINO's form, and the configuration."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    tokenizer.save_pretrained(folder)
    AutoConfig.from_pretrained(model).save_pretrained(folder)
    GenerationConfig.from_pretrained(model).save_pretrained(folder)
    there, back = convert_tokenizer(tokenizer, with_detokenizer=True)
    ov.save_model(there, folder / "openvino_tokenizer.xml")
    ov.save_model(back, folder / "openvino_detokenizer.xml")


def save_adapter(model: PeftModel, accelerator: Accelerator, folder: Path) -> None:
    """The adapter in peft's format, whole or not at all. Collective: sharded weights are gathered."""
    weights = adapter_weights(model)
    if not accelerator.is_main_process:
        return
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    model.save_pretrained(str(partial), state_dict=weights)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def adapter_weights(model: PeftModel) -> dict[str, torch.Tensor]:
    """LoRA's matrices by name, whole, on the CPU. Knows plain weights, FSDP2's and ZeRO's; FSDP1 is refused before."""
    found = {name: weight for name, weight in model.named_parameters() if "lora_" in name}
    with _gathered(list(found.values())):
        return {name: _whole(weight).detach().cpu().clone() for name, weight in found.items()}


def _whole(weight: torch.Tensor) -> torch.Tensor:
    if not isinstance(weight, DTensor):
        return weight
    return weight.full_tensor()


def _gathered(weights: list[torch.nn.Parameter]) -> AbstractContextManager[Any]:
    """ZeRO-3 keeps a part of each weight here, and says so by an attribute."""
    if not any(hasattr(weight, "ds_id") for weight in weights):
        return nullcontext()
    import deepspeed  # type: ignore[import-not-found]  # only where it has sharded the weights is it there

    return cast(AbstractContextManager[Any], deepspeed.zero.GatheredParameters(weights))
