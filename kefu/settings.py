"""One typed settings object, from `KEFU_...` environment variables and an optional `kefu.env` file."""

from __future__ import annotations

import os
import secrets
import tempfile
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, Tuple
from urllib.parse import urlsplit, urlunsplit

import platformdirs
from pydantic import BaseSettings, Field, SecretStr, ValidationError, root_validator, validator
from pydantic.fields import ModelField

from kefu import environment
from kefu.environment import PROJECT_DIR

STATE_DIR = PROJECT_DIR / ".kefu"
SECRET_FILE = STATE_DIR / "secret"
PAYMENT_SECRET_FILE = STATE_DIR / "payment-secret"
MIN_SECRET_LENGTH = 16
# Read by others: components (progress, threads), set-up, tests.
_NO_SETTINGS = {
    "KEFU_PROGRESS_FD",
    "KEFU_PYTHON",
    "KEFU_TEST_POSTGRES_URL",
    "KEFU_TEST_SHOP",
    "KEFU_THREADS",
}


class SettingsError(ValueError):
    """A setting cannot be used; the message names it, what was expected, and where to set it."""


def _default_database_url() -> str:
    return f"sqlite+aiosqlite:///{(STATE_DIR / 'shop.db').as_posix()}"


def _default_sidecar_url() -> str:
    return f"sqlite+aiosqlite:///{(STATE_DIR / 'sidecar.db').as_posix()}"


def _default_secret() -> SecretStr:
    return SecretStr(load_or_create_secret(SECRET_FILE))


def _default_payment_secret() -> SecretStr:
    return SecretStr(load_or_create_secret(PAYMENT_SECRET_FILE))


