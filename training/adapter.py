"""LoRA adapters: put on a policy for training, and merged into its weights afterwards."""

from pathlib import Path
from typing import cast

from peft import LoraConfig, PeftModel, get_peft_model
from transformers import PreTrainedModel

from training import policy
from training.recipe import Lora


def adapted(model: PreTrainedModel, lora: Lora | None) -> PreTrainedModel:
    """With LoRA where it is asked for; without dropout, which would spoil the ratio to the sampler."""
    if lora is None:
        return model
    config = LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=0.0,
        use_rslora=lora.rank_stabilized,
        target_modules=lora.targets,
        task_type="CAUSAL_LM",
    )
    return cast(PreTrainedModel, get_peft_model(model, config))


def merge(base: str, adapter: Path, out: Path, dtype: str) -> None:
    """A whole checkpoint at `out`, made on the CPU from files alone, so that no sharding is in the way."""
    placement = policy.Placement(policy.Device.CPU, dtype, "sdpa", "gloo")
    whole = PeftModel.from_pretrained(policy.load(base, placement), str(adapter)).merge_and_unload()
    whole.save_pretrained(out)
    policy.tokenizer(base).save_pretrained(out)
