"""Optuna's TPE and GP samplers on the functions of `./assay bench sweeps`.

Usage: optuna_peer.py CACHE SEEDS FEW_SEEDS TRIALS

TPE takes a few seconds a seed and is run with all SEEDS; GP takes minutes, and has the first
FEW_SEEDS only, for at most 100 trials. So has TPE of the other seeds.

Prints, and keeps in the file CACHE, a line of JSON for each function, sampler and seed: the best
regret after each trial. What stands in CACHE is not run again. The functions are those of
SweepFunctions.java; the default settings of both samplers, one thread.
"""

import json
import math
import pathlib
import sys
import time
import warnings

import optuna
import torch

FEWER_TRIALS = 100
HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
HARTMANN_C = [1.0, 1.2, 3.0, 3.2]


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    bent = y - 5.1 * x**2 / (4 * math.pi**2) + 5 * x / math.pi - 6
    return bent**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887357729738


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    value = 0.0
    for a, p, c in zip(HARTMANN_A, HARTMANN_P, HARTMANN_C):
        value -= c * math.exp(-sum(a[i] * (x[i] - p[i]) ** 2 for i in range(6)))
    return value + 3.322368011415512


def conditional(trial):
    model = trial.suggest_categorical("model", ["linear", "deep"])
    rate = math.log10(trial.suggest_float("rate", 1e-4, 1, log=True))
    if model == "linear":
        momentum = trial.suggest_float("momentum", 0, 1)
        return 0.2 + (rate + 1.5) ** 2 / 4 + 2 * (momentum - 0.9) ** 2
    depth = trial.suggest_int("depth", 1, 6)
    width = trial.suggest_int("width", 8, 512, log=True)
    return (rate + 3) ** 2 / 4 + ((depth - 4) / 3) ** 2 + (math.log2(width / 128) / 3) ** 2 / 2


MIXED = {"adam": (-3.0, 0.0), "sgd": (-1.5, 0.15), "rmsprop": (-3.5, 0.1), "lion": (-4.0, 0.05)}


def mixed(trial):
    optimizer = trial.suggest_categorical("optimizer", list(MIXED))
    rate = math.log10(trial.suggest_float("rate", 1e-5, 1e-1, log=True))
    layers = trial.suggest_int("layers", 1, 8)
    dropout = trial.suggest_float("dropout", 0, 0.5, step=0.05)
    best, offset = MIXED[optimizer]
    return (
        offset + 0.3 * (rate - best) ** 2 + ((layers - 5) / 4) ** 2 + 4 * (dropout - 0.2) ** 2
    )


FUNCTIONS = {f.__name__: f for f in (branin, hartmann6, conditional, mixed)}
SAMPLERS = {"tpe": optuna.samplers.TPESampler, "gp": optuna.samplers.GPSampler}


def regrets(function, sampler, seed, trials):
    study = optuna.create_study(sampler=SAMPLERS[sampler](seed=seed))
    study.optimize(FUNCTIONS[function], n_trials=trials)
    best, so_far = math.inf, []
    for trial in study.trials:
        best = min(best, trial.value)
        so_far.append(best)
    return so_far


def main(cache, seeds, few_seeds, trials):
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    torch.set_num_threads(1)
    known = {}
    if cache.exists():
        for line in cache.read_text().splitlines():
            row = json.loads(line)
            known[row["function"], row["sampler"], row["seed"]] = row
    wanted = [
        (sampler, seed, function)
        for sampler in SAMPLERS
        for seed in range(seeds if sampler == "tpe" else few_seeds)
        for function in FUNCTIONS
    ]
    for sampler, seed, function in wanted:
        long = sampler == "tpe" and seed < few_seeds
        length = trials if long else min(trials, FEWER_TRIALS)
        row = known.get((function, sampler, seed))
        if row is None or len(row["regret"]) < length:
            start = time.monotonic()
            row = {"function": function, "sampler": sampler, "seed": seed, "optuna": optuna.__version__}
            row["regret"] = regrets(function, sampler, seed, length)
            row["seconds"] = round(time.monotonic() - start, 1)
            with cache.open("a") as file:
                file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:5]))
