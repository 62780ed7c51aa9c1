"""Writes reference.json: a small GPT in plain PyTorch, its loss, gradients, clipped norm and one AdamW step.

Run: python3 reference.py > reference.json   (made with PyTorch 1.13.1, in float64)
"""
import json
import math

import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
L, H, C, T, V, B = 2, 2, 8, 8, 17, 3


def parameters(biases):
    p = {"wte.weight": torch.randn(V, C) * 0.3, "wpe.weight": torch.randn(T, C) * 0.3}

    def norm(name):
        p[name + ".weight"] = 1 + torch.randn(C) * 0.2
        if biases:
            p[name + ".bias"] = torch.randn(C) * 0.2

    def linear(name, out, into):
        p[name + ".weight"] = torch.randn(out, into) * 0.3
        if biases:
            p[name + ".bias"] = torch.randn(out) * 0.2

    for layer in range(L):
        norm(f"h.{layer}.ln_1")
        linear(f"h.{layer}.attn.qkv", 3 * C, C)
        linear(f"h.{layer}.attn.out", C, C)
        norm(f"h.{layer}.ln_2")
        linear(f"h.{layer}.mlp.up", 4 * C, C)
        linear(f"h.{layer}.mlp.down", C, 4 * C)
    norm("ln_f")
    # the model computes in float32: start from numbers that both can hold
    return {name: values.float().double().requires_grad_() for name, values in p.items()}


def loss_of(p, ids, targets):
    def norm(x, name):
        return F.layer_norm(x, (C,), p[name + ".weight"], p.get(name + ".bias"), 1e-5)

    def linear(x, name):
        return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))

    x = p["wte.weight"][ids] + p["wpe.weight"]
    future = torch.ones(T, T, dtype=torch.bool).triu(1)
    for layer in range(L):
        n = f"h.{layer}"
        q, k, v = linear(norm(x, n + ".ln_1"), n + ".attn.qkv").split(C, 2)
        q, k, v = (i.view(B, T, H, C // H).transpose(1, 2) for i in (q, k, v))
        a = q @ k.transpose(-2, -1) / math.sqrt(C // H)
        y = a.masked_fill(future, -math.inf).softmax(-1) @ v
        x = x + linear(y.transpose(1, 2).reshape(B, T, C), n + ".attn.out")
        x = x + linear(F.gelu(linear(norm(x, n + ".ln_2"), n + ".mlp.up")), n + ".mlp.down")
    logits = F.linear(norm(x, "ln_f"), p["wte.weight"])
    return F.cross_entropy(logits.view(-1, V), targets.view(-1))


def case(biases):
    p = parameters(biases)
    ids, targets = torch.randint(V, (B, T)), torch.randint(V, (B, T))
    start = {n: v.detach().clone() for n, v in p.items()}
    loss = loss_of(p, ids, targets)
    loss.backward()
    gradients = {n: v.grad.clone() for n, v in p.items()}
    norm = torch.nn.utils.clip_grad_norm_(p.values(), 0.5)
    matrices = [v for v in p.values() if v.dim() > 1]
    vectors = [v for v in p.values() if v.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
        lr=1e-2, betas=(0.9, 0.95), eps=1e-8)
    optimizer.step()
    after_one = {n: v.detach().clone() for n, v in p.items()}
    return {
        "config": {"layers": L, "heads": H, "width": C, "context": T, "vocabulary": V, "dropout": 0.0, "biases": biases},
        "ids": ids.flatten().tolist(), "targets": targets.flatten().tolist(), "sequences": B,
        "loss": loss.item(), "gradientNorm": norm.item(), "maxNorm": 0.5,
        "lr": 1e-2, "beta1": 0.9, "beta2": 0.95, "weightDecay": 0.1,
        "parameters": {n: flat(start[n], 9) for n in p},
        "gradients": {n: flat(gradients[n], 9) for n in p},
        "afterOneStep": {n: flat(after_one[n], 9) for n in p},
    }


def flat(tensor, digits):
    return [float(f"%.{digits}g" % x) for x in tensor.flatten().tolist()]


print(json.dumps({"withBiases": case(True), "withoutBiases": case(False)}, separators=(",", ":")))
