"""Settings: environment variables, read once, a wrong value refused by name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingError(Exception):
    """A setting that cannot be used: names the variable and the way out."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    help: str
    secret: bool = False


SETTINGS = (
    Setting("DATA_DIR", "awareness-data", "folder for the database, pictures and the key"),
    Setting("DATABASE_URL", "", "database address; empty: an SQLite file in DATA_DIR"),
    Setting("MEDIA_URL", "", "folder or s3://bucket/path for pictures; empty: media in DATA_DIR"),
    Setting("SECRET_KEY", "", "locks channel secrets; empty: made once, kept in DATA_DIR", True),  # noqa: FBT003
    Setting("PUBLIC_BASE_URL", "", "address under which people and platforms reach this program"),
    Setting("HOST", "127.0.0.1", "address the web app listens on"),
    Setting("PORT", "8765", "port the web app listens on"),
    Setting("ENGINE", "embedded", "what wakes the publisher: embedded or distributed"),
    Setting("THREADS", "32", "how many deliveries a process sends at the same time"),
    Setting("SMTP_URL", "", "smtp://user:password@host:587; empty: DATA_DIR/mail", True),  # noqa: FBT003
    Setting("MAIL_FROM", "Awareness Scheduler <awareness@localhost>", "sender of e-mails"),
    Setting("NOTICE_WEBHOOK", "", "address that is sent every notice as JSON", True),  # noqa: FBT003
    Setting("ALLOW_PRIVATE_NETWORK", "no", "yes lets connectors reach private addresses"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data_dir: Path
    database_url: str
    media_url: str
    secret_key: str
    public_base_url: str
    host: str
    port: int
    engine: str
    threads: int
    smtp_url: str
    mail_from: str
    notice_webhook: str
    allow_private_network: bool


def read_settings(environment: Mapping[str, str], **overrides: str) -> Settings:
    """Read every ``AWARENESS_*`` variable; ``overrides`` (by lower-case name) win.

    Each secret may also be given as a file by ``AWARENESS_<NAME>_FILE``. Raises
    ``SettingError`` naming the variable that cannot be used.
    """
    values = {
        setting.name: overrides.get(setting.name.lower()) or _value(setting, environment)
        for setting in SETTINGS
    }
    data_dir = Path(values["DATA_DIR"])
    return Settings(
        data_dir=data_dir,
        database_url=values["DATABASE_URL"] or f"sqlite:///{data_dir / 'awareness.db'}",
        media_url=values["MEDIA_URL"] or str(data_dir / "media"),
        secret_key=values["SECRET_KEY"],
        public_base_url=values["PUBLIC_BASE_URL"].rstrip("/"),
        host=values["HOST"],
        port=_number("PORT", values["PORT"], 0, 65535),
        engine=_engine(values["ENGINE"], values["DATABASE_URL"]),
        threads=_number("THREADS", values["THREADS"], 1, 128),
        smtp_url=values["SMTP_URL"],
        mail_from=values["MAIL_FROM"],
        notice_webhook=values["NOTICE_WEBHOOK"],
        allow_private_network=_yes_or_no("ALLOW_PRIVATE_NETWORK", values["ALLOW_PRIVATE_NETWORK"]),
    )


def secret_key(settings: Settings) -> str:
    """Return the installation's key, making and keeping one the first time."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        fresh.replace(path)
    return path.read_text("ascii").strip()


def _value(setting: Setting, environment: Mapping[str, str]) -> str:
    name = f"AWARENESS_{setting.name}"
    file = environment.get(f"{name}_FILE") if setting.secret else None
    if file:
        try:
            return Path(file).read_text("utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE: {file} cannot be read ({error.strerror}).") from error
    return environment.get(name, "") or setting.default


def _engine(value: str, database_url: str) -> str:
    engine = _one_of("ENGINE", value, ("embedded", "distributed"))
    if engine == "distributed" and not database_url.startswith("postgres"):
        raise SettingError(
            "AWARENESS_ENGINE=distributed needs PostgreSQL: set AWARENESS_DATABASE_URL to "
            "postgresql://user:password@host/name."
        )
    return engine


def _number(name: str, value: str, low: int, high: int) -> int:
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise SettingError(f"AWARENESS_{name} must be a number from {low} to {high}, not {value!r}.")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value in allowed:
        return value
    raise SettingError(f"AWARENESS_{name} must be {' or '.join(allowed)}, not {value!r}.")


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() in {"yes", "true", "1"}:
        return True
    if value.lower() in {"no", "false", "0"}:
        return False
    raise SettingError(f"AWARENESS_{name} must be yes or no, not {value!r}.")