class Settings(BaseSettings):
    """Everything that may differ from one installation to the next."""

    # The shop's database: an asynchronous SQLAlchemy URL (sqlite+aiosqlite or postgresql+asyncpg).
    database_url: str = Field(default_factory=_default_database_url)
    # Signs the session tokens of customers. Default: a random one, made once, in .kefu/secret.
    session_secret: SecretStr = Field(default_factory=_default_secret)
    # How long a session token is valid, in minutes, 1 to 43200 (30 days).
    session_minutes: int = Field(default=720, ge=1, le=43200)
    # Where the converted base model and other things that can be made again are kept.
    cache_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("kefu")))
    # Whether a base model that is not on this machine may be fetched from the model hub.
    allow_hub: bool = False
    # Where the action server listens. It has no authentication: keep it on loopback.
    action_host: str = "127.0.0.1"
    action_port: int = Field(default=5055, ge=1, le=65535)
    # Where the Rasa server listens.
    rasa_host: str = "127.0.0.1"
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    # How often order number and phone tail may be tried within the window, per session and per order.
    verify_attempts: int = Field(default=5, ge=1, le=100)
    verify_window_minutes: int = Field(default=30, ge=1, le=1440)
    # Where the payment server listens: the sandbox's payment page, and the shop's end for payment notices.
    payment_host: str = "127.0.0.1"
    payment_port: int = Field(default=5056, ge=1, le=65535)
    # Whether the payment server has the sandbox's page, on which payments cost nothing. Off with a real provider.
    payment_sandbox: bool = True
    # Under which address customers reach the payment page; empty: where the server listens.
    payment_url: str = ""
    # Where the sandbox sends its notices; empty: to the same server.
    payment_callback_url: str = ""
    # Signs payment links and notices. Default: a random one, made once, in .kefu/payment-secret.
    payment_secret: SecretStr = Field(default_factory=_default_payment_secret)
    # How long a payment link is valid, in minutes, 1 to 1440 (a day).
    payment_link_minutes: int = Field(default=30, ge=1, le=1440)
    log_dir: Path = STATE_DIR / "logs"
    # Which shop answers: our own tables (database), a merchant's tables (mapped), or an HTTP service (http).
    shop_adapter: Literal["database", "mapped", "http"] = "database"
    # mapped: the merchant's database, the file that describes its tables, and a database of our own beside it,
    # in which attempts to verify are counted.
    shop_database_url: str = ""
    shop_mapping: Optional[Path] = None
    shop_sidecar_url: str = Field(default_factory=_default_sidecar_url)
    # http: the address of the order service, and the token that it wants.
    shop_api_url: str = ""
    shop_api_token: SecretStr = SecretStr("")
    # The shop's time zone, an IANA name: days and times are said and read in it.
    timezone: str = "Asia/Shanghai"

    class Config:
        env_prefix = "KEFU_"
        allow_mutation = False

    @validator("cache_dir", "log_dir")
    def _absolute(cls, value: Path) -> Path:
        return value if value.is_absolute() else PROJECT_DIR / value.expanduser()

    @validator("payment_url", "payment_callback_url")
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("expected an address such as https://pay.example.com, or nothing")
        return value.rstrip("/")

    @validator("session_secret", "payment_secret")
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < MIN_SECRET_LENGTH:
            raise ValueError(
                f"expected at least {MIN_SECRET_LENGTH} characters; leave it unset for a random one"
            )
        return value

    @validator("shop_mapping", pre=True)
    def _in_project(cls, value: Any) -> Any:
        if value in (None, ""):
            return None
        path = Path(value).expanduser()
        return path if path.is_absolute() else PROJECT_DIR / path

    @validator("shop_api_url")
    def _http(cls, value: str) -> str:
        if value and not (value.startswith(("http://", "https://")) and urlsplit(value).hostname):
            raise ValueError("expected an address such as https://orders.example.com/kefu/v1")
        return value

    @root_validator(skip_on_failure=True)
    def _complete(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        needed = {"mapped": ("shop_database_url", "shop_mapping"), "http": ("shop_api_url",)}
        adapter = values["shop_adapter"]
        missing = [f"KEFU_{name.upper()}" for name in needed.get(adapter, ()) if not values[name]]
        if missing:
            raise ValueError(f"KEFU_SHOP_ADAPTER={adapter} needs {' and '.join(missing)} as well")
        return values

    @validator("database_url", "shop_database_url", "shop_sidecar_url")
    def _asynchronous(cls, value: str, field: ModelField) -> str:
        drivers = ("sqlite+aiosqlite:", "postgresql+asyncpg:")
        if not value and field.name == "shop_database_url":
            return value
        if not value.startswith(drivers):
            raise ValueError(f"expected a URL that starts with one of {', '.join(drivers)}")
        return value

    @validator("timezone")
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(
                "expected the name of a time zone such as Asia/Shanghai or Europe/Berlin"
            ) from None
        return value

    @property
    def rasa_url(self) -> str:
        """The address under which processes on this machine reach the Rasa server."""
        return f"http://{_reachable(self.rasa_host)}:{self.rasa_port}"

    @property
    def action_url(self) -> str:
        """The address under which processes on this machine reach the action server."""
        return f"http://{_reachable(self.action_host)}:{self.action_port}"

    @property
    def payment_address(self) -> str:
        """The address of the payment page as customers reach it."""
        return self.payment_url or self.payment_server_url

    @property
    def payment_notify_url(self) -> str:
        """Where the sandbox sends its notices."""
        return self.payment_callback_url or f"{self.payment_server_url}/payments/notify"

    @property
    def payment_server_url(self) -> str:
        """The address under which processes on this machine reach the payment server."""
        return f"http://{_reachable(self.payment_host)}:{self.payment_port}"

    def public_items(self) -> List[Tuple[str, str]]:
        """Every setting as (variable name, text), with secrets and passwords masked."""
        values: Dict[str, Any] = dict(self)
        for name in ("database_url", "shop_database_url", "shop_sidecar_url", "shop_api_url"):
            values[name] = mask_password(values[name])
        return [
            (f"KEFU_{name.upper()}", "" if value is None else str(value)) for name, value in values.items()
        ]


def misspelt_variables() -> List[Tuple[str, Optional[str]]]:
    """Variables that look like settings but are none, each with the setting that was probably meant."""
    known = {f"KEFU_{name.upper()}" for name in Settings.__fields__}
    strange = sorted(name for name in os.environ if name.startswith("KEFU_") and name not in known | _NO_SETTINGS)
    return [(name, next(iter(get_close_matches(name, known, n=1)), None)) for name in strange]


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once. Raises `SettingsError` for values that cannot be used."""
    try:
        environment.apply()
        return Settings()
    except environment.EnvFileError as error:
        raise SettingsError(str(error)) from None
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def load_or_create_secret(path: Path) -> str:
    """The secret in ``path``, which is made with 32 random bytes and mode 0600 if it does not exist.

    Processes that start at the same time get the same secret. Raises `SettingsError` for an emptied file.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes the file with mode 0600. A link appears whole, and fails if another process was first.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(temporary)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < MIN_SECRET_LENGTH:
        raise SettingsError(f"{path} holds no usable secret. Delete it: the next start makes a new one.")
    return secret


def mask_password(url: str) -> str:
    """The URL with its password, if it has one, replaced by ``***``."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}"))


def _reachable(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _explain(error: ValidationError) -> str:
    lines = ["Some settings cannot be used:"]
    for problem in error.errors():
        name = f"KEFU_{str(problem['loc'][0]).upper()}"
        if problem["loc"][0] == "__root__":
            lines.append(f"  {problem['msg']}")
            continue
        value = os.environ.get(name, "")
        shown = "***" if "SECRET" in name or "TOKEN" in name else mask_password(value)
        lines.append(f"  {name}={shown}: {problem['msg']}")
    lines.append(f"Correct them in the environment or in {environment.ENV_FILE}; `kefu config` shows all.")
    return "\n".join(lines)
