"""PyTorch in a process of its own: it brings its own pool of threads, which would slow the other candidates.

``python -m tests.bench.torch_worker THREADS`` says its version, then answers each line of JSON with one line of JSON.
The interpreter is the one that the variable TORCH_PYTHON names, else the one that runs the bench. It needs NumPy and
PyTorch only: the packages that come with PyTorch ask for an older mpmath than the tests do.
"""

import json
import os
import subprocess
import sys

import numpy as np

from tests.bench import timing
from tests.tools.cells import ROOT


class Torch:
    """A running worker with a number of threads; `version` is None where PyTorch is not installed."""

    def __init__(self, threads):
        command = [os.environ.get("TORCH_PYTHON", sys.executable), "-m", "tests.bench.torch_worker", str(threads)]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.version = self._read()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            self.__exit__()
            raise RuntimeError(f"the PyTorch worker ended with status {self._process.returncode}")
        return json.loads(line)

    def _ask(self, **request):
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._read()

    def turn(self, name, dtype, shape, axis, repeats):
        """Seconds per call of the function `name` of PyTorch on `timing.logits(dtype, shape)`."""
        return self._ask(name=name, dtype=dtype, shape=shape, axis=axis, repeats=repeats)

    def value(self, name, row):
        """What the function `name` of PyTorch makes of one row."""
        return np.asarray(self._ask(name=name, dtype=row.dtype.name, row=row.tolist()), dtype=row.dtype)


def _serve(threads):
    try:
        import torch
    except ImportError:
        print("null", flush=True)
        return
    torch.set_num_threads(threads)
    print(json.dumps(torch.__version__), flush=True)
    inputs = {}
    for line in sys.stdin:
        request = json.loads(line)
        function = getattr(torch, request["name"])
        if "row" in request:
            row = torch.tensor(request["row"], dtype=getattr(torch, request["dtype"]))
            answer = function(row, -1).tolist()
        else:
            case = request["dtype"], tuple(request["shape"])
            if case not in inputs:
                inputs = {case: torch.from_numpy(timing.logits(*case))}
            z, axis = inputs[case], request["axis"]
            answer = timing.turn(lambda function=function, z=z, axis=axis: function(z, axis), request["repeats"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
