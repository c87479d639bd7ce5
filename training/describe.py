"""What a preset would train, layer by layer and setting by setting, and where each setting comes from."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.config import PRESETS, Preset


def describe_preset(name: str, preset: Preset) -> dict[str, Any]:
    """Plain values for JSON; `layers` and `parameters` are None for classifiers that are no networks."""
    facts: dict[str, Any] = {
        "preset_name": name,
        "title": preset.title,
        "source": preset.source,
        "stamp": preset.stamp,
        "settings": _settings(name, preset),
        "layers": None,
        "parameters": None,
    }
    if preset.architecture.neural:
        from training.architectures.network import build_network

        network = build_network(preset.architecture, seed=preset.fit.seed)
        facts["layers"] = [_layer(layer) for layer in network.whole.layers]
        facts["parameters"] = {"trainable": network.trainable_parameters, "total": network.all_parameters}
    return facts


def _layer(layer: Any) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": type(layer).__name__,
        "output": list(layer.output.shape[1:]),
        "parameters": sum(math.prod(weight.shape) for weight in layer.weights),
        "trainable": bool(layer.trainable_variables),
    }


def _settings(name: str, preset: Preset) -> list[dict[str, Any]]:
    """Each setting with the remark beside it in the file, else the preset's source, else `default`."""
    path = Path(name) if name.endswith(".toml") else PRESETS / f"{name}.toml"
    remarks = _remarks(path.read_text(encoding="utf-8"))
    found = []
    for section, values in asdict(preset).items():
        if isinstance(values, dict):
            for key, value in values.items():
                remark = remarks.get((section, key))
                source = "default" if remark is None else remark or preset.source
                found.append({"name": f"{section}.{key}", "value": value, "source": source})
    return found


def _remarks(text: str) -> dict[tuple[str, str], str]:
    """The comment at the end of each setting's line, empty where there is none."""
    found, section = {}, ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif "=" in line and not line.startswith("#"):
            key, _, rest = line.partition("=")
            found[section, key.strip()] = rest.partition("#")[2].strip()
    return found
