"""Writes a checkpoint as a float32 bundle in the layout of transformers.

    python export_words.py --work work-words --out ../words
    python evaluate_words.py --bundle ../words --json ../words/score.json --requests ../words/requests.json
    python evaluate_words.py --bundle ../words --count 500 --request-seed 2024 --json ../words/score-fresh.json
    python export_words.py --card --out ../words     # the model card, with the scores
"""

import argparse
import json
import pathlib

import torch
from transformers import GenerationConfig

import shapes_data
import words_data
import words_model
from evaluate_words import load_work

CARD = """# words: a small language model that writes captions

Expands a terse request such as `circle red`, `red circle small blue` or `BIG ring, on yellow` into a caption that
the [shapes](../shapes/README.md) model knows, such as `a big red circle on a blue background`. It exists so that
Omniflow can run a real language model of a mainstream architecture on a laptop's CPU, and so that its answers can
be checked by a program.

## Architecture

transformers `LlamaForCausalLM`: width {hidden_size}, {num_hidden_layers} layers, {num_attention_heads} heads over {num_key_value_heads} heads of keys and values,
SwiGLU of {intermediate_size}, tied embeddings; {parameters} parameters in float32 ({megabytes:.1f} MB). Byte-level BPE of {vocab_size}
tokens, lower-cased; `<pad>` 0, `<bos>` 1, `<sep>` 2, `<eos>` 3. `max_position_embeddings` is {max_position_embeddings} so that
longer contexts can be measured; training saw only a request and its caption, and a longer text means nothing.

## Prompt

```
<bos> request <sep> caption <eos>
```

The tokenizer's post-processor writes `<bos>` and `<sep>`, so the tokens of a request are the prompt; the answer is
what follows up to `<eos>`. `generation_config.json` samples at temperature 1 with top-p 0.95; greedy decoding gives
the likeliest caption. Most captions are of the form `a big red circle on a blue background`, the others of the five
further forms that name the size.

## What it knows

- shapes: {shapes}
- colours: {colors}
- sizes: {sizes}
- backgrounds: {backgrounds}

In any order, with a few filler words (`please draw`, `a picture of`), capitals, commas, and with one or two words of
four letters or more misspelt by one letter. The colour that a word marks as the background's is the background's;
where no word marks one, the first colour is the shape's and the second one the background's. What a request does
not name is chosen by the model, and varies when it samples. A request must name a shape. Both colours the same, two
shapes, and words beyond these have never been seen: the answer is then a caption, if any, of its own choice.

## Training

`../train/words_data.py` writes the pairs from the tables in `words.json` and `shapes.json`; there is no data set.
{training_combinations} combinations of shape, colour, size and background occur in it; the other {held} never do, nor does one
request text in ten (hashes choose both). Next-token cross entropy on the caption alone, AdamW, cosine decay, {steps} steps of
{batch} pairs: {minutes} minutes of processor time on one core.

```
export OMP_NUM_THREADS=1
python train_words.py --work work-words
```

## Scores

Measured by `../train/evaluate_words.py`. "Right": the caption fits the grammar of the shapes model, names size,
colour, shape and background, and keeps all that was asked. The requests' texts and combinations are held out; every
other one asks for all four attributes, and some of the rest do by chance. They are in `requests.json`.

{scores}
## Licence

Apache-2.0, weights included. No third-party weights or texts were used.
"""

GENERATION = dict(do_sample=True, temperature=1.0, top_k=0, top_p=0.95, max_new_tokens=words_model.NEW_TOKENS,
                  bos_token_id=words_model.BOS, eos_token_id=words_model.EOS, pad_token_id=words_model.PAD)


def write_bundle(work, out):
    model, tok = load_work(work)
    state = torch.load(work / "last.pt")
    model.generation_config = GenerationConfig(**GENERATION)
    model.save_pretrained(out)
    tok.save(str(out / "tokenizer.json"))
    config = json.loads((out / "config.json").read_text())
    config.pop("_name_or_path", None)
    words_model.write_json(out / "config.json", config)
    words_model.write_json(out / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": words_model.POSITIONS,
        "pad_token": "<pad>", "bos_token": "<bos>", "sep_token": "<sep>", "eos_token": "<eos>",
        "clean_up_tokenization_spaces": False})
    words_model.write_json(out / "training.json", {
        "steps": state["step"], "batch": state["batch"], "processor_minutes_on_one_core": round(state["used"], 1),
        "parameters": sum(q.numel() for q in model.parameters())})


def scores(out):
    if not (out / "score.json").exists():
        return "Not measured yet: this is an early checkpoint.\n"
    s = json.loads((out / "score.json").read_text())
    lines = [f"{s['date']}, {s['requests']} requests, sampling seed {s['sample_seed']}:", "",
             "| requests | count | greedy: right | valid | sampled: right | valid |", "| --- | --- | --- | --- | --- | --- |"]
    for kind, greedy in s["score"]["greedy"].items():
        sampled = s["score"]["sampled"][kind]
        shares = " | ".join(f"{100 * v:.1f} %" for v in (greedy["right"], greedy["valid"], sampled["right"], sampled["valid"]))
        lines.append(f"| {kind.replace('_', ' ')} | {greedy['count']} | {shares} |")
    v = s["variety"]
    lines += ["", f"{v['samples']} sampled answers to `{v['request']}`, which leaves size and background open: "
              f"{v['different_scenes']} different scenes of 14, the commonest one {100 * v['commonest']:.0f} % of them.", ""]
    if (out / "score-fresh.json").exists():
        f = json.loads((out / "score-fresh.json").read_text())
        greedy, sampled = (f["score"][way] for way in ("greedy", "sampled"))
        lines += [f"{f['requests']} other held-out requests, drawn once: {100 * greedy['all']['right']:.1f} % right greedily, "
                  f"{100 * sampled['all']['right']:.1f} % sampled (misspelt ones {100 * greedy['misspelt']['right']:.1f} % and "
                  f"{100 * sampled['misspelt']['right']:.1f} %). The usual failures: a misspelt word is not understood, or "
                  "a colour that was left open is chosen the same as the other one.", ""]
    return "\n".join(lines)


def write_card(out):
    config = json.loads((out / "config.json").read_text())
    training = json.loads((out / "training.json").read_text())
    synonyms = {k: ", ".join("/".join(w) for w in words_data.TABLE[k].values())
                for k in ("shape_words", "color_words", "size_words")}
    (out / "README.md").write_text(CARD.format(
        **config, parameters=training["parameters"], megabytes=(out / "model.safetensors").stat().st_size / 1e6,
        shapes=synonyms["shape_words"], colors=synonyms["color_words"], sizes=synonyms["size_words"],
        backgrounds=", ".join(f"`{f.format(bg='blue', a_bg='a')}`" for f in words_data.TABLE["background_forms"]),
        training_combinations=len(shapes_data.combinations("train")), held=len(shapes_data.combinations("held-out")),
        steps=training["steps"], batch=training["batch"], minutes=training["processor_minutes_on_one_core"],
        scores=scores(out)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=pathlib.Path)
    p.add_argument("--out", type=pathlib.Path, required=True)
    p.add_argument("--card", action="store_true", help="write only the model card")
    args = p.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    if not args.card:
        write_bundle(args.work, args.out)
    write_card(args.out)
    for f in sorted(args.out.rglob("*")):
        if f.is_file():
            print(f"{f.stat().st_size:9d} {f.relative_to(args.out)}")


if __name__ == "__main__":
    main()
