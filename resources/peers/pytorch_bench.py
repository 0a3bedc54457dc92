"""How fast PyTorch trains one of the benchmark's models on this processor.

    python pytorch_bench.py CASE THREADS

The first line on stdout lists the modes, `{"modes": [...]}`. Then each line on stdin,
`{"mode", "seconds"}`, is answered by `{"samplesPerSecond"}`, or by `{"error"}` where the mode does
not work here. A mode is built and warmed up when first asked for, which is not counted.

Batches lie ready in memory as the numbers that the model takes: nothing is gathered or converted.
"""

import contextlib
import json
import logging
import sys
import time
import warnings

import torch
from pytorch_models import CASES

BATCHES = 16
WARM_STEPS = 5
LEARNING_RATE = 1e-3


class Training:
    """One model with its optimiser in one mode."""

    def __init__(self, case, mode):
        torch.manual_seed(1)
        model = case.model()
        self.batches = [case.batch() for _ in range(BATCHES)]
        if "channels_last" in mode:
            model = model.to(memory_format=torch.channels_last)
            self.batches = [
                (x.contiguous(memory_format=torch.channels_last), y) for x, y in self.batches
            ]
        fused = {} if mode == "eager" else {"fused": True}
        self.optimizer = case.optimizer(model.parameters(), lr=LEARNING_RATE, eps=1e-7, **fused)
        self.model = torch.compile(model) if "compiled" in mode else model
        self.loss = case.loss
        self.steps = 0
        for _ in range(WARM_STEPS):
            self.step()

    def step(self):
        x, y = self.batches[self.steps % BATCHES]
        loss = self.loss(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.steps += 1

    def steps_per_second(self, seconds):
        first, began = self.steps, time.perf_counter()
        while time.perf_counter() - began < seconds:
            self.step()
        return (self.steps - first) / (time.perf_counter() - began)


def modes_of(case):
    modes = ["eager", "fused", "compiled"]
    return [*modes, "channels_last", "compiled_channels_last"] if case.images else modes


def main(name, threads):
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    case, trainings = CASES[name], {}
    print(json.dumps({"modes": modes_of(case)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        mode = request["mode"]
        # Compilers print as they please; stdout is for answers.
        with contextlib.redirect_stdout(sys.stderr):
            try:
                if mode not in trainings:
                    trainings[mode] = Training(case, mode)
                rate = trainings[mode].steps_per_second(request["seconds"]) * case.batch_size
                answer = {"samplesPerSecond": rate}
            except Exception as fault:
                answer = {"error": f"{type(fault).__name__}: {fault}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
