"""Makes the fixtures fixtures/samplers: what diffusers' schedulers do with many configurations.

    python make_sampler_fixtures.py [--out ../resources/fixtures/samplers]

There is no model: its output at step i is row i of one table of normal numbers, so each latent tests the
scheduler alone. Step noise is drawn with the keys that StepNoise documents, stated here a second time.
Besides, what generators of several seeds draw for several shapes.
The files: trajectories.safetensors (outputs, and for each case timesteps, sigmas and the latents after each step)
and manifest.json (for each case the configuration as diffusers saves it, the number of steps, the tokens of the
picture and the first step taken).
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform

import torch
from diffusers import (DDIMScheduler, DPMSolverMultistepScheduler, FlowMatchEulerDiscreteScheduler,
                       UniPCMultistepScheduler)
from diffusers.pipelines.stable_diffusion_3.pipeline_stable_diffusion_3 import calculate_shift
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
SHAPE = (1, 2, 2, 3)
SEED = 2 ** 33 + 12345
FLOW = dict(use_flow_sigmas=True, prediction_type="flow_prediction")

NOISE_SEEDS = (0, 1, 42, -7, 2 ** 32 - 1, 2 ** 40 + 7, 2 ** 63 - 1)
# Fewer than 16 values, a multiple of 16 and neither are drawn in different ways.
NOISE_SHAPES = ((3,), (1, 16), (1, 3, 5, 5), (1, 4, 8, 8), (2, 3, 7, 11))

CASES = []


def case(kind, steps, tokens=64, first=0, eta=0.0, **options):
    CASES.append(dict(kind=kind, steps=steps, tokens=tokens, first=first, eta=eta, options=options))


def euler_cases():
    for n in (1, 2, 7, 20):
        case(FlowMatchEulerDiscreteScheduler, n, shift=3.0)
    case(FlowMatchEulerDiscreteScheduler, 50, shift=1.15)
    case(FlowMatchEulerDiscreteScheduler, 9, num_train_timesteps=400, shift=2.0)
    case(FlowMatchEulerDiscreteScheduler, 8, shift=3.0, stochastic_sampling=True)
    case(FlowMatchEulerDiscreteScheduler, 8, first=3, shift=3.0, stochastic_sampling=True)
    case(FlowMatchEulerDiscreteScheduler, 10, first=4, shift=3.0)
    case(FlowMatchEulerDiscreteScheduler, 8, shift=2.0, shift_terminal=0.1)
    case(FlowMatchEulerDiscreteScheduler, 8, shift=2.0, use_karras_sigmas=True)
    case(FlowMatchEulerDiscreteScheduler, 8, shift=2.0, use_exponential_sigmas=True)
    for tokens in (16, 1024, 4096):
        for kind in ("exponential", "linear"):
            case(FlowMatchEulerDiscreteScheduler, 7, tokens=tokens, use_dynamic_shifting=True, time_shift_type=kind)
    case(FlowMatchEulerDiscreteScheduler, 12, tokens=1024, use_dynamic_shifting=True, base_shift=0.4, max_shift=1.3,
         base_image_seq_len=100, max_image_seq_len=2000, shift_terminal=0.02)


def ddim_cases():
    for spacing in ("leading", "trailing", "linspace"):
        for prediction in ("epsilon", "sample", "v_prediction"):
            case(DDIMScheduler, 7, timestep_spacing=spacing, prediction_type=prediction, clip_sample=False)
    for schedule in ("linear", "scaled_linear", "squaredcos_cap_v2"):
        case(DDIMScheduler, 10, beta_schedule=schedule, beta_start=0.00085, beta_end=0.012, clip_sample=False)
        # A number of steps that does not end at timestep 0, whose 1 - alpha hangs on how a square root is rounded.
        case(DDIMScheduler, 8, beta_schedule=schedule, prediction_type="v_prediction", timestep_spacing="trailing",
             rescale_betas_zero_snr=True, clip_sample=False)
    case(DDIMScheduler, 10, clip_sample_range=0.7)
    case(DDIMScheduler, 10, prediction_type="v_prediction", set_alpha_to_one=False, steps_offset=1)
    case(DDIMScheduler, 10, eta=1.0)
    case(DDIMScheduler, 9, eta=0.4, first=3, clip_sample=False, prediction_type="v_prediction")
    case(DDIMScheduler, 1, timestep_spacing="trailing")
    case(DDIMScheduler, 1, timestep_spacing="linspace", prediction_type="sample")
    case(DDIMScheduler, 61, timestep_spacing="trailing", num_train_timesteps=500, prediction_type="v_prediction")


def multistep_cases(kind):
    for spacing in ("linspace", "leading", "trailing"):
        for prediction in ("epsilon", "sample", "v_prediction"):
            case(kind, 7, timestep_spacing=spacing, prediction_type=prediction)
    for schedule in ("linear", "scaled_linear", "squaredcos_cap_v2"):
        case(kind, 10, beta_schedule=schedule, beta_start=0.00085, beta_end=0.012, prediction_type="v_prediction")
        case(kind, 6, beta_schedule=schedule, prediction_type="v_prediction", timestep_spacing="trailing",
             rescale_betas_zero_snr=True)
    case(kind, 10, timestep_spacing="leading", steps_offset=1, final_sigmas_type="sigma_min")
    case(kind, 9, final_sigmas_type="sigma_min", lower_order_final=False, prediction_type="v_prediction")
    case(kind, 20, final_sigmas_type="sigma_min", prediction_type="v_prediction")
    for n in (1, 2, 3, 8, 20):
        case(kind, n, use_karras_sigmas=True, beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012,
             prediction_type="v_prediction")
        case(kind, n, flow_shift=3.0, **FLOW)
        case(kind, n, solver_order=3, flow_shift=1.0, **FLOW)
        case(kind, n, solver_order=1, flow_shift=5.0, **FLOW)
    case(kind, 8, final_sigmas_type="sigma_min", flow_shift=3.0, **FLOW)
    case(kind, 9, first=4, flow_shift=3.0, **FLOW)
    case(kind, 20, first=13, solver_order=3, prediction_type="v_prediction")
    case(kind, 7, tokens=1024, use_dynamic_shifting=True, **FLOW)
    case(kind, 20, solver_order=3, prediction_type="v_prediction")
    case(kind, 50, prediction_type="v_prediction")


def own_cases():
    multistep_cases(DPMSolverMultistepScheduler)
    multistep_cases(UniPCMultistepScheduler)
    for n in (6, 16):
        for solver in ("midpoint", "heun"):
            for final in ("zero", "sigma_min"):
                case(DPMSolverMultistepScheduler, n, solver_type=solver, final_sigmas_type=final,
                     prediction_type="v_prediction")
        case(DPMSolverMultistepScheduler, n, solver_type="heun", flow_shift=2.0, **FLOW)
        case(DPMSolverMultistepScheduler, n, euler_at_final=True, lower_order_final=False,
             final_sigmas_type="sigma_min", prediction_type="v_prediction")
        for solver in ("midpoint", "heun"):
            case(DPMSolverMultistepScheduler, n, algorithm_type="sde-dpmsolver++", solver_type=solver,
                 prediction_type="v_prediction")
    case(DPMSolverMultistepScheduler, 6, algorithm_type="sde-dpmsolver++", first=2, flow_shift=2.0, **FLOW)
    case(DPMSolverMultistepScheduler, 8, use_lu_lambdas=True, prediction_type="v_prediction")
    for spacing in ("linspace", "leading", "trailing"):
        case(DPMSolverMultistepScheduler, 8, lambda_min_clipped=-5.1, beta_schedule="squaredcos_cap_v2",
             timestep_spacing=spacing, prediction_type="v_prediction")
    for n in (3, 9):
        for order in (1, 2, 3):
            # With bh1 the reference multiplies an infinite B(h) by 0 where the last level is 0.
            case(UniPCMultistepScheduler, n, solver_type="bh1", solver_order=order, final_sigmas_type="sigma_min",
                 prediction_type="v_prediction")
            case(UniPCMultistepScheduler, n, solver_type="bh2", solver_order=order, predict_x0=False,
                 final_sigmas_type="sigma_min", prediction_type="v_prediction")
    case(UniPCMultistepScheduler, 9, predict_x0=False, final_sigmas_type="sigma_min")
    case(UniPCMultistepScheduler, 9, predict_x0=False, final_sigmas_type="sigma_min", prediction_type="sample")
    case(UniPCMultistepScheduler, 9, disable_corrector=[0, 1, 5], flow_shift=3.0, **FLOW)
    case(UniPCMultistepScheduler, 9, shift_terminal=0.05, flow_shift=3.0, **FLOW)
    case(UniPCMultistepScheduler, 9, tokens=2000, use_dynamic_shifting=True, time_shift_type="exponential", **FLOW)


def fmix32(h):
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def step_generator(step):
    return torch.Generator("cpu").manual_seed(SEED ^ fmix32(step + 1))


def run(c, outputs):
    scheduler = c["kind"](**c["options"])
    kwargs = {}
    if scheduler.config.get("use_dynamic_shifting"):
        kwargs["mu"] = calculate_shift(
            c["tokens"], scheduler.config.get("base_image_seq_len", 256),
            scheduler.config.get("max_image_seq_len", 4096), scheduler.config.get("base_shift", 0.5),
            scheduler.config.get("max_shift", 1.16))
    config = json.loads(scheduler.to_json_string())
    scheduler.set_timesteps(c["steps"], **kwargs)
    timesteps = scheduler.timesteps
    if (timesteps < 0).any():
        timesteps = timesteps[timesteps >= 0]
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(c["first"])
    x = torch.randn(SHAPE, generator=torch.Generator("cpu").manual_seed(7))
    rec = {"timesteps": timesteps[c["first"]:].float()}
    if hasattr(scheduler, "sigmas"):
        rec["sigmas"] = scheduler.sigmas[c["first"]:].float()
    latents = []
    for i in range(c["first"], len(timesteps)):
        extra = {}
        if isinstance(scheduler, DDIMScheduler):
            extra["eta"] = c["eta"]
        if not isinstance(scheduler, UniPCMultistepScheduler):
            extra["generator"] = step_generator(i)
        x = scheduler.step(outputs[i - c["first"]][None], timesteps[i], x, **extra).prev_sample
        latents.append(x)
    rec["latents"] = torch.cat(latents)
    if c["eta"]:
        config["eta"] = c["eta"]
    return rec, config


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=HERE.parent / "resources" / "fixtures" / "samplers")
    out = p.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    euler_cases()
    ddim_cases()
    own_cases()
    outputs = torch.randn((64, *SHAPE[1:]), generator=torch.Generator("cpu").manual_seed(8))
    tensors = {"outputs": outputs, "start": torch.randn(SHAPE, generator=torch.Generator("cpu").manual_seed(7))}
    for seed in NOISE_SEEDS:
        for shape in NOISE_SHAPES:
            name = f"noise.{seed}." + "x".join(map(str, shape))
            tensors[name] = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))
    cases = []
    for i, c in enumerate(CASES):
        rec, config = run(c, outputs)
        assert all(torch.isfinite(v).all() for v in rec.values()), c
        for name, v in rec.items():
            tensors[f"{i}.{name}"] = v.contiguous().clone()
        cases.append(dict(steps=c["steps"], tokens=c["tokens"], first=c["first"], config=config))
    save_file(tensors, out / "trajectories.safetensors")
    (out / "manifest.json").write_text(json.dumps({
        "made_by": "operators/engine/src/test/python/make_sampler_fixtures.py",
        "python": platform.python_version(),
        "versions": {k: importlib.metadata.version(k) for k in ("torch", "diffusers", "safetensors", "numpy")},
        "seed": SEED,
        "cases": cases}, separators=(",", ":")).replace('{"steps"', '\n{"steps"') + "\n")
    print(len(cases), "cases", sum(f.stat().st_size for f in out.iterdir()), "bytes")


if __name__ == "__main__":
    main()
