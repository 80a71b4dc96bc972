"""Keys of a component in config.yml: merged with the defaults, and no misspelt one passes."""
from __future__ import annotations

from typing import Any, Dict, Text

from rasa.shared.exceptions import InvalidConfigException


def known_keys(component: Text, config: Dict[Text, Any], defaults: Dict[Text, Any]) -> Dict[Text, Any]:
    """Merges a config with its defaults.

    Raises:
        InvalidConfigException: for an unknown key, naming those that are known.
    """
    # Rasa itself adds "name" to a component's config in some recipes.
    unknown = sorted(set(config) - set(defaults) - {"name"})
    if unknown:
        raise InvalidConfigException(
            f"{component}: unknown key {', '.join(unknown)} in config.yml; known are {', '.join(sorted(defaults))}."
        )
    return {**defaults, **config}
