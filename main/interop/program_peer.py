"""Runs exported programs of Keras, for whoever asks by JSON lines: in one process, as Keras takes seconds to load.

    request  {"program": path, "features": tensor}
    answer   {"outputs": [tensor of each output]} or {"error": text}
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
    outputs = model(program.split(array_of(request["features"])), training=False)
    several = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return {"outputs": [tensor_of(keras.ops.convert_to_numpy(each)) for each in several]}


if __name__ == "__main__":
    serve(answer)
