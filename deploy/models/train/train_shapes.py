"""Trains the shapes bundle on a CPU: flow matching, v = noise - picture, text encoder trained jointly.

Resumable: --work holds last.pt (model, EMA, optimiser, step). The learning rate follows
max(step / --steps, minutes used / --minutes), so a run ends with its schedule complete in either limit.
"""

import argparse
import json
import math
import os
import pathlib
import time

import torch

import shapes_data
import shapes_model


FUSED_ATTENTION = torch.nn.functional.scaled_dot_product_attention


def attention(q, k, v, attn_mask=None, is_causal=False, scale=None, **other):
    """Attention by two products. PyTorch's fused one spends half of a training step in its backward on a CPU."""
    if is_causal or attn_mask is not None:
        return FUSED_ATTENTION(q, k, v, attn_mask=attn_mask, is_causal=is_causal, scale=scale)
    batch, heads, length, dim = q.shape
    q, k, v = ((q * (scale or dim ** -0.5)).flatten(0, 1), k.flatten(0, 1), v.flatten(0, 1))
    weights = torch.bmm(q, k.transpose(1, 2)).softmax(-1, dtype=torch.float32).to(v.dtype)
    return torch.bmm(weights, v).view(batch, heads, length, dim)


def orthogonalise(g, rounds=5):
    """Newton-Schulz iteration (Muon): the nearest semi-orthogonal matrix, roughly. g: (n, rows, columns)."""
    flip = g.shape[1] > g.shape[2]
    x = g.bfloat16()
    x = x.transpose(1, 2) if flip else x
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(rounds):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.transpose(1, 2) if flip else x).float()


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised, for hidden matrices. The update has the RMS of an Adam step (0.2 lr)."""

    def __init__(self, params, lr, momentum=0.95):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            by_shape = {}
            for p in group["params"]:
                if p.grad is not None:
                    by_shape.setdefault(p.shape, []).append(p)
            for shape, params in by_shape.items():
                moves = []
                for p in params:
                    m = self.state[p].setdefault("m", torch.zeros_like(p))
                    m.lerp_(p.grad, 1 - group["momentum"])
                    moves.append(p.grad.lerp(m, group["momentum"]))
                scale = 0.2 * math.sqrt(max(shape))
                for p, u in zip(params, orthogonalise(torch.stack(moves))):
                    p.add_(u, alpha=-group["lr"] * scale)


def optimisers(transformer, text, args):
    hidden, rest = [], []
    for name, p in transformer.named_parameters():
        matrix = p.dim() == 2 and name.startswith("transformer_blocks.") and ".linear." not in name
        (hidden if matrix and args.muon else rest).append(p)
    adam = torch.optim.AdamW(
        [{"params": rest, "lr": args.lr}, {"params": list(text.parameters()), "lr": args.text_lr}],
        betas=(0.9, 0.95), weight_decay=0.0, foreach=True)
    out = [adam] + ([Muon(hidden, lr=args.muon_lr)] if args.muon else [])
    for o in out:
        for g in o.param_groups:
            g["base"] = g["lr"]
    return out


def rate(step, progress, warmup):
    if step < warmup:
        return (step + 1) / warmup
    if progress < 0.65:
        return 1.0
    return 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 0.65) / 0.35)))


def times(n, uniform=0.1):
    t = torch.sigmoid(torch.randn(n))
    return torch.where(torch.rand(n) < uniform, torch.rand(n), t)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=pathlib.Path, required=True)
    p.add_argument("--steps", type=int, default=20000)
    p.add_argument("--minutes", type=float, default=130)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--text-lr", type=float, default=5e-4)
    p.add_argument("--muon", action=argparse.BooleanOptionalAction, default=True)
    p.add_argument("--muon-lr", type=float, default=2e-3)
    p.add_argument("--warmup", type=int, default=200)
    p.add_argument("--layers", type=int, default=4)
    p.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    p.add_argument("--compile", action=argparse.BooleanOptionalAction, default=False)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--weights", default="", help="how often shapes come, for example cross=3,ring=2; 1 if absent")
    p.add_argument("--ema", type=float, default=0.0, help="decay of the average; 0: 0.999, after step 8000 0.9995")
    p.add_argument("--save-minutes", type=float, default=4)
    args = p.parse_args()

    torch.set_num_threads(args.threads)
    torch.nn.functional.scaled_dot_product_attention = attention
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    tok = shapes_model.tokenizer()
    transformer, text = shapes_model.build(layers=args.layers)
    shapes_model.initialise(transformer)
    params = list(transformer.parameters()) + list(text.parameters())
    print(f"{sum(p.numel() for p in params)} parameters, "
          f"{sum(p.numel() for p in text.parameters())} of them in the text encoder", flush=True)
    opts = optimisers(transformer, text, args)
    ema = [q.detach().clone() for q in params]
    step, used = 0, 0.0
    last = args.work / "last.pt"
    if last.exists():
        state = torch.load(last)
        transformer.load_state_dict(state["transformer"])
        text.load_state_dict(state["text"])
        ema = state["ema"]
        for o, s in zip(opts, state["optimisers"]):
            o.load_state_dict(s)
        step, used = state["step"], state["used"]
        torch.manual_seed(args.seed + step)
    weights = {k: float(v) for k, v in (pair.split("=") for pair in args.weights.split(",") if pair)}
    data = shapes_data.Batches(lambda c: shapes_model.encode(tok, c), args.seed + step, weights=weights)

    def loss_of(x0, ids, t, noise):
        x = torch.lerp(x0, noise, t[:, None, None, None])
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            context, pooled = shapes_model.condition(text, ids)
            v = transformer(x, context, pooled, 1000 * t, return_dict=False)[0]
        return torch.nn.functional.mse_loss(v.float(), noise - x0)

    run = torch.compile(loss_of, dynamic=False) if args.compile else loss_of

    def save():
        state = dict(transformer=transformer.state_dict(), text=text.state_dict(), ema=ema,
                     optimisers=[o.state_dict() for o in opts], step=step, used=used, layers=args.layers)
        torch.save(state, last.with_suffix(".new"))
        os.replace(last.with_suffix(".new"), last)

    start, used_before, saved, total, count = time.time(), used, time.time(), 0.0, 0
    mark = time.time()
    while step < args.steps and used < args.minutes:
        x0, ids = data.next(args.batch)
        x0, ids = torch.from_numpy(x0), torch.from_numpy(ids)
        loss = run(x0, ids, times(args.batch), torch.randn_like(x0))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        factor = rate(step, max(step / args.steps, used / args.minutes), args.warmup)
        for o in opts:
            for g in o.param_groups:
                g["lr"] = g["base"] * factor
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        used = used_before + (time.time() - start) / 60
        decay = min(args.ema or (0.999 if step < 8000 else 0.9995), (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(ema, params, 1 - decay)
        total, count = total + loss.item(), count + 1
        if step % 100 == 0 or step in (5, 20):
            print(json.dumps(dict(step=step, loss=round(total / count, 5), rate=round(factor, 3),
                                  seconds_a_step=round((time.time() - mark) / count, 4),
                                  minutes=round(used, 1))), flush=True)
            total, count, mark = 0.0, 0, time.time()
        if time.time() - saved > 60 * args.save_minutes:
            save()
            saved = time.time()
    save()
    print("done", step, round(used, 1), flush=True)


if __name__ == "__main__":
    main()
