"""Records what step caches do to the tiny SD3 model of make_sd3_fixtures.py, written from the rules.

first-block and mag: diffusers' own hooks, on one branch. The first-block hook cannot run on this family as it
is: it subtracts the text that the last block returns, and the last block returns none; so the last block is
wrapped to hand its text on. Neither hook computes the last step always, as Omniflow does: before it, the hooks'
state is reset. Slow loops over the modules do the same once more, must agree with the hooks, and are then taken
with guidance, where the branch with the caption decides. easy and tea, which diffusers does not have, and mask
and taylor are slow loops only. Patterns and final latents are stored.

    python make_stepcache_fixtures.py [--out DIR]
"""
import argparse
import importlib.metadata
import json
import pathlib

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel
from diffusers.hooks import FirstBlockCacheConfig, HookRegistry, MagCacheConfig
from diffusers.hooks import apply_first_block_cache, apply_mag_cache
from diffusers.hooks.hooks import CacheContext, _set_cache_context
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "resources" / "fixtures"
STEPS = 20
RATIOS = [1.0, 1.06, 0.97, 1.03, 1.05, 1.0, 0.98, 1.01, 1.02]
POLYNOMIAL = [0.4, -0.3, 0.2, 0.9, 0.01]
MASK = "11110010010001001011"

CASES = [
    dict(name="easy.a", kind="easy", threshold=0.5, guidance=2.5),
    dict(name="easy.b", kind="easy", threshold=0.9, guidance=2.5),
    dict(name="easy.c", kind="easy", threshold=0.5, guidance=1.0),
    dict(name="first.a", kind="first-block", threshold=0.8, guidance=1.0),
    dict(name="first.b", kind="first-block", threshold=0.5, guidance=1.0),
    dict(name="first.c", kind="first-block", threshold=0.5, guidance=2.5),
    dict(name="mag.a", kind="mag", threshold=0.065, guidance=1.0),
    dict(name="mag.b", kind="mag", threshold=0.24, guidance=1.0),
    dict(name="mag.c", kind="mag", threshold=0.24, guidance=2.5),
    dict(name="tea.a", kind="tea", threshold=0.3, guidance=2.5),
    dict(name="tea.b", kind="tea", threshold=0.8, guidance=1.0),
    dict(name="mask.a", kind="mask", pattern=MASK, guidance=2.5),
    dict(name="taylor.a", kind="taylor", pattern=MASK, order=1, guidance=2.5),
    dict(name="taylor.b", kind="taylor", pattern=MASK, order=2, guidance=2.5),
]


