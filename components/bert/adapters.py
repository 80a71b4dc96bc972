"""Low-rank adapters on the layers of a head, merged into their weights after training. Imports torch and peft."""
from __future__ import annotations

from components.bert.errors import TrainingDataError
from components.bert.layers import UpperLayers
from components.bert.tuning import Tuning

_ADAPTED = ["qkv", "attended", "inner", "outer"]


def add_adapters(upper: UpperLayers, tuning: Tuning) -> None:
    """Puts adapters beside every linear map of the layers; only they will learn (Hu et al. 2021, arXiv:2106.09685).

    Raises:
        TrainingDataError: if peft is not installed.
    """
    try:
        from peft import LoraConfig, inject_adapter_in_model
    except ImportError as error:
        raise TrainingDataError(
            f"method: lora needs the package peft, which cannot be imported ({error}). "
            "Install it with `pip install peft`, or take another method."
        ) from error
    config = LoraConfig(
        r=tuning.lora_rank,
        lora_alpha=tuning.lora_alpha,
        lora_dropout=tuning.dropout,
        target_modules=_ADAPTED,
    )
    inject_adapter_in_model(config, upper)


def merge_adapters(upper: UpperLayers) -> None:
    """Adds what the adapters learnt to the weights and takes the adapters away."""
    from peft.tuners.lora import LoraLayer

    for layer in upper.layers:
        for name in _ADAPTED:
            module = getattr(layer, name)
            if isinstance(module, LoraLayer):
                module.merge()
                setattr(layer, name, module.get_base_layer())
