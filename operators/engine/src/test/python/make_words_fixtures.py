"""Records how transformers expands 20 held-out requests with the words bundle, greedily, one request at a time.

For each: the request, what it asks, the tokens of its prompt, the tokens of the answer up to and with <eos>, the
caption, and the smallest gap between the first two logits, which must exceed 1e-3 so that another order of sums
cannot change a token.

    python make_words_fixtures.py [--out FILE]
"""
import argparse
import json
import pathlib

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

HERE = pathlib.Path(__file__).resolve().parent
BUNDLE = HERE.parents[4] / "deploy" / "models" / "words"
OUT = HERE.parent / "resources" / "fixtures" / "words" / "expansions.json"
COUNT = 20
LEAST_GAP = 1e-3


@torch.no_grad()
def expand(model, tokenizer, request):
    prompt = tokenizer(request["request"], return_tensors="pt")
    prompt.pop("token_type_ids", None)
    out = model.generate(**prompt, do_sample=False, temperature=None, top_p=None, top_k=None, max_new_tokens=32,
                         output_logits=True, return_dict_in_generate=True)
    length = prompt["input_ids"].shape[1]
    answer = out.sequences[0, length:].tolist()
    best = [step[0].topk(2).values for step in out.logits]
    gap = min(float(first - second) for first, second in best)
    if gap <= LEAST_GAP or answer[-1] != model.generation_config.eos_token_id:
        return None
    return {**request, "prompt": prompt["input_ids"][0].tolist(), "answer": answer,
            "caption": tokenizer.decode(answer, skip_special_tokens=True), "least_gap": round(gap, 5)}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=OUT)
    args = p.parse_args()
    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(BUNDLE, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(BUNDLE)
    found, skipped = [], 0
    for request in json.loads((BUNDLE / "requests.json").read_text()):
        if len(found) == COUNT:
            break
        case = expand(model, tokenizer, request)
        skipped += case is None
        found += [case] if case else []
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, indent=1) + "\n")
    print(len(found), "requests,", skipped, "skipped, least gap", min(c["least_gap"] for c in found))
    for case in found[:5]:
        print(case["request"], "->", case["caption"])


if __name__ == "__main__":
    main()
