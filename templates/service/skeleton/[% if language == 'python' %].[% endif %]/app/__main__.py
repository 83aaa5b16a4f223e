"""The command line: `python -m app`, configured by the environment alone."""

import os
import sys

from app import logs, server
from app.application import create_app
from app.health import Readiness
from app.settings import Settings, SettingsError

CONFIGURATION_ERROR = 2


def main() -> int:
    """Run the service; return an exit code when it cannot start."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"configuration: {error}\n")
        return CONFIGURATION_ERROR
    logs.configure(settings.service_name, settings.log_level)
    readiness = Readiness(settings.database)
    return server.run(create_app(readiness), readiness, settings)


if __name__ == "__main__":
    sys.exit(main())
