"""What the OpenAPI file should say beyond what the serializers tell."""

from typing import Any

# Answers whose fields depend on what there is to say; every other answer always carries all of its fields.
PARTIAL = frozenset({"WarningOut", "PainCutoff", "ScoreOf"})
PAGING = [
    {"name": "cursor", "in": "query", "schema": {"type": "string"}},
    {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}},
]


def complete_answers(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Marks the fields of answers as always present, and gives lists their cursor and page size."""
    for name, schema in result["components"]["schemas"].items():
        if not name.endswith("Request") and name not in PARTIAL and schema.get("properties"):
            schema["required"] = list(schema["properties"])
    for operations in result["paths"].values():
        listing = operations.get("get", {})
        if "OutPage'" in str(listing.get("responses", {}).get("200")):
            listing.setdefault("parameters", []).extend(PAGING)
    return result