class Parts:
    """The transformer in pieces; rows are branches, the one with the caption last."""

    def __init__(self, model, context, pooled):
        self.model, self.context, self.pooled = model, context, pooled
        self.rows = len(context)

    def embed(self, x, t):
        m = self.model
        temb = m.time_text_embed(t.expand(self.rows), self.pooled)
        return m.pos_embed(x.expand(self.rows, -1, -1, -1)), m.context_embedder(self.context), temb

    def block(self, i, h, c, temb):
        c, h = self.model.transformer_blocks[i](hidden_states=h, encoder_hidden_states=c, temb=temb)
        return h, c

    def head(self, h, temb, shape):
        m, p = self.model, self.model.config.patch_size
        y = m.proj_out(m.norm_out(h, temb)).reshape(self.rows, shape[2] // p, shape[3] // p, p, p, -1)
        return torch.einsum("nhwpqc->nchpwq", y).reshape(self.rows, -1, shape[2], shape[3])

    def whole(self, x, t):
        h, c, temb = self.embed(x, t)
        for i in range(len(self.model.transformer_blocks)):
            h, c = self.block(i, h, c, temb)
        return self.head(h, temb, x.shape)


def size(x):
    return x.abs().mean().item()


class Easy:
    def __init__(self, case, parts):
        self.limit, self.parts, self.sum, self.last, self.rate = case["threshold"], parts, 0.0, None, None
        self.x_before = None

    def __call__(self, i, x, t, sigma):
        moved = None if self.x_before is None else size(x - self.x_before)
        self.x_before = x
        if 0 < i < STEPS - 1 and self.rate is not None:
            self.sum += self.rate * moved / size(self.last[1][-1])
            if self.sum < self.limit:
                return x + (self.last[1] - self.last[0]), 0
        self.sum = 0.0
        v = self.parts.whole(x, t)
        if self.last is not None:
            self.rate = size(v[-1] - self.last[1][-1]) / size(x - self.last[0])
        self.last = (x, v)
        return v, 1


class FirstBlock:
    def __init__(self, case, parts):
        self.limit, self.parts, self.kept = case["threshold"], parts, None

    def __call__(self, i, x, t, sigma):
        h0, c, temb = self.parts.embed(x, t)
        h1, c = self.parts.block(0, h0, c, temb)
        probe = h1 - h0
        if self.kept is not None and i < STEPS - 1:
            if size(probe[-1] - self.kept[0][-1]) / size(self.kept[0][-1]) < self.limit:
                return self.parts.head(h1 + self.kept[1], temb, x.shape), 0
        h, c = self.parts.block(1, h1, c, temb)
        self.kept = (probe, h - h1)
        return self.parts.head(h, temb, x.shape), 1


class Mag:
    def __init__(self, case, parts):
        self.limit, self.parts, self.kept, self.skipped = case["threshold"], parts, None, 0
        at = np.rint(np.arange(STEPS, dtype=np.float32) * np.float32((len(RATIOS) - 1) / (STEPS - 1)))
        self.ratios = [RATIOS[int(j)] for j in at]

    def __call__(self, i, x, t, sigma):
        h0, c, temb = self.parts.embed(x, t)
        since = self.ratios[i - self.skipped:i + 1]
        error = sum(abs(1 - p) for p in np.cumprod(since))
        if 0 < i < STEPS - 1 and error <= self.limit:
            self.skipped += 1
            return self.parts.head(h0 + self.kept, temb, x.shape), 0
        self.skipped = 0
        h = h0
        for b in range(2):
            h, c = self.parts.block(b, h, c, temb)
        self.kept = h - h0
        return self.parts.head(h, temb, x.shape), 1


class Tea:
    def __init__(self, case, parts):
        self.limit, self.parts, self.sum, self.before, self.kept = case["threshold"], parts, 0.0, None, None

    def __call__(self, i, x, t, sigma):
        h0, c, temb = self.parts.embed(x, t)
        seen = self.parts.model.transformer_blocks[0].norm1(h0, emb=temb)[0][-1]
        before, self.before = self.before, seen
        if 0 < i < STEPS - 1:
            self.sum += float(np.polyval(POLYNOMIAL, size(seen - before) / size(before)))
            if self.sum < self.limit:
                return self.parts.head(h0 + self.kept, temb, x.shape), 0
        self.sum = 0.0
        h = h0
        for b in range(2):
            h, c = self.parts.block(b, h, c, temb)
        self.kept = h - h0
        return self.parts.head(h, temb, x.shape), 1


class Mask:
    def __init__(self, case, parts):
        self.pattern, self.parts, self.known = case["pattern"], parts, []
        self.order = case.get("order")

    def __call__(self, i, x, t, sigma):
        if self.pattern[i] == "1":
            v = self.parts.whole(x, t)
            self.known.append((x, v, sigma))
            return v, 1
        if self.order is None:
            return self.known[-1][1], 0
        points = self.known[-(self.order + 1):]
        powers = np.vander([p[2] for p in points])
        values = torch.stack([p[1] for p in points]).double().numpy()
        fit = np.linalg.solve(powers, values.reshape(len(points), -1))
        at = np.vander([sigma], len(points)) @ fit
        return torch.from_numpy(at.reshape(points[0][1].shape)).float(), 0


SLOW = {"easy": Easy, "first-block": FirstBlock, "mag": Mag, "tea": Tea, "mask": Mask, "taylor": Mask}


def loop(scheduler, noise, guidance, predict):
    scheduler.set_timesteps(STEPS)
    x, pattern = noise, ""
    for i, t in enumerate(scheduler.timesteps):
        v, computed = predict(i, x, t, float(scheduler.sigmas[i]))
        pattern += str(computed)
        if len(v) == 2:
            v = v[:1] + guidance * (v[1:] - v[:1])
        x = scheduler.step(v, t, x, return_dict=False)[0]
    return pattern, x


def hooked(bundle, case, context, pooled):
    """The same by diffusers' hooks: a function of a step."""
    model = SD3Transformer2DModel.from_pretrained(bundle / "transformer").eval()
    calls = []
    last = model.transformer_blocks[-1]
    original = last.forward

    def forward(hidden_states, encoder_hidden_states, *args, **kwargs):
        calls.append(1)
        out = original(hidden_states, encoder_hidden_states, *args, **kwargs)
        return encoder_hidden_states, out[1]

    last.forward = forward
    if case["kind"] == "first-block":
        apply_first_block_cache(model, FirstBlockCacheConfig(threshold=case["threshold"]))
    else:
        apply_mag_cache(model, MagCacheConfig(
            threshold=case["threshold"], max_skip_steps=STEPS, retention_ratio=0.03, num_inference_steps=STEPS,
            mag_ratios=RATIOS))
    registry = HookRegistry.check_if_exists_or_initialize(model)

    def predict(i, x, t, sigma):
        if i == STEPS - 1:
            registry.reset_stateful_hooks()
        _set_cache_context(model, CacheContext("one"))
        before = len(calls)
        v = model(x, context, pooled, t.expand(1), return_dict=False)[0]
        return v, len(calls) - before

    return predict


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=FIXTURES / "stepcache")
    out = p.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    bundle = FIXTURES / "sd3-tiny" / "bundle"
    known = load_file(FIXTURES / "sd3-tiny" / "expected.safetensors")
    context, pooled = known["loop.8x8.in.context"], known["loop.8x8.in.pooled"]
    noise = known["loop.8x8.in.noise"]
    model = SD3Transformer2DModel.from_pretrained(bundle / "transformer").eval()
    scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(bundle / "scheduler")
    t = torch.tensor(500.0)
    both = Parts(model, context, pooled)
    expected = model(noise.expand(2, -1, -1, -1), context, pooled, t.expand(2), return_dict=False)[0]
    assert torch.allclose(both.whole(noise, t), expected, atol=1e-6)
    tensors, by_hooks = {}, []
    for case in CASES:
        rows = slice(1, 2) if case["guidance"] <= 1 else slice(0, 2)
        parts = Parts(model, context[rows], pooled[rows])
        pattern, latents = loop(scheduler, noise, case["guidance"], SLOW[case["kind"]](case, parts))
        if case["guidance"] <= 1 and case["kind"] in ("first-block", "mag"):
            predict = hooked(bundle, case, context[rows], pooled[rows])
            by_pattern, by_latents = loop(scheduler, noise, 1.0, predict)
            assert pattern == by_pattern, (case, pattern, by_pattern)
            difference = (latents - by_latents).abs().max().item()
            assert difference <= 1e-5 * latents.abs().max().item(), difference
            pattern, latents = by_pattern, by_latents
            by_hooks.append(case["name"])
        print(f"{case['name']:10} {pattern}")
        case["expected_pattern"] = pattern
        tensors[case["name"]] = latents.contiguous().clone()
    save_file(tensors, out / "expected.safetensors")
    (out / "manifest.json").write_text(json.dumps({
        "made_by": "operators/engine/src/test/python/make_stepcache_fixtures.py",
        "versions": {k: importlib.metadata.version(k) for k in ("torch", "diffusers", "safetensors", "numpy")},
        "model": "sd3-tiny/bundle, context, pooled and noise of loop.8x8",
        "steps": STEPS, "mag_ratios": RATIOS, "tea_coefficients": POLYNOMIAL,
        "by_hooks_of_diffusers": by_hooks, "cases": CASES}, indent=2) + "\n")


if __name__ == "__main__":
    main()
