"""Writes variants.json: a small transformer in plain PyTorch and float64, a case for each choice that GptConfig offers.

Run: python3 variants.py > variants.json   (made with PyTorch 2.7.1)

transformers 5.24.0 checks it: GPT2LMHeadModel and LlamaForCausalLM two of the cases; Mixtral a window, experts and their
balance; Qwen3 norms of queries and keys.

A case has the config, parameters, ids and targets (B sequences, row by row; a target of -100 counts in no loss), the
cross-entropy, the balance loss (mean over the layers, without its weight; 0 without experts), loss = crossEntropy +
balanceWeight * balance, its gradients, the logits of the first sequence's last position and, with experts, how many
assignments each layer dropped and how many each expert was given before dropping.

Parameters have three decimals and are rounded to float32 before anything is computed, so that a model in float32
starts from the same numbers. Routers are drawn again until no two neighbours among a token's experts that the
choice depends on are closer than MARGIN in probability: rounding cannot change who is chosen, or in which order.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
EPS = 1e-5
B = 3
IGNORED = -100
MARGIN = 0.01
DENSE = {"count": 0, "topK": 0, "capacityFactor": 0.0, "balanceWeight": 0.0}
GPT2 = {
    "layers": 2, "heads": 4, "kvHeads": 4, "width": 16, "hidden": 24, "context": 8, "vocabulary": 17,
    "positions": "LEARNED", "norm": "LAYER", "activation": "GELU", "window": 0, "tiedHead": True, "qkNorm": False,
    "biases": True, "dropout": 0.0, "ropeBase": 10000.0, "experts": DENSE,
}
LLAMA = GPT2 | {
    "kvHeads": 2, "positions": "ROPE", "norm": "RMS", "activation": "SWIGLU", "tiedHead": False, "biases": False,
}


def experts(capacity_factor):
    return {"count": 4, "topK": 2, "capacityFactor": capacity_factor, "balanceWeight": 0.1}


MOE = GPT2 | {"hidden": 8, "experts": experts(2.0)}  # capacity = all 24 tokens: nothing can be dropped
CASES = {
    "gpt2": GPT2,
    "rope": GPT2 | {"positions": "ROPE"},
    "noPositions": GPT2 | {"positions": "NONE"},
    "rmsNorm": GPT2 | {"norm": "RMS"},
    "relu2": GPT2 | {"activation": "RELU2"},
    "swiglu": GPT2 | {"activation": "SWIGLU"},
    "gqa": GPT2 | {"kvHeads": 2},
    "mqa": GPT2 | {"kvHeads": 1},
    "window": GPT2 | {"window": 3},
    "qkNorm": GPT2 | {"qkNorm": True},
    "untied": GPT2 | {"tiedHead": False},
    "ignored": GPT2,
    "llamaLike": LLAMA,
    "moe": MOE,
    "moeDropped": MOE | {"experts": experts(0.5)},
    "moeSwiglu": MOE | {"activation": "SWIGLU"},
    "everything": LLAMA | {"hidden": 8, "window": 3, "qkNorm": True, "experts": experts(1.0)},
}


def parameters(c, random):
    """By name, in the order in which the model makes them."""
    p = {}

    def make(name, mean, deviation, *shape):
        values = mean + deviation * torch.randn(*shape, generator=random)
        p[name] = (values * 1000).round().div(1000).float().double().requires_grad_()

    def norm(name):
        make(name + ".weight", 1, 0.2, width)
        if c["biases"] and c["norm"] == "LAYER":
            make(name + ".bias", 0, 0.2, width)

    def linear(name, out, into):
        make(name + ".weight", 0, 0.3, out, into)
        if c["biases"]:
            make(name + ".bias", 0, 0.2, out)

    width, hidden, d = c["width"], c["hidden"], c["width"] // c["heads"]
    count, gated = c["experts"]["count"], c["activation"] == "SWIGLU"
    make("wte.weight", 0, 0.3, c["vocabulary"], width)
    if c["positions"] == "LEARNED":
        make("wpe.weight", 0, 0.3, c["context"], width)
    for layer in range(c["layers"]):
        n = f"h.{layer}"
        norm(n + ".ln_1")
        linear(n + ".attn.qkv", width + 2 * c["kvHeads"] * d, width)
        if c["qkNorm"]:
            make(n + ".attn.q_norm.weight", 1, 0.2, d)
            make(n + ".attn.k_norm.weight", 1, 0.2, d)
        linear(n + ".attn.out", width, width)
        norm(n + ".ln_2")
        if count:
            make(n + ".moe.router.weight", 0, 0.6, count, width)
            make(n + ".moe.up.weight", 0, 0.3, count, hidden, width)
            if gated:
                make(n + ".moe.gate.weight", 0, 0.3, count, hidden, width)
            make(n + ".moe.down.weight", 0, 0.3, count, width, hidden)
        else:
            linear(n + ".mlp.up", hidden, width)
            if gated:
                linear(n + ".mlp.gate", hidden, width)
            linear(n + ".mlp.down", width, hidden)
    norm("ln_f")
    if not c["tiedHead"]:
        make("lm_head.weight", 0, 0.3, c["vocabulary"], width)
    return p


def rms_norm(x, weight):
    return x * (x.square().mean(-1, keepdim=True) + EPS).rsqrt() * weight


def rotated(x, base):
    """Su et al. 2021, eq. 34, with the pairs (i, i + D/2) as Llama's checkpoints in the Hugging Face format have it: (..., T, D)."""
    d = x.shape[-1]
    rates = base ** (-torch.arange(0, d, 2) / d)
    angles = torch.arange(x.shape[-2])[:, None] * rates  # (T, D/2)
    first, second = x[..., : d // 2], x[..., d // 2 :]
    cos, sin = angles.cos(), angles.sin()
    return torch.cat((first * cos - second * sin, second * cos + first * sin), -1)


def visible(t, window):
    """[i, j]: whether position i sees position j."""
    i, j = torch.arange(t)[:, None], torch.arange(t)
    return (j <= i) & (j > i - window) if window else j <= i


def activated(c, x, up, gate):
    if c["activation"] == "GELU":
        return F.gelu(up(x))
    if c["activation"] == "RELU2":
        return F.relu(up(x)).square()
    return F.silu(gate(x)) * up(x)


def moe(c, p, n, x):
    """One expert and one token at a time, as the words say it: (tokens, C) -> (tokens, C), balance loss, record."""
    count, k, factor = c["experts"]["count"], c["experts"]["topK"], c["experts"]["capacityFactor"]
    tokens = x.shape[0]
    capacity = math.ceil(k * tokens / count * factor)
    probabilities = F.linear(x, p[n + ".router.weight"]).softmax(-1)  # (tokens, E)
    ranked, chosen = probabilities.sort(-1, descending=True)
    weights = ranked[:, :k] / ranked[:, :k].sum(-1, keepdim=True)
    free = [capacity] * count
    rows = [torch.zeros(c["width"]) for _ in range(tokens)]
    dropped = 0
    for rank in range(k):
        for token in range(tokens):
            e = chosen[token, rank].item()
            if free[e] == 0:
                dropped += 1
                continue
            free[e] -= 1
            h = activated(
                c, x[token], lambda v: p[n + ".up.weight"][e] @ v, lambda v: p[n + ".gate.weight"][e] @ v)
            rows[token] = rows[token] + weights[token, rank] * (p[n + ".down.weight"][e] @ h)
    load = torch.bincount(chosen[:, :k].flatten(), minlength=count)
    # Fedus et al. 2021, eq. 4 to 6, with the share of all k choices
    balance = count * (load / (k * tokens) * probabilities.mean(0)).sum()
    margin = (ranked[:, :k] - ranked[:, 1 : k + 1]).min().item()
    return torch.stack(rows), balance, {"dropped": dropped, "load": load.tolist(), "margin": margin}


def forward(c, p, ids):
    """Logits (B, T, V), the mean balance loss, and what each router did."""
    b, t = ids.shape
    heads, kv, d = c["heads"], c["kvHeads"], c["width"] // c["heads"]

    def norm(x, name):
        if c["norm"] == "RMS":
            return rms_norm(x, p[name + ".weight"])
        return F.layer_norm(x, (c["width"],), p[name + ".weight"], p.get(name + ".bias"), EPS)

    def linear(x, name):
        return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))

    def split(x, count):
        return x.view(b, t, count, d).transpose(1, 2)  # (B, H, T, D)

    x = p["wte.weight"][ids]
    if c["positions"] == "LEARNED":
        x = x + p["wpe.weight"][:t]
    balances, routers = [], []
    for layer in range(c["layers"]):
        n = f"h.{layer}"
        qkv = linear(norm(x, n + ".ln_1"), n + ".attn.qkv")
        q, k, v = qkv.split([heads * d, kv * d, kv * d], 2)
        q, k, v = split(q, heads), split(k, kv), split(v, kv)
        if c["qkNorm"]:
            q = rms_norm(q, p[n + ".attn.q_norm.weight"])
            k = rms_norm(k, p[n + ".attn.k_norm.weight"])
        if c["positions"] == "ROPE":
            q, k = rotated(q, c["ropeBase"]), rotated(k, c["ropeBase"])
        shared_by = [head // (heads // kv) for head in range(heads)]
        k, v = k[:, shared_by], v[:, shared_by]
        scores = q @ k.transpose(-2, -1) / math.sqrt(d)
        y = scores.masked_fill(~visible(t, c["window"]), -math.inf).softmax(-1) @ v
        x = x + linear(y.transpose(1, 2).reshape(b, t, c["width"]), n + ".attn.out")
        z = norm(x, n + ".ln_2")
        if c["experts"]["count"]:
            y, balance, router = moe(c, p, n + ".moe", z.reshape(b * t, -1))
            x = x + y.view(b, t, -1)
            balances.append(balance)
            routers.append(router)
        else:
            h = activated(c, z, lambda v: linear(v, n + ".mlp.up"), lambda v: linear(v, n + ".mlp.gate"))
            x = x + linear(h, n + ".mlp.down")
    head = p["wte.weight"] if c["tiedHead"] else p["lm_head.weight"]
    logits = F.linear(norm(x, "ln_f"), head)
    return logits, torch.stack(balances).mean() if balances else torch.zeros(()), routers


def losses(c, p, ids, targets):
    logits, balance, routers = forward(c, p, ids)
    entropy = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    return logits, entropy, balance, entropy + c["experts"]["balanceWeight"] * balance, routers


def drawn(c, first):
    """Parameters, ids and targets: of the first seed with clear choices of experts."""
    for seed in range(first, first + 1000):
        random = torch.Generator().manual_seed(seed)
        p = parameters(c, random)
        ids = torch.randint(c["vocabulary"], (B, c["context"]), generator=random)
        targets = torch.randint(c["vocabulary"], (B, c["context"]), generator=random)
        with torch.no_grad():
            routers = forward(c, p, ids)[2]
        if all(r["margin"] > MARGIN for r in routers):
            return p, ids, targets
    raise AssertionError(f"none of the seeds from {first} on has clear choices")


def case(name):
    c = CASES[name]
    p, ids, targets = drawn(c, 1000 * list(CASES).index(name))
    if name == "ignored":  # the first tokens, as of a prompt; single ones; all of a sequence
        targets[0, :3] = targets[1, 2] = targets[1, 5] = IGNORED
        targets[2] = IGNORED
    logits, entropy, balance, loss, routers = losses(c, p, ids, targets)
    loss.backward()
    checked = {"gpt2": check_gpt2, "llamaLike": check_llama}
    if name in checked:
        checked[name](c, p, ids, targets, logits, loss)
    return {
        "config": c, "sequences": B, "ids": ids.flatten().tolist(), "targets": targets.flatten().tolist(),
        "crossEntropy": digits(entropy), "balance": digits(balance), "loss": digits(loss),
        "dropped": [r["dropped"] for r in routers], "load": [r["load"] for r in routers],
        "lastLogits": flat(logits[0, -1]),
        "parameters": {n: [round(x, 3) for x in v.flatten().tolist()] for n, v in p.items()},
        "gradients": {n: flat(v.grad) for n, v in p.items()},
    }


def digits(value):
    return float("%.12g" % value)


def flat(tensor):
    return [float("%.7g" % x) for x in tensor.flatten().tolist()]  # float32 holds no more


# --- the same by others --------------------------------------------------------------------------


def gpt2_names(p, layers):
    """Our parameters under the names and in the layouts of GPT2LMHeadModel, whose Conv1D weights are (in, out)."""
    names = {"attn.qkv": "attn.c_attn", "attn.out": "attn.c_proj", "mlp.up": "mlp.c_fc", "mlp.down": "mlp.c_proj"}
    theirs = {"transformer." + n: v for n, v in p.items() if n.split(".")[0] in ("wte", "wpe", "ln_f")}
    for layer in range(layers):
        for ours, name in names.items():
            theirs[f"transformer.h.{layer}.{name}.weight"] = p[f"h.{layer}.{ours}.weight"].t()
            theirs[f"transformer.h.{layer}.{name}.bias"] = p[f"h.{layer}.{ours}.bias"]
        for norm in ("ln_1.weight", "ln_1.bias", "ln_2.weight", "ln_2.bias"):
            theirs[f"transformer.h.{layer}.{norm}"] = p[f"h.{layer}.{norm}"]
    return theirs


def llama_names(p, c):
    """Our parameters under the names of LlamaForCausalLM, Qwen3ForCausalLM or MixtralForCausalLM."""
    d = c["width"] // c["heads"]
    theirs = {
        "model.embed_tokens.weight": p["wte.weight"], "model.norm.weight": p["ln_f.weight"],
        "lm_head.weight": p["lm_head.weight"],
    }
    for layer in range(c["layers"]):
        n, to = f"h.{layer}.", f"model.layers.{layer}."
        q, k, v = p[n + "attn.qkv.weight"].split([c["width"], c["kvHeads"] * d, c["kvHeads"] * d])
        theirs |= {
            to + "input_layernorm.weight": p[n + "ln_1.weight"],
            to + "self_attn.q_proj.weight": q, to + "self_attn.k_proj.weight": k, to + "self_attn.v_proj.weight": v,
            to + "self_attn.o_proj.weight": p[n + "attn.out.weight"],
            to + "post_attention_layernorm.weight": p[n + "ln_2.weight"],
        }
        if c["qkNorm"]:
            theirs |= {to + f"self_attn.{x}_norm.weight": p[n + f"attn.{x}_norm.weight"] for x in "qk"}
        if c["experts"]["count"]:
            theirs |= {
                to + "mlp.gate.weight": p[n + "moe.router.weight"],
                to + "mlp.experts.gate_up_proj": torch.cat((p[n + "moe.gate.weight"], p[n + "moe.up.weight"]), 1),
                to + "mlp.experts.down_proj": p[n + "moe.down.weight"],
            }
        else:
            theirs |= {to + f"mlp.{x}_proj.weight": p[n + f"mlp.{x}.weight"] for x in ("up", "gate", "down")}
    return theirs


def gpt2_config(c, activation="gelu"):
    from transformers import GPT2Config
    return GPT2Config(
        vocab_size=c["vocabulary"], n_positions=c["context"], n_embd=c["width"], n_layer=c["layers"],
        n_head=c["heads"], n_inner=c["hidden"], activation_function=activation, resid_pdrop=0.0, embd_pdrop=0.0,
        attn_pdrop=0.0, layer_norm_epsilon=EPS, bos_token_id=0, eos_token_id=0, attn_implementation="eager")


def llama_config(c, kind, **more):
    return kind(
        vocab_size=c["vocabulary"], hidden_size=c["width"], intermediate_size=c["hidden"],
        num_hidden_layers=c["layers"], num_attention_heads=c["heads"], num_key_value_heads=c["kvHeads"],
        max_position_embeddings=c["context"], rms_norm_eps=EPS, tie_word_embeddings=c["tiedHead"],
        rope_parameters={"rope_type": "default", "rope_theta": c["ropeBase"]}, bos_token_id=0, eos_token_id=0,
        attn_implementation="eager", **more)


def loaded(model, theirs):
    missing = model.double().load_state_dict({n: v.detach() for n, v in theirs.items()}, strict=False)
    assert not missing.unexpected_keys and set(missing.missing_keys) <= {"lm_head.weight"}, missing
    model.tie_weights()
    return model.eval()


def compare(model, naming, p, ids, targets, logits, loss, tolerance, penalty=lambda out: 0.0, **options):
    gradients = naming({n: v.grad for n, v in p.items()})
    model = loaded(model, naming(p))
    out = model(input_ids=ids, **options)
    their_loss = F.cross_entropy(out.logits.flatten(0, 1), targets.flatten()) + penalty(out)
    their_loss.backward()
    theirs = dict(model.named_parameters())
    differences = [(theirs[n].grad - g).abs().max().item() for n, g in gradients.items() if n in theirs]
    differences += [(out.logits - logits).abs().max().item(), (their_loss - loss).abs().item()]
    name, worst = type(model).__name__, max(differences)
    assert len(differences) == len(theirs) + 2 and worst < tolerance, (name, worst)
    print(f"{name}: {len(theirs)} gradients, logits and loss differ by at most {worst:.1e}", file=sys.stderr)


# Llama and its kin compute norms, softmax, angles and routers in float32 whatever the model's type
LIKE_FLOAT32 = 1e-5


def check_gpt2(c, p, *run):
    from transformers import GPT2LMHeadModel
    compare(GPT2LMHeadModel(gpt2_config(c)), lambda q: gpt2_names(q, c["layers"]), p, *run, 1e-12)


def check_llama(c, p, *run):
    from transformers import LlamaConfig, LlamaForCausalLM
    config = llama_config(c, LlamaConfig, attention_bias=False, mlp_bias=False)
    compare(LlamaForCausalLM(config), lambda q: llama_names(q, c), p, *run, LIKE_FLOAT32)


def check_others():
    """What no case is like: computed here by both, not written."""
    from transformers import MixtralConfig, MixtralForCausalLM, Qwen3Config, Qwen3ForCausalLM
    from transformers.models.mixtral.modeling_mixtral import load_balancing_loss_func

    def run(c):
        p, ids, targets = drawn(c, 0)
        logits, _, _, loss, _ = losses(c, p, ids, targets)
        loss.backward()
        return lambda q: llama_names(q, c), p, ids, targets, logits, loss, LIKE_FLOAT32

    c = LLAMA | {"qkNorm": True}
    compare(Qwen3ForCausalLM(llama_config(c, Qwen3Config, head_dim=c["width"] // c["heads"])), *run(c))

    c = MOE | LLAMA | {"window": 3, "experts": MOE["experts"]}
    k, count = c["experts"]["topK"], c["experts"]["count"]
    config = llama_config(
        c, MixtralConfig, sliding_window=c["window"], num_local_experts=count, num_experts_per_tok=k)

    def penalty(out):  # theirs is the sum over a token's k choices, ours the mean
        layers = [load_balancing_loss_func((logits,), count, k) / k for logits in out.router_logits]
        return c["experts"]["balanceWeight"] * torch.stack(layers).mean()

    compare(MixtralForCausalLM(config), *run(c), penalty, output_router_logits=True)


def check_reference():
    """reference.json was made by other code and an older PyTorch."""
    file = pathlib.Path(__file__).parent / "reference.json"
    for name, r in json.loads(file.read_text()).items():
        c = GPT2 | r["config"]
        c |= {"kvHeads": c["heads"], "hidden": 4 * c["width"]}
        shapes = parameters(c, torch.Generator().manual_seed(0))
        p = {n: torch.tensor(v).view(shapes[n].shape).requires_grad_() for n, v in r["parameters"].items()}
        ids, targets = (torch.tensor(r[key]).view(r["sequences"], -1) for key in ("ids", "targets"))
        loss = losses(c, p, ids, targets)[3]
        loss.backward()
        worst = max((v.grad.flatten() - torch.tensor(r["gradients"][n])).abs().max().item() for n, v in p.items())
        worst = max(worst, abs(loss.item() - r["loss"]))
        assert set(shapes) == set(p) and worst < 1e-7, (name, worst)
        print(f"reference.json, {name}: gradients and loss differ by at most {worst:.1e}", file=sys.stderr)


if __name__ == "__main__":
    check_reference()
    check_others()
    print(json.dumps({name: case(name) for name in CASES}, separators=(",", ":")))
