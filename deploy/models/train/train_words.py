"""Trains the words bundle on a CPU: next-token cross entropy on the captions, AdamW, cosine decay.

    python train_words.py --work work-words

Resumable: --work holds last.pt (model, optimiser, step) and tokenizer.json. Every step draws its pairs from a
generator of the seed and the step's number, so a run that was stopped goes on with the very same pairs.
"""

import argparse
import json
import math
import os
import pathlib
import random
import time

import torch
from tokenizers import Tokenizer

import words_data
import words_model


def rate(step, steps, warmup):
    if step < warmup:
        return (step + 1) / warmup
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def right_share(model, tok, count=64):
    """Share of requests answered rightly, greedily, drawn like the training's but from another seed."""
    rng = random.Random("look")
    wanted = [words_data.request(rng.choice(words_data.shapes_data.combinations("train")), rng) for _ in range(count)]
    scenes = [words_data.parse(c)[0] for c in words_model.expand(model, tok, [r.text for r in wanted])]
    return sum(s is not None and s.has(r.asked) for s, r in zip(scenes, wanted)) / count


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=pathlib.Path, required=True)
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--lr", type=float, default=3e-3)
    p.add_argument("--warmup", type=int, default=100)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--save-every", type=int, default=250)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    vocabulary = args.work / "tokenizer.json"
    if not vocabulary.exists():
        words_model.tokenizer(args.seed).save(str(vocabulary))
    tok = Tokenizer.from_file(str(vocabulary))
    model = words_model.build(tok.get_vocab_size())
    print(f"{sum(q.numel() for q in model.parameters())} parameters", flush=True)
    matrices = [q for q in model.parameters() if q.dim() > 1]
    norms = [q for q in model.parameters() if q.dim() == 1]
    opt = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": norms, "weight_decay": 0.0}],
                            lr=args.lr, betas=(0.9, 0.98), foreach=True)
    step, used = 0, 0.0
    last = args.work / "last.pt"
    if last.exists():
        state = torch.load(last)
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["optimiser"])
        step, used = state["step"], state["used"]

    def save():
        state = dict(model=model.state_dict(), optimiser=opt.state_dict(), step=step, used=used, batch=args.batch)
        torch.save(state, last.with_suffix(".new"))
        os.replace(last.with_suffix(".new"), last)

    total, count = 0.0, 0
    mark = time.process_time()
    while step < args.steps:
        rng = random.Random(f"{args.seed}-{step}")
        ids, labels = words_model.batch(tok, [words_data.training_pair(rng) for _ in range(args.batch)])
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for g in opt.param_groups:
            g["lr"] = args.lr * rate(step, args.steps, args.warmup)
        opt.step()
        opt.zero_grad(set_to_none=True)
        step += 1
        total, count = total + loss.item(), count + 1
        used += (time.process_time() - mark) / 60
        mark = time.process_time()
        if step % args.save_every == 0:
            save()
        if step % 50 == 0:
            line = dict(step=step, loss=round(total / count, 4), cpu_minutes=round(used, 2))
            if step % 500 == 0:
                model.eval()
                line["right"] = right_share(model, tok)
                model.train()
            print(json.dumps(line), flush=True)
            total, count = 0.0, 0
    save()
    print("done", step, round(used, 2), flush=True)


if __name__ == "__main__":
    main()
