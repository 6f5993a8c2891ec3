"""Makes the parity fixtures fixtures/llm: small random decoders and what transformers computes with them.

    python make_llm_fixtures.py [--out ../resources/fixtures/llm]

Every parameter is random. Weights are drawn wide, and seeds are tried until the two largest logits of every greedy
step differ by more than GAP: a step can then not turn out otherwise by rounding. The sampling cases are what
transformers' logits processors make of random logits, in the order in which its `generate` applies them.
"""

import argparse
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (LlamaConfig, LlamaForCausalLM, LogitsProcessorList, MinPLogitsWarper, Qwen2Config,
                          Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM, RepetitionPenaltyLogitsProcessor,
                          TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper)

GAP = 1e-3
STEPS = 64
LENGTHS = [5, 17, 40]
EOS = 257
COMMON = dict(vocab_size=258, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
              num_key_value_heads=2, max_position_embeddings=160, bos_token_id=256, eos_token_id=EOS)
HERE = pathlib.Path(__file__).resolve().parent

VARIANTS = {
    "llama": (LlamaForCausalLM, lambda: LlamaConfig(
        **COMMON, rms_norm_eps=1e-5, attention_bias=True,
        rope_parameters=dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0,
                             high_freq_factor=4.0, original_max_position_embeddings=32))),
    "qwen2": (Qwen2ForCausalLM, lambda: Qwen2Config(
        **COMMON, tie_word_embeddings=True, rope_parameters=dict(rope_type="linear", rope_theta=5000.0, factor=2.0))),
    "qwen3": (Qwen3ForCausalLM, lambda: Qwen3Config(
        **COMMON, head_dim=16,
        rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=40))),
}

SAMPLING = [
    dict(temperature=1.0), dict(temperature=0.5), dict(temperature=1.7, top_k=5), dict(temperature=1.0, top_p=0.8),
    dict(temperature=0.7, top_p=0.3), dict(temperature=1.0, min_p=0.1), dict(temperature=2.0, min_p=0.3),
    dict(temperature=0.9, top_k=12, top_p=0.9, min_p=0.05), dict(temperature=1.0, repetition_penalty=1.3),
    dict(temperature=0.8, repetition_penalty=0.7, top_k=9, top_p=0.95), dict(temperature=1.0, top_p=0.01),
    dict(temperature=1.0, top_k=1), dict(temperature=1.3, top_k=200, top_p=0.999, min_p=0.001),
]


def randomise(model, seed):
    g = torch.Generator("cpu").manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=g)
            if p.dim() == 1:
                p.copy_(1 + 0.3 * noise if name.endswith("weight") else 0.2 * noise)
            elif "embed_tokens" in name:
                p.copy_(noise)
            elif "lm_head" in name:
                p.copy_(noise * 4 / p[0].numel() ** 0.5)
            else:
                p.copy_(noise * 1.5 / p[0].numel() ** 0.5)
    return model.eval()


def prompts(seed):
    g = torch.Generator("cpu").manual_seed(seed)
    return [torch.randint(0, 256, (n,), generator=g) for n in LENGTHS]


def greedy(model, prompt):
    """Returns the logits after every token and the text, or None where a choice is too close."""
    ids = prompt[None]
    out = model(input_ids=ids, use_cache=True)
    rows, text = [out.logits[0]], []
    for _ in range(STEPS):
        top = rows[-1][-1].topk(2)
        if top.values[0] - top.values[1] <= GAP:
            return None
        text.append(top.indices[0])
        out = model(input_ids=top.indices[:1][None], past_key_values=out.past_key_values, use_cache=True)
        rows.append(out.logits[0])
    return torch.cat(rows), torch.stack(text)


def find(build, config):
    for seed in range(1000):
        model = randomise(build(config()), seed)
        expected = {}
        for i, prompt in enumerate(prompts(seed)):
            found = greedy(model, prompt)
            if found is None:
                break
            # The logits after the prompt and at the end; all of them would be large.
            expected[f"prompt.{i}"] = prompt
            expected[f"logits.{i}"] = found[0][[len(prompt) - 1, -1]].contiguous()
            expected[f"text.{i}"] = found[1]
        else:
            assert len({tuple(expected[f"text.{i}"].tolist()) for i in range(len(LENGTHS))}) == len(LENGTHS)
            return model, expected
    raise SystemExit("no seed keeps the two largest logits apart")


def make_tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    # Ids are the bytes themselves.
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [b for b in range(256) if b not in printable]
    letters = {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
    assert sorted(letters.values()) == alphabet
    t = Tokenizer(models.BPE({letters[b]: b for b in range(256)}, []))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens(["<bos>", "<eos>"])
    return t


def sampling_cases():
    g = torch.Generator("cpu").manual_seed(11)
    cases = []
    for terms in SAMPLING:
        logits = 3 * torch.randn(1, 64, generator=g)
        history = torch.randint(0, 64, (1, 20), generator=g)
        chain = LogitsProcessorList()
        if "repetition_penalty" in terms:
            chain.append(RepetitionPenaltyLogitsProcessor(terms["repetition_penalty"]))
        chain.append(TemperatureLogitsWarper(terms["temperature"]))
        if "top_k" in terms:
            chain.append(TopKLogitsWarper(terms["top_k"]))
        if "top_p" in terms:
            chain.append(TopPLogitsWarper(terms["top_p"]))
        if "min_p" in terms:
            chain.append(MinPLogitsWarper(terms["min_p"]))
        scores = chain(history, logits.clone())
        cases.append(terms | dict(logits=logits[0].tolist(), history=history[0].tolist(),
                                  probabilities=scores.softmax(-1)[0].tolist()))
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "resources/fixtures/llm")
    out = parser.parse_args().out
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    for name, (build, config) in VARIANTS.items():
        shutil.rmtree(out / name, ignore_errors=True)
        model, expected = find(build, config)
        # The Qwen3 checkpoint is sharded, the others are not.
        model.save_pretrained(out / name, max_shard_size="40KB" if name == "qwen3" else "1GB")
        make_tokenizer().save(str(out / name / "tokenizer.json"))
        path = out / name / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()), indent=2) + "\n")
        save_file({k: v.contiguous() for k, v in expected.items()}, out / name / "expected.safetensors")
    (out / "sampling.json").write_text(json.dumps(sampling_cases(), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
