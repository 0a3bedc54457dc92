"""Runs exported programs of Keras, for whoever asks by JSON lines: in one process, as Keras takes seconds to load.

    request  {"program": path, "features": tensor}
             {"program": path, "raw": what its `features` takes}
             {"program": path, "call": [name of a function of the model, its arguments …]}
    answer   {"outputs": [tensor of each output]} or {"error": text}
             {"said": what the function says}
"""

import importlib.util

import keras
import torch

from peer import array_of, serve, tensor_of

torch.set_num_threads(1)


def answer(request):
    keras.backend.clear_session()
    spec = importlib.util.spec_from_file_location("program", request["program"])
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    model = program.load(program.build())
    if "call" in request:
        name, *arguments = request["call"]
        return {"said": getattr(program, name)(model, *arguments)}
    features = program.features(request["raw"]) if "raw" in request else array_of(request["features"])
    outputs = model(program.split(features), training=False)
    several = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return {"outputs": [tensor_of(keras.ops.convert_to_numpy(each)) for each in several]}


if __name__ == "__main__":
    serve(answer)
