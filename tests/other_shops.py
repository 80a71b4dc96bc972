"""The shop behind the dialogues, by KEFU_TEST_SHOP: our tables (database), a merchant's (mapped), a service (http).

All three hold the same orders, and the same dialogues are played over them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict

from kefu.http import Unreachable, request_json
from kefu.processes import Child, Children, free_port
from kefu.settings import Settings

from .shop.adapters.merchant import MAPPING, make_merchant

KINDS = ("database", "mapped", "http")
TOKEN = "a token of the dialogue tests"


class OtherShop:
    """What the settings say about a shop that is not our own tables, and how it is started."""

    def __init__(self, kind: str, folder: Path) -> None:
        if kind not in KINDS:
            raise ValueError(f"KEFU_TEST_SHOP: expected one of {', '.join(KINDS)}, got {kind!r}")
        self.kind, self._port = kind, free_port()
        self.settings: Dict[str, Any] = {
            "shop_adapter": kind,
            "shop_database_url": f"sqlite+aiosqlite:///{folder / 'merchant.db'}",
            "shop_mapping": MAPPING,
            "shop_sidecar_url": f"sqlite+aiosqlite:///{folder / 'sidecar.db'}",
            "shop_api_url": f"http://127.0.0.1:{self._port}",
            "shop_api_token": TOKEN,
        }

    def start(self, settings: Settings, children: Children) -> None:
        """Make the merchant's database out of the seeded shop, or serve that over HTTP."""
        if self.kind == "mapped":
            make_merchant(settings.database_url, settings.shop_database_url)
        if self.kind != "http":
            return
        from kefu.servers import child_environment

        environment = child_environment(settings.copy(update={"shop_adapter": "database"}))
        command = [sys.executable, "-m", "kefu", "shop", "serve", "--port", str(self._port)]
        service = children.start(Child("order service", command, settings.log_dir / "orders.log", environment))

        def ready() -> bool:
            service.check()
            try:  # without a token it answers that it wants one
                return request_json(f"{settings.shop_api_url}/capabilities", timeout=2).status == 401
            except Unreachable:
                return False

        service.wait_ready(ready, timeout=60)
