"""What the tests share: a model trained once for these sources, and real servers on free ports."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Awaitable, Dict, Iterator, List, Optional
from zoneinfo import ZoneInfo

import platformdirs
import pytest

# Importing sanic puts a filter in front that shows deprecations: it must come before pytest's own filters.
import sanic  # noqa: F401

from kefu import environment

from .other_shops import OtherShop

if TYPE_CHECKING:
    from shop.port import ShopPort

environment.apply()
os.environ.setdefault("HF_HUB_OFFLINE", "1")

E2E_TIMEOUT = 1800  # seconds; the first test that needs a model waits for its training
KEPT_MODELS = 3
LOGS_KEPT = 24 * 3600  # seconds that the log of a training that failed can be read


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """Every test that uses the servers or the model is an e2e test, with time for a training."""
    for item in items:
        if {"server", "trained_model"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.e2e)
        if item.get_closest_marker("e2e") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(E2E_TIMEOUT))


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The archive of a model trained from the present sources, kept outside the checkout by their hash."""
    from kefu.trained import check_archive, source_fingerprint

    models = Path(os.environ.get("KEFU_CACHE_DIR") or platformdirs.user_cache_dir("kefu")) / "test-models"
    models.mkdir(parents=True, exist_ok=True)
    name = source_fingerprint()[:32]
    model = models / f"{name}.tar.gz"
    with open(models / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs train one model once
        if not model.is_file():
            _train(models, name)
        forget_old(models)
    os.utime(model)
    check_archive(model)
    return model


class Server:
    """A Rasa server and an action server over a freshly seeded shop."""

    def __init__(self, folder: Path, model_path: Path) -> None:
        from kefu.processes import Children, free_port
        from kefu.servers import plan_servers
        from kefu.settings import Settings

        self.model_path = model_path
        self.log_dir = folder / "logs"
        self.shop = OtherShop(os.environ.get("KEFU_TEST_SHOP", "database"), folder)
        self.settings = Settings(
            database_url=f"sqlite+aiosqlite:///{folder / 'shop.db'}",
            session_secret="a secret of the tests, nobody else's",
            action_port=free_port(),
            rasa_port=free_port(),
            log_dir=self.log_dir,
            **self.shop.settings,
        )
        self._plan = plan_servers(self.settings, model_path, api=True)
        self._children = Children()

    @property
    def base_url(self) -> str:
        """Rasa's HTTP API: /model/parse, /conversations/..."""
        return self._plan.rasa_url

    @property
    def rest_url(self) -> str:
        """Takes {"sender", "message"} and gives the bot's messages."""
        return f"{self.base_url}/webhooks/rest/webhook"

    @property
    def kefu_url(self) -> str:
        """The signed channel, with /session and /message below it."""
        return f"{self.base_url}/webhooks/kefu"

    @property
    def shop_url(self) -> str:
        """The SQLAlchemy URL of the shop's database."""
        return self.settings.database_url

    def say(self, sender: str, message: str, token: Optional[str] = None) -> List[Dict[str, Any]]:
        """Sends a message on the rest channel, with a session token as a channel of ours would pass it on."""
        from kefu.http import request_json

        body = {"sender": sender, "message": message, "metadata": {"session_token": token} if token else {}}
        reply = request_json(self.rest_url, body, timeout=90)
        assert reply.status == 200, f"HTTP {reply.status}: {reply.body}"
        assert isinstance(reply.body, list)
        return reply.body

    def parse(self, text: str) -> Dict[str, Any]:
        """What the NLU makes of a text, by /model/parse."""
        from kefu.http import request_json

        reply = request_json(f"{self.base_url}/model/parse", {"text": text}, timeout=60)
        assert reply.status == 200, f"HTTP {reply.status}: {reply.body}"
        return dict(reply.body)

    def tracker(self, sender: str) -> Dict[str, Any]:
        """The conversation's tracker: slots, events, latest_message."""
        from kefu.http import request_json

        reply = request_json(f"{self.base_url}/conversations/{sender}/tracker", timeout=30)
        assert reply.status == 200, f"HTTP {reply.status}: {reply.body}"
        return dict(reply.body)

    def token(self, customer_id: Optional[str]) -> str:
        """A session token as the shop's backend would mint it."""
        from kefu.session import mint

        return mint(customer_id, self.settings.session_secret, 3600)

    def kill_actions(self) -> None:
        """Ends the action server, as a crash would."""
        self._plan.actions.stop(grace=0)

    def start_actions(self) -> None:
        """Starts the action server again and waits until it answers."""
        self._plan.actions.start()
        self._plan.wait_ready(self._plan.actions.check)

    def open_shop(self) -> Awaitable[ShopPort]:
        """The shop that the action server asks, opened once more."""
        from kefu.shops import open_shop

        return open_shop(self.settings)

    def start(self) -> None:
        """Starts both servers, and the shop's own where it has one, and waits until they answer."""
        self.shop.start(self.settings, self._children)
        self._children.start(self._plan.actions)
        self._children.start(self._plan.rasa)
        self._plan.wait_ready(self._children.check)

    def stop(self) -> None:
        """Ends both servers."""
        self._children.__exit__(None, None, None)


@pytest.fixture(scope="session")
def server(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Real servers for the whole test run; a test that kills the action server starts it again."""
    from shop import migrate
    from shop.seed import seed

    running = Server(tmp_path_factory.mktemp("server"), trained_model)
    migrate.upgrade(running.shop_url)
    seed(running.shop_url, datetime.now(ZoneInfo(running.settings.timezone)).date())
    try:
        running.start()
        yield running
    finally:
        running.stop()


def _train(models: Path, name: str) -> None:
    """Trains into a side folder, so that a model that is there is whole."""
    from kefu.training import Progress, train

    class Unseen:
        def show(self, progress: Progress) -> None:
            pass

    side = models / f".{name}.partial"
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir()
    # Rasa's own cache of trained components is shared too: a change of a story trains no classifier again.
    cache = {"RASA_CACHE_DIRECTORY": str(models / "rasa-cache")}
    train(Unseen(), models / f"{name}.log", out=side, name=name, environment=cache)
    (side / f"{name}.tar.gz").replace(models / f"{name}.tar.gz")
    shutil.rmtree(side)


def forget_old(models: Path) -> None:
    """Keeps the newest models with their logs; whoever calls holds the lock, so that nobody is training."""
    newest_first = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in newest_first[KEPT_MODELS:]:
        model.unlink()
    kept = {model.name.partition(".")[0] for model in newest_first[:KEPT_MODELS]}
    for log in models.glob("*.log"):
        failed_lately = time.time() - log.stat().st_mtime < LOGS_KEPT
        if log.stem not in kept and not failed_lately:
            log.unlink()
    for side in models.glob(".*.partial"):  # of trainings that failed or were killed
        shutil.rmtree(side)
