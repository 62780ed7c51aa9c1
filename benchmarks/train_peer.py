"""PyTorch's side of ./assay bench train: the same model, trained by the same recipe, in turns with ours.

Run: python3 train_peer.py           reads commands from stdin until it ends, a JSON object a line; answers each with one
                                     line on stdout, a JSON object whose values are numbers. What else there is to say is on
                                     stderr. A command that is wrong ends it with status 2.
     python3 train_peer.py --check   tests that the ways of computing agree, and ends

Commands; threads is torch.set_num_threads, 2 unless told, and how idle ones wait is OMP_WAIT_POLICY of the environment.
{"case": "4x128", "mode": "sdpa_fused", "threads": 2, "steps": 20}
    Trains. -> {"tokensPerSecond": ..., "loss": ..., "flopsPerToken": ...}
    A step is fresh random ids and targets, forward, backward, clipping of the gradient norm at 1, AdamW, gradients freed.
    Time is of the steps alone. The first command of a case and mode makes the model and does one step more, untimed;
    later ones train on. The loss, in nats, is of the last step: the only one that is read.
{"do": "generate", "case": "4x128", "threads": 2, "tokens": 256}
    Writes with a cache of keys and values, one sequence, from one token to the context's end, then anew; a token is drawn
    from the 40 best. -> {"tokensPerSecond": ...}
{"do": "matmul", "threads": 2}
    Twenty products of F32 matrices of 1024 x 1024. -> {"flopsPerSecond": ...}
{"do": "memory"}
    -> {"peakRssBytes": ..., "importedRssBytes": ...}: most that this process ever had, and had when PyTorch was loaded.
    The peak is of all that was done before: start a process for each case and mode, train, ask.

Cases
4x128   4 layers, 4 heads, 128 wide, context 128, batch 16
6x384   6 layers, 6 heads, 384 wide, context 256, batch 8
        Both: GPT-2 with exact GELU, learned positions, biases, tied head, no dropout, vocabulary 257, F32; AdamW with
        lr 1e-3, beta 0.9 and 0.95, decay 0.1 on matrices and embeddings only.
Modes
sdpa_fused      F.scaled_dot_product_attention(is_causal=True), AdamW(fused=True): the fastest that PyTorch has on a CPU
eager           attention as matmul, mask, softmax, matmul; AdamW as it comes, which on a CPU is a loop over the parameters
bf16_autocast   as sdpa_fused, with forward under torch.autocast("cpu", torch.bfloat16); weights and AdamW stay F32
"""
import json
import math
import resource
import sys
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY = 257
MODES = ("sdpa_fused", "eager", "bf16_autocast")
MATMUL, PRODUCTS = 1024, 20
TOP = 40


@dataclass(frozen=True)
class Case:
    layers: int
    heads: int
    width: int
    context: int
    batch: int

    def flops_per_token(self):
        """6 N_matmul + 12 L C T, as PaLM's appendix B counts."""
        matmul = 12 * self.layers * self.width**2 + VOCABULARY * self.width
        return 6 * matmul + 12 * self.layers * self.width * self.context


CASES = {"4x128": Case(4, 4, 128, 128, 16), "6x384": Case(6, 6, 384, 256, 8)}


