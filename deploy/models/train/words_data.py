"""Terse requests and the captions that answer them: the training data of the words bundle.

The words that a request may use are in words.json, the captions' grammar is the shapes model's (shapes.json).
A pair starts from a combination (shape, color, size, background). The caption names all four in one of the
templates that name the size. The request names the shape and some of the rest, in any order, with synonyms,
filler words, capitals and misspelt words. What it does not name is the combination's all the same, so a model
learns to choose it.

How a request is read: the colour that follows "on", "against", "over", "in front of" or "with", or stands before
"background", "backdrop" or "bg", or after "background" where no colour stands before it, is the background's.
Where nothing marks it, the first colour is the shape's and the second one the background's.
"""

import dataclasses
import functools
import hashlib
import json
import pathlib
import random
import re

import shapes_data

TABLE = json.loads((pathlib.Path(__file__).parent / "words.json").read_text())
SHARE = TABLE["share"]
FORMS = [t for t in shapes_data.TEMPLATES if "{size}" in t]


@dataclasses.dataclass(frozen=True)
class Scene:
    """Attributes of a picture by their plain names; "" where nothing was said."""

    shape: str = ""
    color: str = ""
    size: str = ""
    background: str = ""

    def has(self, asked):
        """Whether every attribute that asked names is the same here."""
        return all(not want or want == got
                   for want, got in zip(dataclasses.astuple(asked), dataclasses.astuple(self)))


@dataclasses.dataclass(frozen=True)
class Request:
    """A request, what it asks for, and how it was made."""

    text: str
    asked: Scene
    typo: bool


@functools.cache
def _patterns():
    size_of = {w: s for s, words in shapes_data.TABLE["size_words"].items() for w in words}
    groups = {
        "shape": "|".join(shapes_data.SHAPES), "color": "|".join(shapes_data.COLORS),
        "bg": "|".join(shapes_data.COLORS), "size": "|".join(size_of)}
    patterns = []
    for template in shapes_data.TEMPLATES:
        pieces = []
        for part in re.split(r"(\{\w+\})", template):
            name = part.strip("{}")
            if not part.startswith("{"):
                pieces.append(re.escape(part))
            else:
                pieces.append(f"(?P<{name}>{'an?' if name.startswith('a_') else groups[name]})")
        patterns.append(re.compile("".join(pieces)))
    return patterns, size_of


@functools.cache
def _caption_words():
    return frozenset(shapes_data.vocabulary()) - frozenset(shapes_data.TABLE["extra_words"])


def parse(caption):
    """(Scene, "") of a caption of the grammar, where the size may be absent, or (None, why not)."""
    patterns, size_of = _patterns()
    unknown = [w for w in re.findall(r"\w+|[^\w\s]", caption) if w not in _caption_words()]
    if unknown:
        return None, f"unknown word: {unknown[0]}"
    for pattern in patterns:
        m = pattern.fullmatch(caption)
        if not m:
            continue
        found = m.groupdict()
        for name, article in found.items():
            word = found[name[2:]] if name.startswith("a_") else ""
            if word and article != shapes_data._article(word):
                return None, f"wrong article: {article} {word}"
        if found["color"] == found["bg"]:
            return None, f"shape and background are both {found['bg']}"
        return Scene(found["shape"], found["color"], size_of.get(found.get("size"), ""), found["bg"]), ""
    return None, "fits no template"


def caption(combination, rng):
    """A caption that names everything; the first form comes most often, so greedy decoding settles on it."""
    form = FORMS[0] if rng.random() < SHARE["first_form"] else rng.choice(FORMS)
    return shapes_data.caption(combination, form, rng.choice(shapes_data.TABLE["size_words"][combination[2]]))


@functools.cache
def known_words():
    """Every word that means something in a request."""
    words = {w for kind in ("shape_words", "color_words", "size_words") for ws in TABLE[kind].values() for w in ws}
    for phrase in TABLE["background_forms"] + TABLE["openings"] + TABLE["closings"]:
        words |= {w for w in phrase.split() if w.isalpha()}
    return frozenset(words | {"a", "an", "the"})


def distance(a, b):
    """Edits between two words: insert, drop, replace, swap of neighbours (optimal string alignment)."""
    before, row = None, list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


@functools.cache
def _plain_misspelling(word, wrong):
    return all(w == word or distance(wrong, w) > 1 for w in known_words()) and wrong not in known_words()


