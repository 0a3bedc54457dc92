"""Prepares raw input by exported programs, for whoever asks by JSON lines.

    request  {"program": path, "recipe": {…}, "rows": [{column: text or null, …}, …]}
             {"program": path, "raw": what its `features` takes, "names": [text, …] if it takes these too}
             {"program": path, "rows": [{…}, …], "model": path}
    answer   {"features": [[number, …], …]}
             {"outputs": {name: [row, …]}}
             {"error": text}
"""

import json
import runpy
import sys
import traceback

import onnxruntime


def answer(request):
    program = runpy.run_path(request["program"])
    if "recipe" in request:
        features = program["features_of_rows"](request["recipe"], request["rows"])
        return {"features": features.astype("float64").tolist()}
    if "raw" in request:
        more = [request["names"]] if "names" in request else []
        return {"features": program["features"](request["raw"], *more).astype("float64").tolist()}
    session = onnxruntime.InferenceSession(request["model"])
    names = [each.name for each in session.get_outputs()]
    values = session.run(names, {"features": program["features"](request["rows"])})
    return {"outputs": {name: value.tolist() for name, value in zip(names, values)}}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception:
        reply = {"error": traceback.format_exc()}
    print(json.dumps(reply), flush=True)