class Block(nn.Module):
    def __init__(self, case, fused):
        super().__init__()
        c = case.width
        self.heads, self.fused = case.heads, fused
        self.ln_1, self.ln_2 = nn.LayerNorm(c), nn.LayerNorm(c)
        self.qkv, self.out = nn.Linear(c, 3 * c), nn.Linear(c, c)
        self.up, self.down = nn.Linear(c, 4 * c), nn.Linear(4 * c, c)
        future = torch.ones(case.context, case.context, dtype=torch.bool).triu(1)
        self.register_buffer("future", future, persistent=False)

    def forward(self, x, cache=None, at=0):
        """(B, T, C) -> (B, T, C). With a cache (2, B, H, context, D), x is the one token at position `at`."""
        b, t, c = x.shape
        q, k, v = self.qkv(self.ln_1(x)).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)  # (B, H, T, D) each
        if cache is not None:
            cache[0, :, :, at : at + 1], cache[1, :, :, at : at + 1] = k, v
            y = F.scaled_dot_product_attention(q, cache[0, :, :, : at + 1], cache[1, :, :, : at + 1])
        elif self.fused:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(-2, -1) / math.sqrt(c // self.heads)  # (B, H, T, T)
            y = scores.masked_fill(self.future[:t, :t], -math.inf).softmax(-1) @ v
        x = x + self.out(y.transpose(1, 2).reshape(b, t, c))
        return x + self.down(F.gelu(self.up(self.ln_2(x))))


class Gpt(nn.Module):
    def __init__(self, case, fused):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, case.width), nn.Embedding(case.context, case.width)
        self.blocks = nn.ModuleList(Block(case, fused) for _ in range(case.layers))
        self.ln_f = nn.LayerNorm(case.width)
        for name, p in self.named_parameters():
            if p.dim() > 1:
                residual = name.endswith(("out.weight", "down.weight"))
                nn.init.normal_(p, std=0.02 / math.sqrt(2 * case.layers) if residual else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def forward(self, ids, caches=None, at=0):
        """(B, T) -> (B, T, V)"""
        x = self.wte(ids) + self.wpe.weight[at : at + ids.shape[1]]
        for i, block in enumerate(self.blocks):
            x = block(x, None if caches is None else caches[i], at)
        return F.linear(self.ln_f(x), self.wte.weight)


class Training:
    """A model with its optimiser, which trains on from command to command."""

    def __init__(self, case, mode):
        self.case, self.bf16 = case, mode == "bf16_autocast"
        self.model = Gpt(case, fused=mode != "eager")
        matrices = [p for p in self.model.parameters() if p.dim() > 1]
        vectors = [p for p in self.model.parameters() if p.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
            lr=1e-3, betas=(0.9, 0.95), **({} if mode == "eager" else {"fused": True}))
        self.step()

    def step(self):
        ids, targets = torch.randint(VOCABULARY, (2, self.case.batch, self.case.context))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
            logits = self.model(ids)
        loss = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss

    def run(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            loss = self.step()
        seconds = time.perf_counter() - start
        tokens = steps * self.case.batch * self.case.context
        return {
            "tokensPerSecond": tokens / seconds, "loss": loss.item(), "flopsPerToken": self.case.flops_per_token(),
        }


@torch.inference_mode()
def generate(case, model, tokens):
    caches = torch.empty(case.layers, 2, 1, case.heads, case.context, case.width // case.heads)
    done = 0
    start = time.perf_counter()
    while done < tokens:
        token = torch.zeros(1, 1, dtype=torch.long)
        for at in range(min(case.context, tokens - done)):
            best, ids = model(token, caches, at)[:, -1].topk(TOP)  # (1, 40)
            token = ids.gather(1, torch.multinomial(best.softmax(-1), 1))  # (1, 1)
            token.item()  # whoever writes text needs it now
            done += 1
    return {"tokensPerSecond": tokens / (time.perf_counter() - start)}


def matmul():
    a, b = torch.randn(2, MATMUL, MATMUL)
    start = time.perf_counter()
    for _ in range(PRODUCTS):
        a @ b
    return {"flopsPerSecond": PRODUCTS * 2 * MATMUL**3 / (time.perf_counter() - start)}


def peak_rss():
    """Of this program: on Linux ru_maxrss also has what the process had before exec, as a fork of a larger one."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


class Peer:
    def __init__(self):
        self.imported = peak_rss()
        self.trainings = {}
        self.writers = {}

    def answer(self, command):
        if not isinstance(command, dict):
            raise ValueError(f"command is {json.dumps(command)}; must be an object")
        threads = self.number(command, "threads", 2)
        if threads != torch.get_num_threads():
            torch.set_num_threads(threads)
        do = self.one_of(command, "do", ("train", "generate", "matmul", "memory"), "train")
        if do == "matmul":
            return matmul()
        if do == "memory":
            return {"peakRssBytes": peak_rss(), "importedRssBytes": self.imported}
        name = self.one_of(command, "case", CASES)
        case = CASES[name]
        if do == "generate":
            if name not in self.writers:
                self.writers[name] = Gpt(case, fused=True)
                generate(case, self.writers[name], 8)
            return generate(case, self.writers[name], self.number(command, "tokens"))
        mode = self.one_of(command, "mode", MODES)
        steps = self.number(command, "steps")
        if (name, mode) not in self.trainings:
            self.trainings[name, mode] = Training(case, mode)
        return self.trainings[name, mode].run(steps)

    @staticmethod
    def number(command, field, default=None):
        value = command.get(field, default)
        if type(value) is not int or value < 1:
            raise ValueError(f"{field} is {json.dumps(value)}; must be a whole number, at least 1")
        return value

    @staticmethod
    def one_of(command, field, known, default=None):
        value = command.get(field, default)
        if value not in known:
            raise ValueError(f"{field} is {json.dumps(value)}; must be one of {', '.join(known)}")
        return value


def check():
    """Eager and fused attention, and the cache, give the same logits; all modes start from ln V and learn."""
    for name, case in CASES.items():
        fused, eager = Gpt(case, True), Gpt(case, False)
        eager.load_state_dict(fused.state_dict())
        ids = torch.randint(VOCABULARY, (1, case.context))
        caches = torch.empty(case.layers, 2, 1, case.heads, case.context, case.width // case.heads)
        with torch.inference_mode():
            logits = fused(ids)
            torch.testing.assert_close(eager(ids), logits, rtol=0, atol=1e-5)
            one_by_one = [fused(ids[:, at : at + 1], caches, at) for at in range(case.context)]
            torch.testing.assert_close(torch.cat(one_by_one, 1), logits, rtol=0, atol=1e-5)
        count = sum(p.numel() for p in fused.parameters())
        print(f"{name}: {count} parameters, {case.flops_per_token()} FLOP a token; logits agree", file=sys.stderr)
    for mode in MODES:
        torch.manual_seed(1)
        loss = Training(CASES["4x128"], mode).step().item()
        assert abs(loss - math.log(VOCABULARY)) < 0.1, (mode, loss)
        print(f"{mode}: loss {loss:.5f} at the second step", file=sys.stderr)


def main():
    if sys.argv[1:] == ["--check"]:
        check()
        return
    if sys.argv[1:]:
        sys.exit("usage: train_peer.py [--check]")
    peer = Peer()
    print(f"PyTorch {torch.__version__}", file=sys.stderr)
    for line in sys.stdin:
        try:
            answer = peer.answer(json.loads(line))
        except ValueError as e:
            print(f"train_peer: {e}", file=sys.stderr)
            sys.exit(2)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
