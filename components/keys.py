"""Keys of a component in config.yml: merged with the defaults, and no misspelt one passes."""
from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Dict, Text

from rasa.shared.exceptions import InvalidConfigException


def known_keys(component: Text, config: Dict[Text, Any], defaults: Dict[Text, Any]) -> Dict[Text, Any]:
    """Merges a config with its defaults.

    Raises:
        InvalidConfigException: for an unknown key, naming what was probably meant and all that are known.
    """
    # Rasa itself adds "name" to a component's config in some recipes.
    unknown = sorted(set(config) - set(defaults) - {"name"}, key=str)
    if unknown:
        meant = [near for key in unknown for near in get_close_matches(str(key), sorted(defaults), 1)]
        hint = f" Did you mean {', '.join(dict.fromkeys(meant))}?" if meant else ""
        raise InvalidConfigException(
            f"{component}: unknown key {', '.join(map(str, unknown))} in config.yml; "
            f"known are {', '.join(sorted(defaults))}.{hint}"
        )
    return {**defaults, **config}
