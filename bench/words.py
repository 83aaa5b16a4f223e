"""What an organisation's catalog talks about: names, prose and API definitions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

NOUNS = (
    "order", "payment", "invoice", "basket", "customer", "refund", "shipment", "parcel", "price",
    "offer", "voucher", "stock", "product", "review", "search", "session", "profile", "consent",
    "ledger", "payout", "tariff", "booking", "route", "depot", "supplier", "contract", "claim",
    "policy", "quote", "meter", "device", "alert", "report", "forecast", "campaign", "segment",
    "ticket", "message", "document", "signature",
)  # fmt: skip
ROLES = (
    "service", "gateway", "worker", "importer", "exporter", "scheduler", "frontend", "backend",
    "projector", "notifier", "reconciler", "archive", "monitor", "adapter", "console", "library",
)  # fmt: skip
STORES = ("db", "cache", "bucket", "topic", "queue", "index", "warehouse", "secrets")
TEAM_TAILS = ("core", "experience", "platform", "operations", "insights", "integrations")
TAGS = (
    "java", "go", "python", "typescript", "kotlin", "rest", "grpc", "kafka", "postgres", "redis",
    "tier-1", "tier-2", "internal", "pii", "gdpr", "batch", "c++", "c#", "eu-central-1", "legacy",
)  # fmt: skip
SUBJECTS = (
    "Keeps every {0} from the moment it is placed until it is archived",
    "Turns a {0} into what the {1} side of the business can work with",
    "The one place that knows the state of a {0}",
    "Receives each {0} over HTTP, checks it and hands it on",
    "Reads {0} events and answers questions about each {1}",
    "Für jede Änderung an {0}: prüft, bucht und meldet sie weiter",
)
DETAILS = (
    "it is called by the shop, the app and the call centre",
    "peak load is on Friday evening (about 1,200 requests a second)",
    "the runbook tells what to do when the {0} backlog grows",
    "data leaves the EU at no point; see the record of processing",
    "résumé of the outage: the {0} table was locked by a migration",
    "the old {0} system is read until the end of the quarter",
    "日本 and 한국 have their own {0} rules",
    "costs are charged to the team that owns it → ask before scaling it up",
    "it's safe to restart, and replays what it has missed",
)
SCHEMA_TYPES = ("string", "integer", "boolean", "number")
FORMATS = ("uuid", "date-time", "email", "uri")


def names(*parts: Sequence[str]) -> Iterator[str]:
    """Yield names without end: each combination of `parts`, then all again with a number."""
    round_ = 1
    while True:
        for combination in product(*parts):
            yield "-".join(combination) + (f"-{round_}" if round_ > 1 else "")
        round_ += 1


def title(name: str) -> str:
    """Return `name` as people write it."""
    return name.replace("-", " ").capitalize()


def prose(rng: Random, details: int) -> str:
    """Return a description: a sentence, and as many details as asked for."""
    nouns = rng.sample(NOUNS, 2)
    parts = [rng.choice(SUBJECTS), *rng.sample(DETAILS, min(details, len(DETAILS)))]
    return "; ".join(part.format(*nouns) for part in parts) + "."


def openapi(name: str, rng: Random) -> str:
    """Return an OpenAPI definition of one to twelve resources, most have few."""
    nouns = rng.sample(NOUNS, min(12, int(rng.paretovariate(1.1))))
    lines = ["openapi: 3.1.0", "info:", f"  title: {title(name)}", "  version: 1.4.0"]
    lines += ["servers:", f"  - url: https://api.acme.example/{name}/v1", "paths:"]
    for noun in nouns:
        lines += _OPERATION.format(noun=noun, title=noun.capitalize()).splitlines()
    lines += ["components:", "  schemas:"]
    for noun in nouns:
        lines += [f"    {noun.capitalize()}:", "      type: object", "      required: [id]"]
        lines += ["      properties:", "        id: {type: string, format: uuid}"]
        for field in rng.sample(NOUNS, rng.randint(2, 6)):
            lines += [f"        {field}:", f"          type: {rng.choice(SCHEMA_TYPES)}"]
            if rng.random() < 0.3:
                lines.append(f"          format: {rng.choice(FORMATS)}")
    return "\n".join(lines) + "\n"


def graphql(rng: Random) -> str:
    """Return a GraphQL schema."""
    nouns = rng.sample(NOUNS, rng.randint(2, 8))
    queries = "".join(f"  {noun}(id: ID!): {noun.capitalize()}\n" for noun in nouns)
    types = "".join(
        f"\ntype {noun.capitalize()} {{\n  id: ID!\n  state: String!\n  changed: String\n}}\n"
        for noun in nouns
    )
    return f"type Query {{\n{queries}}}\n{types}"


def protobuf(name: str, rng: Random) -> str:
    """Return a Protocol Buffers definition."""
    nouns = rng.sample(NOUNS, rng.randint(1, 5))
    calls = "".join(
        f"  rpc Get{noun.capitalize()}(Get{noun.capitalize()}Request)"
        f" returns ({noun.capitalize()});\n"
        for noun in nouns
    )
    messages = "".join(
        f"\nmessage Get{noun.capitalize()}Request {{\n  string id = 1;\n}}\n"
        f"\nmessage {noun.capitalize()} {{\n  string id = 1;\n  string state = 2;\n}}\n"
        for noun in nouns
    )
    package = name.replace("-", "_")
    return (
        f'syntax = "proto3";\n\npackage acme.{package}.v1;\n\n'
        f"service {title(name).replace(' ', '')} {{\n{calls}}}\n{messages}"
    )


_OPERATION = """\
  /{noun}s:
    get:
      operationId: list{title}s
      summary: List every {noun}
      parameters:
        - name: limit
          in: query
          description: How many at most
          schema: {{type: integer, minimum: 1, maximum: 500}}
      responses:
        '200':
          description: A page of them
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: '#/components/schemas/{title}'
        default:
          description: What went wrong, as problem+json
  /{noun}s/{{id}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
    get:
      operationId: get{title}
      responses:
        '200':
          description: The {noun}
          content:
            application/json:
              schema: {{$ref: '#/components/schemas/{title}'}}
        '404':
          description: There is none
"""
