"""Writes gpt2-tiny/ and llama-tiny/: models as the Hugging Face Hub holds them, and what transformers computes with them.

Run: python3 hugging_face.py   (made with PyTorch 2.7.1, transformers 5.24.0 and safetensors 0.8.0)

gpt2-tiny   F32; names as transformers' save_pretrained writes them, "transformer.h.0..."; weights of Conv1D are (in, out);
            the head is tied and not in the file. OpenAI's own file has the names without the prefix (namesOfOpenAi of
            expected.json) and also holds the masks, h.N.attn.bias.
llama-tiny  BF16; two heads share a head of keys and values; the head is not tied.

expected.json: ids (one sequence), logits (T, V) in float32 of the weights as they are in the file, widened; the mean
cross-entropy of ids[1:] after ids[:-1]. GPT-2 as OpenAI trained it has the GELU of tanh: logitsGeluNew are those of the
same weights with activation_function "gelu_new".
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from variants import GPT2, LLAMA, forward, gpt2_names, llama_names, parameters

HERE = pathlib.Path(__file__).parent
SHAPE = {"width": 32, "hidden": 80, "context": 16, "vocabulary": 61}
GPT2_CONFIG = {
    "activation_function": "gelu", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 0,
    "embd_pdrop": 0.1, "eos_token_id": 0, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
    "model_type": "gpt2", "n_ctx": 16, "n_embd": 32, "n_head": 4, "n_inner": 80, "n_layer": 2, "n_positions": 16,
    "resid_pdrop": 0.1, "vocab_size": 61,
}
LLAMA_CONFIG = {
    "architectures": ["LlamaForCausalLM"], "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": 0,
    "eos_token_id": 0, "head_dim": 8, "hidden_act": "silu", "hidden_size": 32, "initializer_range": 0.02,
    "intermediate_size": 80, "max_position_embeddings": 16, "mlp_bias": False, "model_type": "llama",
    "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "pretraining_tp": 1,
    "rms_norm_eps": 1e-05, "rope_scaling": None, "rope_theta": 10000.0, "tie_word_embeddings": False,
    "torch_dtype": "bfloat16", "use_cache": True, "vocab_size": 61,
}


def logits_of(folder, ids, **changes):
    """As a user of transformers would: from the folder alone."""
    from transformers import AutoModelForCausalLM
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", **changes)
    with torch.no_grad():
        return model.eval()(input_ids=ids[None]).logits[0]  # (T, V)


def write(name, config, c, p, naming, dtype, seed):
    tensors = naming(p)
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    save_file({n: v.detach().to(dtype).contiguous() for n, v in tensors.items()}, folder / "model.safetensors",
              {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    ids = torch.randint(SHAPE["vocabulary"], (12,), generator=torch.Generator().manual_seed(seed))
    logits = logits_of(folder, ids)
    ours = forward(c, {n: v.detach().to(dtype).double() for n, v in p.items()}, ids[None])[0][0]
    assert (ours - logits).abs().max() < 1e-4, "variants.py computes other logits"
    expected = {
        "ids": ids.tolist(), "logits": rows(logits),
        "crossEntropy": float("%.8g" % F.cross_entropy(logits[:-1].double(), ids[1:])),
    }
    if name == "gpt2-tiny":
        other = logits_of(folder, ids, activation_function="gelu_new")
        difference = (other - logits).abs().max().item()
        assert 0 < difference < 0.01, difference
        expected |= {
            "logitsGeluNew": rows(other), "largestDifference": float("%.3g" % difference),
            "namesOfOpenAi": [n.removeprefix("transformer.") for n in tensors],
        }
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


def rows(logits):
    return [[float("%.8g" % x) for x in row] for row in logits.tolist()]


if __name__ == "__main__":
    gpt2, llama = GPT2 | SHAPE, LLAMA | SHAPE
    random = torch.Generator().manual_seed(7)
    torch.set_default_dtype(torch.float64)  # what variants.py draws and computes in
    p = parameters(gpt2, random)
    write("gpt2-tiny", GPT2_CONFIG, gpt2, p, lambda q: gpt2_names(q, 2), torch.float32, 1)
    p = parameters(llama, random)
    write("llama-tiny", LLAMA_CONFIG, llama, p, lambda q: llama_names(q, llama), torch.bfloat16, 2)
