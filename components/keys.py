"""Keys of a component in config.yml: merged with the defaults, and no misspelt one passes."""
from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Dict, Text

from rasa.shared.exceptions import InvalidConfigException

# What Rasa itself adds to a component's config: the first in some recipes, the second where `rasa train --finetune`
# meets a component with epochs (rasa/engine/recipes/default_recipe.py). Our heads are then trained anew, in full.
_RASAS_OWN = {"name", "finetuning_epoch_fraction"}


def known_keys(component: Text, config: Dict[Text, Any], defaults: Dict[Text, Any]) -> Dict[Text, Any]:
    """Merges a config with its defaults.

    Raises:
        InvalidConfigException: for an unknown key, naming what was probably meant and all that are known.
    """
    unknown = sorted(set(config) - set(defaults) - _RASAS_OWN, key=str)
    if unknown:
        meant = [near for key in unknown for near in get_close_matches(str(key), sorted(defaults), 1)]
        hint = f" Did you mean {', '.join(dict.fromkeys(meant))}?" if meant else ""
        raise InvalidConfigException(
            f"{component}: unknown key {', '.join(map(str, unknown))} in config.yml; "
            f"known are {', '.join(sorted(defaults))}.{hint}"
        )
    return {**defaults, **config}
