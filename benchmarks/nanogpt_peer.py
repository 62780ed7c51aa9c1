"""The recipe of nanoGPT for a CPU (config/train_shakespeare_char.py with the readme's values for a laptop), in PyTorch.

Run: python3 nanogpt_peer.py --text wordnet.txt --seeds 1 2 3 --out nanogpt_reference.json

Model     4 layers, 4 heads, 128 wide, context 64, no biases, no dropout, exact GELU, head tied to the token embedding,
          learned positions. Weights are drawn from N(0, 0.02), those of the two projections back into the residual
          stream from N(0, 0.02 / sqrt(2 * layers)).
Data      a token is a character; the vocabulary is all characters of the text. The first int(0.9 n) tokens are trained
          on, the rest validate. A batch is 12 windows of 64 tokens, each beginning at a random place of the split.
Training  2,000 steps of AdamW (beta 0.9 and 0.99, epsilon 1e-8, decay 0.1 on matrices and embeddings only), gradient
          norm clipped at 1. Step i = 0, 1, ... has lr 1e-3 * (i + 1) / 101 for i < 100, then
          1e-4 + 0.5 * (1e-3 - 1e-4) * (1 + cos(pi * (i - 100) / 1900)).
Loss      after the last step, in nats per character, two ways:
          random   mean over 200 batches of 12 random windows of the split, the same windows for every seed, drawn by a
                   generator of their own. All 64 positions of a window count, so the first has no context: what
                   nanoGPT's estimate_loss does with eval_iters 200.
          whole    all windows of 64 that follow each other from the first validation token on, a last part left out.

A seed is that of the weights and of the batches. "sd" is the sample's (n - 1).
"""
import argparse
import hashlib
import json
import math
import pathlib
import platform
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LAYERS, HEADS, WIDTH, CONTEXT, BATCH = 4, 4, 128, 64, 12
PEAK_LR, MIN_LR, WARMUP, DECAY, BETAS, CLIP = 1e-3, 1e-4, 100, 0.1, (0.9, 0.99), 1.0
EVALUATION_BATCHES, EVALUATION_SEED = 200, 1337


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1 = nn.LayerNorm(WIDTH, bias=False)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.ln_2 = nn.LayerNorm(WIDTH, bias=False)
        self.up = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.down = nn.Linear(4 * WIDTH, WIDTH, bias=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (i.view(b, t, HEADS, c // HEADS).transpose(1, 2) for i in self.qkv(self.ln_1(x)).split(c, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)  # (B, H, T, D)
        x = x + self.out(y.transpose(1, 2).reshape(b, t, c))
        return x + self.down(F.gelu(self.up(self.ln_2(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, WIDTH)
        self.wpe = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.ln_f = nn.LayerNorm(WIDTH, bias=False)
        for name, p in self.named_parameters():
            if p.dim() > 1:
                residual = name.endswith(("out.weight", "down.weight"))
                nn.init.normal_(p, std=0.02 / math.sqrt(2 * LAYERS) if residual else 0.02)

    def forward(self, ids, targets):
        x = self.wte(ids) + self.wpe.weight[: ids.shape[1]]
        logits = F.linear(self.ln_f(self.blocks(x)), self.wte.weight)  # (B, T, V)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def lr_at(step, steps):
    if step < WARMUP:
        return PEAK_LR * (step + 1) / (WARMUP + 1)
    return MIN_LR + 0.5 * (PEAK_LR - MIN_LR) * (1 + math.cos(math.pi * (step - WARMUP) / (steps - WARMUP)))


def batch(tokens, random):
    starts = torch.randint(len(tokens) - CONTEXT, (BATCH,), generator=random).tolist()
    return (torch.stack([tokens[s + shift : s + shift + CONTEXT] for s in starts]) for shift in (0, 1))


@torch.no_grad()
def random_loss(model, tokens):
    random = torch.Generator().manual_seed(EVALUATION_SEED)
    return statistics.fmean(model(*batch(tokens, random)).item() for _ in range(EVALUATION_BATCHES))


@torch.no_grad()
def whole_loss(model, tokens):
    windows = (len(tokens) - 1) // CONTEXT
    ids, targets = (tokens[shift : shift + windows * CONTEXT].view(windows, CONTEXT) for shift in (0, 1))
    parts = zip(ids.split(128), targets.split(128), strict=True)
    return sum(model(i, t).item() * len(i) for i, t in parts) / windows


def train(seed, steps, vocabulary, training, validation):
    torch.manual_seed(seed)
    model = Gpt(vocabulary)
    random = torch.Generator().manual_seed(seed)
    groups = [
        {"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": DECAY},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=PEAK_LR, betas=BETAS)
    curve = {0: random_loss(model, validation)}
    seconds = 0.0
    for step in range(steps):
        start = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = lr_at(step, steps)
        optimizer.zero_grad(set_to_none=True)
        model(*batch(training, random)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        seconds += time.perf_counter() - start
        if (step + 1) % 500 == 0 and step + 1 < steps:
            curve[step + 1] = random_loss(model, validation)
            print(f"seed {seed}, step {step + 1}: {curve[step + 1]:.4f}", file=sys.stderr)
    result = {
        "seed": seed, "train": random_loss(model, training), "validation": random_loss(model, validation),
        "validationWhole": whole_loss(model, validation), "trainingSeconds": seconds,
    }
    print(result, file=sys.stderr)
    curve[steps] = result["validation"]
    return result | {"curve": curve}


def summary(runs, name):
    values = [r[name] for r in runs]
    sd = statistics.stdev(values) if len(values) > 1 else math.nan
    return {"mean": round(statistics.fmean(values), 4), "sd": round(sd, 4)}


def main():
    options = argparse.ArgumentParser(description="Trains nanoGPT's model for a CPU on the characters of a text.")
    options.add_argument("--text", type=pathlib.Path, required=True)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    text = given.text.read_bytes().decode("utf-8")  # line ends stay as they are
    characters = sorted(set(text))
    index = {c: i for i, c in enumerate(characters)}
    tokens = torch.tensor([index[c] for c in text])
    training, validation = tokens[: int(0.9 * len(tokens))], tokens[int(0.9 * len(tokens)) :]
    runs = [train(seed, given.steps, len(characters), training, validation) for seed in given.seeds]
    given.out.write_text(json.dumps({
        "text": {
            "characters": len(text), "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            "vocabulary": len(characters), "trainingTokens": len(training), "validationTokens": len(validation),
        },
        "model": {"layers": LAYERS, "heads": HEADS, "width": WIDTH, "context": CONTEXT,
                  "parameters": sum(p.numel() for p in Gpt(len(characters)).parameters())},
        "steps": given.steps, "batch": BATCH, "threads": given.threads,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        **{name: summary(runs, name) for name in ("train", "validation", "validationWhole")},
        "runs": runs,
    }, indent=2) + "\n")


if __name__ == "__main__":
    main()