def misspell(word, rng):
    """One edit away from the word and from no other known one; the word itself if it is short."""
    if len(word) < TABLE["typo_min_letters"]:
        return word
    for _ in range(20):
        i = rng.randrange(len(word) - 1)
        letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
        wrong = rng.choice([
            word[:i] + word[i + 1] + word[i] + word[i + 2:], word[:i] + word[i + 1:], word[:i] + word[i] + word[i:],
            word[:i] + letter + word[i + 1:]])
        if wrong != word and _plain_misspelling(word, wrong):
            return wrong
    return word


def _say(kind, name, rng):
    words = TABLE[kind][name]
    return words[0] if rng.random() < SHARE["plain_word"] else rng.choice(words)


def _asked(combination, rng, everything):
    shape, color, size, background = combination
    says = {k: everything or rng.random() < SHARE[k] for k in ("color", "size", "background")}
    return Scene(shape, color if says["color"] else "", size if says["size"] else "",
                 background if says["background"] else "")


def _parts(asked, rng):
    """The phrases of a request, in an order in which it can be read in one way only."""
    bg = _say("color_words", asked.background, rng) if asked.background else ""
    form = rng.choice(TABLE["background_forms"])
    if asked.color and rng.random() < SHARE["unmarked_background"]:
        form = "{bg}"
    parts = [("size", _say("size_words", asked.size, rng) if asked.size else ""),
             ("color", _say("color_words", asked.color, rng) if asked.color else ""),
             ("shape", _say("shape_words", asked.shape, rng)),
             ("bg", form.format(bg=bg, a_bg=shapes_data._article(bg)) if bg else "")]
    parts = [p for p in parts if p[1]]
    if rng.random() >= SHARE["usual_order"]:
        rng.shuffle(parts)
    kinds = [k for k, _ in parts]
    if bg and asked.color:
        behind = kinds.index("bg") - kinds.index("color")
        if form == "{bg}" and behind < 0 or form == "background {bg}" and behind == 1:
            return _parts(asked, rng)
    return [p for _, p in parts]


def _write(parts, rng):
    between = [", " if rng.random() < SHARE["comma"] else " " for _ in parts]
    text = "".join(p + b for p, b in zip(parts, between)).rstrip(" ,")
    if rng.random() < SHARE["article"]:
        text = shapes_data._article(text) + " " + text
    if rng.random() < SHARE["opening"]:
        text = rng.choice(TABLE["openings"]) + " " + text
    if rng.random() < SHARE["closing"]:
        end = rng.choice(TABLE["closings"])
        text += end if not end.isalpha() else " " + end
    return text


def _spoil(text, rng):
    """Misspells one or two words of a text."""
    words = re.split(r"(\W+)", text)
    for i in rng.sample(range(0, len(words), 2), min(rng.choice((1, 1, 2)), len(words) // 2 + 1)):
        words[i] = misspell(words[i], rng)
    return "".join(words)


def request(combination, rng, everything=False):
    """A request for a combination, of all of its attributes or of some. rng: random.Random."""
    asked = _asked(combination, rng, everything)
    clean = _write(_parts(asked, rng), rng)
    text = _spoil(clean, rng) if rng.random() < SHARE["typo"] else clean
    typo = text != clean
    if rng.random() < SHARE["capitals"]:
        text = rng.choice((str.upper, str.title, str.capitalize))(text)
    return Request(text, asked, typo)


def held_out(text):
    """One request in ten never appears in training; decided by a hash of its lower-cased text."""
    h = TABLE["held_out"]
    key = (h["salt"] + "|" + text.lower()).encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % h["one_in"] == 0


def training_pair(rng):
    """(request's text, caption): no held-out text, no held-out combination."""
    combination = rng.choice(_combinations("train"))
    while True:
        text = request(combination, rng).text
        if not held_out(text):
            return text, caption(combination, rng)


def held_out_requests(count, seed):
    """Different requests, all of texts and combinations that training never saw; every other one asks everything."""
    rng = random.Random(seed)
    found = {}
    while len(found) < count:
        r = request(rng.choice(_combinations("held-out")), rng, everything=len(found) % 2 == 0)
        if held_out(r.text):
            found.setdefault(r.text.lower(), r)
    return list(found.values())


@functools.cache
def _combinations(part):
    return shapes_data.combinations(part)


if __name__ == "__main__":
    rng = random.Random(0)
    for _ in range(20):
        print(" -> ".join(training_pair(rng)))
    for r in held_out_requests(20, 1):
        print(r)
