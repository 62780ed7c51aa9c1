"""Writes fusion.json: numbers embedded by waves, crossed with what a transformer says, in plain PyTorch and float64.

Run: python3 fusion.py > fusion.json   (made with PyTorch 2.7.1)

n rows, F features x, K frequencies c and D numbers a feature; h (n, C) is the transformer's last hidden state.
  v[i, f] = [sin(2 pi c[f] x[i, f]), cos(2 pi c[f] x[i, f])]              (2K): first all sines, then all cosines
  e[i, f] = relu(weight[f] v[i, f] + bias[f])                             (D)   Gorishniy et al. 2022, section 3.3
  x_0     = [h, e of feature 0, e of feature 1, ...]                      (C + F D)
  x_l+1   = x_0 * (W_l x_l + b_l) + x_l                                         DCN-V2, Wang et al. 2021, eq. 1
  logits  = head.weight x_2 + head.bias                                   (2)
The loss is the mean cross-entropy over the rows. Inputs and parameters have three decimals and are rounded to float32
before anything is computed; arrays are flat, row by row.
"""
import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ROWS, C, FEATURES, K, D, CROSSES = 7, 6, 3, 4, 5, 2
WIDE = C + FEATURES * D
SHAPES = {
    "fusion.periodic.frequencies": (FEATURES, K),
    "fusion.periodic.weight": (FEATURES, D, 2 * K),
    "fusion.periodic.bias": (FEATURES, D),
    **{f"fusion.cross.{i}.{n}": s for i in range(CROSSES) for n, s in (("weight", (WIDE, WIDE)), ("bias", (WIDE,)))},
    "fusion.head.weight": (2, WIDE),
    "fusion.head.bias": (2,),
}


def drawn(*shape, scale):
    return (torch.randn(*shape) * scale * 1000).round().div(1000).float().double().requires_grad_()


def logits_of(p, h, x):
    angles = 2 * math.pi * p["fusion.periodic.frequencies"] * x[..., None]  # (n, F, K)
    waves = torch.cat((angles.sin(), angles.cos()), -1)  # (n, F, 2K)
    e = F.relu(torch.einsum("fdk,nfk->nfd", p["fusion.periodic.weight"], waves) + p["fusion.periodic.bias"])
    x0 = torch.cat((h, e.flatten(1)), 1)  # (n, C + F D)
    crossed = x0
    for i in range(CROSSES):
        crossed = x0 * F.linear(crossed, p[f"fusion.cross.{i}.weight"], p[f"fusion.cross.{i}.bias"]) + crossed
    return F.linear(crossed, p["fusion.head.weight"], p["fusion.head.bias"])  # (n, 2)


def flat(tensor):
    return [float("%.9g" % x) for x in tensor.flatten().tolist()]


def three(tensor):
    return [round(x, 3) for x in tensor.flatten().tolist()]


torch.manual_seed(0)
parameters = {n: drawn(*s, scale=0.3) for n, s in SHAPES.items()}
hidden, features = drawn(ROWS, C, scale=1), drawn(ROWS, FEATURES, scale=1)
labels = torch.tensor([0, 1, 1, 0, 1, 0, 0])


def loss_of(*values):
    return F.cross_entropy(logits_of(dict(zip(SHAPES, values)), hidden, features), labels)


assert torch.autograd.gradcheck(loss_of, tuple(parameters.values()))  # against differences of losses
logits = logits_of(parameters, hidden, features)
loss = F.cross_entropy(logits, labels)
loss.backward()
print(json.dumps({
    "rows": ROWS, "width": C, "features": FEATURES, "frequencies": K, "embedding": D, "crosses": CROSSES,
    "hidden": three(hidden), "values": three(features), "labels": labels.tolist(),
    "logits": flat(logits), "loss": float("%.12g" % loss.item()),
    "parameters": {n: three(v) for n, v in parameters.items()},
    "gradients": {n: flat(v.grad) for n, v in parameters.items()},
    "gradientOfHidden": flat(hidden.grad),
}, separators=(",", ":")))
