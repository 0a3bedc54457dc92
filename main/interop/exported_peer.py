"""Uses exported files as a program elsewhere would, for whoever asks by JSON lines.

    request  {"tokenizers": [path, …], "texts": [[text, …] of each tokenizer], "model": path or null}
             {"tokenizers": [path], "tokens": [[token, …], …]}
    answer   {"tokens": [[token, …], …], "filled": [count, …], "outputs": {name: [row, …]} or null}
             {"texts": [text, …]}
             {"error": text}

Tokens of several tokenizers stand one behind the other.
"""

import json
import sys
import traceback

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def answer(request):
    tokenizers = [Tokenizer.from_file(path) for path in request["tokenizers"]]
    if "tokens" in request:
        return {"texts": tokenizers[0].decode_batch(request["tokens"], skip_special_tokens=False)}
    parts = [each.encode_batch(texts) for each, texts in zip(tokenizers, request["texts"])]
    rows = [[token for part in row for token in part.ids] for row in zip(*parts)]
    filled = [sum(each.attention_mask) for each in parts[-1]]
    return {"tokens": rows, "filled": filled, "outputs": outputs_of(request["model"], rows)}


def outputs_of(model, rows):
    if model is None:
        return None
    session = onnxruntime.InferenceSession(model)
    names = [each.name for each in session.get_outputs()]
    values = session.run(names, {"features": np.array(rows, dtype="int32")})
    return {name: value.tolist() for name, value in zip(names, values)}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception:
        reply = {"error": traceback.format_exc()}
    print(json.dumps(reply), flush=True)
