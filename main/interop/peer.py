"""Trains small models in Keras and PyTorch, for whoever asks by JSON lines.

A request on stdin is one line, its answer on stdout one line. Tensors travel as
{"dtype", "shape", "data"} with the data in base64, little-endian. Everything is computed in float64.

    request  {"peer": "keras" | "pytorch", "layers": [{"id", "type", "config", "inputs"}],
              "share": "whole" | "parts", "weights": {"<layer>/<name>": tensor},
              "optimizer": {"class_name", "config"},
              "outputs": [{"layer", "loss": name | {"class_name", "config"}, "weight",
                           "target": "target" | "features"}],
              "features": tensor, "target": tensor, "sampleWeight"?: tensor,
              "classWeights"?: [weight], "batches": [[row, …], …]}
    answer   {"losses": [one a step], "weights": {the same names}} or {"error": text}
"""

import base64
import contextlib
import json
import sys
import traceback

import numpy as np


def array_of(tensor):
    flat = np.frombuffer(base64.b64decode(tensor["data"]), dtype=tensor["dtype"])
    return flat.reshape(tensor["shape"])


def tensor_of(array):
    values = np.ascontiguousarray(array, dtype="float64")
    data = base64.b64encode(values.tobytes()).decode()
    return {"dtype": "float64", "shape": list(values.shape), "data": data}


def sources_of(layers):
    """Per layer what it takes, as (layer id, place among that layer's outputs)."""
    sources = []
    for at, layer in enumerate(layers):
        if layer["type"] == "Input":
            names = []
        else:
            names = layer.get("inputs") or [layers[at - 1]["id"]]
        pairs = [name.partition(":") for name in names]
        sources.append([(layer_id, int(place or 0)) for layer_id, _, place in pairs])
    return sources


def inputs_of(request, features):
    """What each Input layer is given: the whole sample, or the next of its values."""
    shapes = [each["config"]["shape"] for each in request["layers"] if each["type"] == "Input"]
    if request["share"] == "whole":
        return [features for _ in shapes]
    flat = features.reshape(len(features), -1)
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(flat, ends[:-1], axis=1)
    return [part.reshape(len(features), *shape) for part, shape in zip(parts, shapes)]


def answer(request):
    # Loaded when first asked for: each takes a second.
    if request["peer"] == "keras":
        import keras_peer as peer
    else:
        import pytorch_peer as peer
    features, target = array_of(request["features"]), array_of(request["target"])
    if features.dtype != np.int32:
        features = features.astype("float64")
    weights = {name: array_of(tensor).astype("float64") for name, tensor in request["weights"].items()}
    given = inputs_of(request, features)
    targets = [
        features if each["target"] == "features" else target for each in request["outputs"]
    ]
    losses, trained = peer.train(request, given, targets, weights)
    return {
        "losses": [float(loss) for loss in losses],
        "weights": {name: tensor_of(value) for name, value in trained.items()},
    }


def serve(answer):
    """Answers each line of stdin by one on stdout."""
    for line in sys.stdin:
        # Whatever libraries print must not get between the answers.
        with contextlib.redirect_stdout(sys.stderr):
            try:
                reply = answer(json.loads(line))
            except Exception:
                reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    serve(answer)
