"""A peer that times itself on demand: one JSON object a line in, one out.
    {"do": "check", "steps": n, "weights": file}   from the first weights so many updates; writes the weights
    {"do": "run", "seconds": s}                    from the first weights for about so long -> steps, seconds, processor seconds
usage: serve.py PEER FOLDER THREADS"""
import json
import os
import sys
import time


def pin(threads):
    """Before the first import of numpy."""
    for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ[key] = str(threads)


def open_net(peer, workload, threads):
    """The network and what it runs on. Imported late, so that nothing but the peer is loaded."""
    if peer.startswith("numpy"):
        import numpy as np
        import numpy_net

        return numpy_net.NumpyNet(workload, np.float64 if peer == "numpy64" else np.float32), numpy_net.version()
    if peer == "torch":
        import torch_net

        return torch_net.TorchNet(workload, threads), torch_net.version()
    import sklearn_net

    return sklearn_net.SklearnNet(workload), sklearn_net.version()


def timed(net, seconds):
    net.reset()
    steps, chunk = 0, 1
    cpu, start = time.process_time(), time.perf_counter()
    while True:
        net.train(chunk)
        steps += chunk
        spent = time.perf_counter() - start
        if spent >= seconds:
            return {"steps": steps, "seconds": spent, "busy": time.process_time() - cpu}
        # Fewer, longer calls: up to twice as many steps as so far, as long as the time allows.
        chunk = max(1, min(2 * steps, int(steps * (seconds - spent) / spent)))


def main():
    peer, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    pin(threads)
    from workload import Workload

    net, about = open_net(peer, Workload(folder), threads)
    print(json.dumps({"about": about}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "check":
            net.reset()
            net.train(order["steps"])
            net.weights().tofile(order["weights"])
            answer = {"steps": order["steps"]}
        else:
            answer = timed(net, order["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
