"""Makes the parity fixtures fixtures/sd3-tiny: small random bundles and what the reference libraries compute.

    python make_sd3_fixtures.py [--out ../resources/fixtures/sd3-tiny]

Every parameter is random (norm weights, biases and modulation too), so swapped chunks cannot pass.
The reference is diffusers' SD3Transformer2DModel and FlowMatchEulerDiscreteScheduler and transformers'
CLIPTextModelWithProjection in a short loop, checked once against StableDiffusion3Pipeline fed with embeddings.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform
import shutil

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

LENGTH = 16
SPECIAL = ["<pad>", "<bos>", "<unk>", "<eos>"]
WORDS = ", . a an and background big black blue circle cross diamond green in of on orange purple red ring small " \
        "square the triangle white with yellow".split()
CAPTIONS = [
    "a big red circle on a blue background",
    "",
    "A Small  YELLOW ring, on Black.",
    "a fluffy red dragon on a blue background",
    "a big red circle and a small blue square and a white cross and a black ring on a green background",
]
HERE = pathlib.Path(__file__).resolve().parent

VARIANTS = {
    # The plain model: no norm on queries and keys, CLIP with quick_gelu, square pictures.
    "bundle": dict(
        transformer=dict(sample_size=8, patch_size=2, in_channels=3, out_channels=3, num_layers=2,
                         attention_head_dim=16, num_attention_heads=2, caption_projection_dim=32,
                         joint_attention_dim=24, pooled_projection_dim=20, pos_embed_max_size=4),
        text=dict(hidden_act="quick_gelu"), shift=1.0, sizes=[(8, 8)]),
    # RMS norm on queries and keys, CLIP with gelu, shift 3, a position grid that is larger than the sample
    # (cropped to the centre), pictures that are not square.
    "bundle-rms": dict(
        transformer=dict(sample_size=8, patch_size=2, in_channels=3, out_channels=3, num_layers=2,
                         attention_head_dim=8, num_attention_heads=2, caption_projection_dim=16,
                         joint_attention_dim=24, pooled_projection_dim=20, pos_embed_max_size=7,
                         qk_norm="rms_norm"),
        text=dict(hidden_act="gelu"), shift=3.0, sizes=[(8, 4), (4, 8)]),
    # As SD3.5-medium: some blocks attend among the patches a second time; here the first and the last.
    "bundle-dual": dict(
        transformer=dict(sample_size=8, patch_size=2, in_channels=3, out_channels=3, num_layers=3,
                         attention_head_dim=8, num_attention_heads=2, caption_projection_dim=16,
                         joint_attention_dim=24, pooled_projection_dim=20, pos_embed_max_size=4,
                         qk_norm="rms_norm", dual_attention_layers=(0, 2)),
        text=dict(hidden_act="gelu"), shift=3.0, sizes=[(8, 8)]),
}


def make_tokenizer():
    t = Tokenizer(models.WordLevel({w: i for i, w in enumerate(SPECIAL + WORDS)}, unk_token="<unk>"))
    t.normalizer = normalizers.Lowercase()
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", special_tokens=[("<bos>", 1), ("<eos>", 3)])
    t.add_special_tokens(SPECIAL)
    t.enable_truncation(LENGTH)
    t.enable_padding(length=LENGTH, pad_id=0, pad_token="<pad>")
    return t


def randomise(model, seed):
    g = torch.Generator("cpu").manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=g)
            if p.dim() == 1:
                p.copy_(1 + 0.3 * noise if name.endswith("weight") else 0.2 * noise)
            elif "embedding.weight" in name:
                p.copy_(0.7 * noise)
            else:
                p.copy_(noise / p[0].numel() ** 0.5)
    return model.eval()


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_bundle(out, transformer, text, tokenizer, scheduler):
    transformer.save_pretrained(out / "transformer")
    text.save_pretrained(out / "text_encoder")
    scheduler.save_pretrained(out / "scheduler")
    # A configuration must not tell where it was written.
    for part in ("transformer/config.json", "text_encoder/config.json", "scheduler/scheduler_config.json"):
        config = json.loads((out / part).read_text())
        config.pop("_name_or_path", None)
        write_json(out / part, config)
    (out / "tokenizer").mkdir()
    tokenizer.save(str(out / "tokenizer" / "tokenizer.json"))
    write_json(out / "tokenizer" / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LENGTH, "pad_token": "<pad>",
        "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>"})
    write_json(out / "model_index.json", {
        "_class_name": "OmniflowStableDiffusion3Pipeline",
        "_diffusers_version": importlib.metadata.version("diffusers"),
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        "transformer": ["diffusers", "SD3Transformer2DModel"]})
    write_json(out / "omniflow.json", {
        "default_steps": 10, "default_guidance_scale": 2.5,
        "description": "Random weights for tests: its pictures mean nothing."})


class Recorder(dict):
    """Names and tensors, float32 or int64, each stored as its own contiguous copy."""

    def put(self, name, value):
        if value is not None:
            value = torch.as_tensor(value).detach()
            self[name] = (value.float() if value.is_floating_point() else value.long()).contiguous().clone()


def record_transformer(rec, prefix, transformer, x, context, pooled, t):
    hooks = []

    def on(module, name):
        def hook(_, __, out):
            if isinstance(out, tuple):
                rec.put(f"{prefix}.{name}.context", out[0])
                rec.put(f"{prefix}.{name}.hidden", out[1])
            else:
                rec.put(f"{prefix}.{name}", out)
        hooks.append(module.register_forward_hook(hook))

    on(transformer.pos_embed, "patch_embed")
    on(transformer.time_text_embed.time_proj, "time_proj")
    on(transformer.time_text_embed.timestep_embedder, "time_embed")
    on(transformer.time_text_embed.text_embedder, "pooled_embed")
    on(transformer.time_text_embed, "time_text_embed")
    on(transformer.context_embedder, "context_embed")
    for i, block in enumerate(transformer.transformer_blocks):
        on(block, f"block{i}")
    on(transformer.norm_out, "norm_out")
    on(transformer.proj_out, "proj_out")
    rec.put(f"{prefix}.in.hidden", x)
    rec.put(f"{prefix}.in.context", context)
    rec.put(f"{prefix}.in.pooled", pooled)
    rec.put(f"{prefix}.in.timestep", t)
    rec.put(f"{prefix}.out", transformer(x, context, pooled, t, return_dict=False)[0])
    for h in hooks:
        h.remove()


def record_loop(rec, prefix, transformer, scheduler, context, pooled, noise, steps, guidance):
    """context, pooled: two rows, the empty caption first."""
    scheduler.set_timesteps(steps)
    x = noise
    rec.put(f"{prefix}.in.context", context)
    rec.put(f"{prefix}.in.pooled", pooled)
    rec.put(f"{prefix}.in.noise", noise)
    for i, t in enumerate(scheduler.timesteps):
        v = transformer(torch.cat([x, x]), context, pooled, t.expand(2), return_dict=False)[0]
        empty, full = v.chunk(2)
        v = empty + guidance * (full - empty)
        x = scheduler.step(v, t, x, return_dict=False)[0]
        rec.put(f"{prefix}.v{i}", v)
        rec.put(f"{prefix}.latents{i}", x)
    return x


def check_pipeline(transformer, scheduler, context, pooled, noise, steps, guidance, expected):
    pipe = StableDiffusion3Pipeline(transformer=transformer, scheduler=scheduler, vae=None, text_encoder=None,
                                    tokenizer=None, text_encoder_2=None, tokenizer_2=None, text_encoder_3=None,
                                    tokenizer_3=None)
    pipe.set_progress_bar_config(disable=True)
    got = pipe(prompt_embeds=context[1:], negative_prompt_embeds=context[:1], pooled_prompt_embeds=pooled[1:],
               negative_pooled_prompt_embeds=pooled[:1], latents=noise, num_inference_steps=steps,
               guidance_scale=guidance, height=8 * noise.shape[2], width=8 * noise.shape[3],
               output_type="latent").images
    difference = (got - expected).abs().max().item()
    assert difference <= 1e-5 * expected.abs().max().item(), difference
    return difference


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=HERE.parent / "resources" / "fixtures" / "sd3-tiny")
    out = p.parse_args().out
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    steps, guidance = 10, 2.5
    tokenizer = make_tokenizer()
    ids = torch.tensor([e.ids for e in tokenizer.encode_batch(CAPTIONS)])
    differences = {}

    for number, (name, v) in enumerate(VARIANTS.items()):
        rec = Recorder()
        transformer = randomise(SD3Transformer2DModel(**v["transformer"]), 100 + number)
        text = randomise(CLIPTextModelWithProjection(CLIPTextConfig(
            vocab_size=len(SPECIAL) + len(WORDS), hidden_size=24, intermediate_size=40, projection_dim=20,
            num_hidden_layers=3, num_attention_heads=2, max_position_embeddings=LENGTH, bos_token_id=1,
            eos_token_id=3, pad_token_id=0, **v["text"])), 200 + number)
        scheduler = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=v["shift"])
        write_bundle(out / name, transformer, text, tokenizer, scheduler)

        rec.put("tokenizer.ids", ids)
        encoded = text(input_ids=ids, output_hidden_states=True)
        for i, h in enumerate(encoded.hidden_states[:-1]):
            rec.put(f"text.hidden{i}", h)
        rec.put("text.context", encoded.hidden_states[-2])
        rec.put("text.last", encoded.last_hidden_state)
        rec.put("text.pooled", encoded.text_embeds)
        assert torch.equal(encoded.hidden_states[-2], rec["text.hidden2"])

        two = [1, 0]  # the empty caption, then the first one
        context, pooled = encoded.hidden_states[-2][two], encoded.text_embeds[two]
        g = torch.Generator("cpu").manual_seed(300 + number)
        for h, w in v["sizes"]:
            x = torch.randn((2, 3, h, w), generator=g)
            record_transformer(rec, f"transformer.{h}x{w}", transformer, x, context, pooled,
                               torch.tensor([985.5, 120.25]))
            noise = torch.randn((1, 3, h, w), generator=g)
            last = record_loop(rec, f"loop.{h}x{w}", transformer, scheduler, context, pooled, noise, steps, guidance)
            differences[f"{name} {h}x{w}"] = check_pipeline(
                transformer, scheduler, context, pooled, noise, steps, guidance, last)
        for shift in (1.0, 3.0):
            s = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=shift)
            s.set_timesteps(steps)
            rec.put(f"scheduler.shift{shift:g}.timesteps", s.timesteps)
            rec.put(f"scheduler.shift{shift:g}.sigmas", s.sigmas)
        for seed in (0, 42, 2 ** 40 + 7):
            rec.put(f"randn.{seed}", torch.randn((3, 8, 8), generator=torch.Generator("cpu").manual_seed(seed)))
        save_file(dict(sorted(rec.items())), out / (name.replace("bundle", "expected") + ".safetensors"))

        if name == "bundle":
            # The same text encoder in two narrow types, and its values widened again to float32.
            for kind, dtype in (("bf16", torch.bfloat16), ("f16", torch.float16)):
                target = out / f"text_encoder-{kind}"
                target.mkdir()
                stored = load_file(out / name / "text_encoder" / "model.safetensors")
                narrow = {k: t.to(dtype) for k, t in stored.items()}
                save_file(narrow, target / "model.safetensors", metadata={"format": "pt"})
                save_file({k: t.float() for k, t in narrow.items()}, target / "expected-f32.safetensors")
                config = json.loads((out / name / "text_encoder" / "config.json").read_text())
                config["dtype"] = str(dtype).removeprefix("torch.")
                write_json(target / "config.json", config)

    write_json(out / "manifest.json", {
        "made_by": "operators/engine/src/test/python/make_sd3_fixtures.py",
        "python": platform.python_version(),
        "versions": {k: importlib.metadata.version(k) for k in (
            "torch", "diffusers", "transformers", "tokenizers", "safetensors", "numpy")},
        "captions": CAPTIONS,
        "steps": steps,
        "guidance_scale": guidance,
        "randn_seeds": [0, 42, 2 ** 40 + 7],
        "condition_rows": "row 0 is caption 1 (empty), row 1 is caption 0",
        "largest_difference_to_StableDiffusion3Pipeline": differences})
    for f in sorted(out.rglob("*")):
        if f.is_file():
            print(f"{f.stat().st_size:8d} {f.relative_to(out)}")
    print(differences)


if __name__ == "__main__":
    main()
