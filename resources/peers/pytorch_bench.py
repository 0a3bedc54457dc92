"""How fast PyTorch trains one of the benchmark's models on this processor, or on its graphics card.

    python pytorch_bench.py CASE THREADS [DEVICE] [COMPILE_BUDGET] [tf32]

DEVICE is `cpu` or `cuda`; COMPILE_BUDGET is how many seconds a compiled mode may take to be ready.
The first line on stdout is `{"modes": [...], "settings": {...}}`, or `{"error"}` where the device is
not there. Then each line on stdin, `{"mode", "seconds"}`, is answered by `{"samplesPerSecond"}`, or
by `{"error"}` where the mode does not work here. A mode is built and warmed up when first asked for,
which is not counted.

Batches lie ready in the device's memory as the numbers that the model takes: nothing is gathered,
converted or sent. TF32 is as PyTorch has it (convolutions yes, matrix products no) unless `tf32` asks
for both.
"""

import contextlib
import importlib
import json
import logging
import signal
import sys
import time
import warnings

import torch
from pytorch_models import CASES

BATCHES = 16
WARM_STEPS = 5
LEARNING_RATE = 1e-3
# A card's clock and allocator settle within these.
CARD_WARM_STEPS = 20


class OutOfTimeError(BaseException):
    """Not an Exception: compilers catch those, and go on."""


@contextlib.contextmanager
def at_most(seconds):
    """Ends what takes longer, where the system has such an alarm."""

    def ring(*_):
        raise OutOfTimeError(f"not ready within {seconds:g} s")

    if seconds <= 0 or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Training:
    """One model with its optimiser in one mode."""

    def __init__(self, case, mode, device):
        torch.manual_seed(1)
        self.device = device
        model = case.model().to(device)
        self.batches = [self.placed(case.batch()) for _ in range(BATCHES)]
        if "channels_last" in mode:
            model = model.to(memory_format=torch.channels_last)
            self.batches = [
                (x.contiguous(memory_format=torch.channels_last), y) for x, y in self.batches
            ]
        options = {} if mode == "eager" else {"fused": True}
        if "captured" in mode:
            options["capturable"] = True
        self.optimizer = case.optimizer(model.parameters(), lr=LEARNING_RATE, eps=1e-7, **options)
        self.model = model
        if "compiled" in mode:
            # "reduce-overhead": the compiled graphs are replayed as CUDA graphs.
            how = {"mode": "reduce-overhead"} if "graphs" in mode else {}
            self.model = torch.compile(model, **how)
        self.loss = case.loss
        self.steps = 0
        self.step = self.captured() if "captured" in mode else self.plain_step
        for _ in range(WARM_STEPS if device == "cpu" else CARD_WARM_STEPS):
            self.step()
        self.synchronize()

    def placed(self, batch):
        return tuple(tensor.to(self.device) for tensor in batch)

    def synchronize(self):
        if self.device != "cpu":
            torch.cuda.synchronize()

    def next_batch(self):
        self.steps += 1
        return self.batches[self.steps % BATCHES]

    def plain_step(self):
        self.learn(*self.next_batch())

    def learn(self, x, y):
        loss = self.loss(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def captured(self):
        """A whole step, optimiser included, recorded once as a CUDA graph and replayed."""
        x, y = (tensor.clone() for tensor in self.batches[0])
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_STEPS):
                self.learn(x, y)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad()
        with torch.cuda.graph(graph):
            self.learn(x, y)

        def replay():
            next_x, next_y = self.next_batch()
            x.copy_(next_x)
            y.copy_(next_y)
            graph.replay()

        return replay

    def steps_per_second(self, seconds):
        self.synchronize()
        first, began = self.steps, time.perf_counter()
        while time.perf_counter() - began < seconds:
            self.step()
        # A card is behind by what was launched.
        self.synchronize()
        return (self.steps - first) / (time.perf_counter() - began)


def modes_of(case, device):
    """A recording that fails may leave a card unusable: those come last."""
    on_card = device != "cpu"
    modes = ["eager", "fused", "compiled", *(["compiled_graphs"] if on_card else [])]
    if case.images:
        modes += ["channels_last", "compiled_channels_last"]
    if on_card:
        modes += ["captured", *(["captured_channels_last"] if case.images else [])]
    return modes


def settings_of(device, threads):
    if device == "cpu":
        return {"torch": torch.__version__, "device": "cpu", "threads": threads}
    return {
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "matmulTf32": torch.backends.cuda.matmul.allow_tf32,
        "cudnnTf32": torch.backends.cudnn.allow_tf32,
        "cudnnBenchmark": torch.backends.cudnn.benchmark,
    }


def answer_to(request, trainings, case, device, compile_budget):
    mode = request["mode"]
    try:
        if mode not in trainings:
            if "compiled" in mode:
                # An import that is broken off could not be taken up again.
                importlib.import_module("torch._inductor.compile_fx")
            with at_most(compile_budget if "compiled" in mode else 0):
                trainings[mode] = Training(case, mode, device)
        rate = trainings[mode].steps_per_second(request["seconds"]) * case.batch_size
        return {"samplesPerSecond": rate}
    except (Exception, OutOfTimeError) as fault:
        return {"error": f"{type(fault).__name__}: {fault}"}


def main(name, threads, device="cpu", compile_budget="0", tf32=""):
    torch.set_num_threads(int(threads))
    torch.set_flush_denormal(True)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    if device != "cpu" and not torch.cuda.is_available():
        error = f"PyTorch {torch.__version__} finds no CUDA device"
        print(json.dumps({"error": error}), flush=True)
        return
    if tf32 == "tf32":
        torch.backends.cuda.matmul.allow_tf32 = True
    case, trainings = CASES[name], {}
    settings = settings_of(device, int(threads))
    print(json.dumps({"modes": modes_of(case, device), "settings": settings}), flush=True)
    for line in sys.stdin:
        # Compilers print as they please; stdout is for answers.
        with contextlib.redirect_stdout(sys.stderr):
            request = json.loads(line)
            answer = answer_to(request, trainings, case, device, float(compile_budget))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
