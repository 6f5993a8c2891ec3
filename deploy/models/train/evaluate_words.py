"""Scores the words bundle, or a training checkpoint, on requests that training never saw.

    python evaluate_words.py --bundle ../words [--count 200] [--json ../words/score.json]
    python evaluate_words.py --work work-words --request-seed 999

A request is answered rightly when the caption fits the shapes model's grammar, names size, colour, shape and
background, and keeps everything that was asked. Text and combination of each request are held out, and every other
request asks for all four attributes, so those captions too were never trained on. Greedy, and sampled as the bundle's
generation_config.json says.
"""

import argparse
import datetime
import json
import pathlib

import torch
from tokenizers import Tokenizer

import words_data
import words_model


def load_bundle(path):
    from transformers import LlamaForCausalLM
    return (LlamaForCausalLM.from_pretrained(path, dtype=torch.float32).eval(),
            Tokenizer.from_file(str(path / "tokenizer.json")))


def load_work(path):
    tok = Tokenizer.from_file(str(path / "tokenizer.json"))
    model = words_model.build(tok.get_vocab_size())
    state = torch.load(path / "last.pt")
    model.load_state_dict(state["model"])
    print({"trained_steps": state["step"], "cpu_minutes": round(state["used"], 1)})
    return model.eval(), tok


def fault(request, caption):
    """Why a caption is a wrong answer, or ""."""
    scene, why = words_data.parse(caption)
    if scene is None:
        return why
    if not scene.size:
        return "names no size"
    return "" if scene.has(request.asked) else "lost what was asked"


def score(wanted, captions):
    """Counts and shares of right answers, by kind of request, and how many captions differ."""
    right = [not fault(r, c) for r, c in zip(wanted, captions)]
    valid = [bool(words_data.parse(c)[0]) for c in captions]
    kinds = {
        "all": lambda r: True,
        "all_four_asked": lambda r: bool(r.asked.color and r.asked.size and r.asked.background),
        "some_asked": lambda r: not (r.asked.color and r.asked.size and r.asked.background),
        "misspelt": lambda r: r.typo,
        "well_spelt": lambda r: not r.typo}
    table = {}
    for kind, chosen in kinds.items():
        part = [i for i, r in enumerate(wanted) if chosen(r)]
        table[kind] = {"count": len(part), "right": round(sum(right[i] for i in part) / max(1, len(part)), 4),
                       "valid": round(sum(valid[i] for i in part) / max(1, len(part)), 4)}
    return table


def variety(model, tok, count, seed):
    """Different scenes among the sampled answers to one request that leaves 14 open, and the commonest one's share."""
    captions = words_model.expand(model, tok, ["circle red"] * count, seed=seed)
    scenes = [words_data.parse(c)[0] for c in captions]
    commonest = max(scenes.count(s) for s in set(scenes))
    return {"request": "circle red", "samples": count, "different_scenes": len(set(scenes) - {None}),
            "commonest": round(commonest / count, 4), "different_captions": len(set(captions))}


def main():
    p = argparse.ArgumentParser()
    source = p.add_mutually_exclusive_group(required=True)
    source.add_argument("--bundle", type=pathlib.Path)
    source.add_argument("--work", type=pathlib.Path)
    p.add_argument("--count", type=int, default=200)
    p.add_argument("--request-seed", type=int, default=12345, help="another one to choose settings without the test set")
    p.add_argument("--sample-seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--json", type=pathlib.Path)
    p.add_argument("--requests", type=pathlib.Path, help="writes the requests and what they ask")
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    model, tok = load_bundle(args.bundle) if args.bundle else load_work(args.work)
    wanted = words_data.held_out_requests(args.count, args.request_seed)
    result = {"date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"), "requests": args.count,
              "request_seed": args.request_seed, "sample_seed": args.sample_seed, "score": {}}
    for way, seed in (("greedy", None), ("sampled", args.sample_seed)):
        captions = words_model.expand(model, tok, [r.text for r in wanted], seed=seed)
        result["score"][way] = score(wanted, captions)
        print(way)
        for kind, row in result["score"][way].items():
            print(f"  {kind:15}" + "".join(f"{k:>7} {v:<8}" for k, v in row.items()))
        for r, c in zip(wanted, captions):
            if fault(r, c):
                print(f"  {r.text!r} -> {c!r}: {fault(r, c)}")
    result["variety"] = variety(model, tok, args.count, args.sample_seed)
    print("variety", result["variety"])
    if args.json:
        words_model.write_json(args.json, result)
    if args.requests:
        words_model.write_json(args.requests, [
            {"request": r.text, "size": r.asked.size, "color": r.asked.color, "shape": r.asked.shape,
             "background": r.asked.background} for r in wanted])


if __name__ == "__main__":
    main()
