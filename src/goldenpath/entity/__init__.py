"""What Backstage's catalog asks of an entity: its schemas, and the rules beside them."""

from goldenpath.entity.clean import is_clean
from goldenpath.entity.rules import Rule, breaches

__all__ = ["Rule", "breaches", "is_clean"]
