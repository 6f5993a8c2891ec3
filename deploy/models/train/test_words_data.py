"""Tests of the requests and of the caption parser. Run: python -m unittest test_words_data"""

import random
import unittest

import shapes_data
import words_data
from words_data import Scene, parse


def plain_reading(text):
    """What a well-spelt request asks, by looking at its words one by one: an independent, slower way."""
    meaning = {w: (kind, name) for kind in ("shape_words", "color_words", "size_words")
               for name, ws in words_data.TABLE[kind].items() for w in ws}
    words = [w for w in "".join(c if c.isalpha() else " " for c in text.lower()).split() if w not in ("a", "an", "the")]
    marks, grounds = {"on", "against", "over", "of", "with"}, {"background", "backdrop", "bg"}
    found, colors = {}, []
    for i, w in enumerate(words):
        kind, name = meaning.get(w, ("", ""))
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        if kind in ("shape_words", "size_words"):
            found[kind] = name
        elif kind == "color_words":
            of_front = before == "of" and words[max(0, i - 3):i] == ["in", "front", "of"]
            earlier = meaning.get(words[i - 2], ("",))[0] if i > 1 else ""
            marked = (before in marks - {"of"} or of_front or after in grounds
                      or before in grounds and earlier != "color_words")
            colors.append((name, marked))
    plain = [c for c, marked in colors if not marked]
    ground = [c for c, marked in colors if marked] or plain[1:]
    return Scene(found.get("shape_words", ""), plain[0] if plain else "", found.get("size_words", ""),
                 ground[0] if ground else "")


class WordsDataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rng = random.Random(5)
        every = shapes_data.combinations("all")
        cls.requests = [(k, words_data.request(k, cls.rng)) for k in cls.rng.choices(every, k=5000)]

    def test_parses_every_caption_of_every_template(self):
        count = 0
        for k in shapes_data.combinations("all"):
            for template in shapes_data.TEMPLATES:
                for word in shapes_data.TABLE["size_words"][k[2]]:
                    size = k[2] if "{size}" in template else ""
                    text = shapes_data.caption(k, template, word)
                    self.assertEqual(parse(text), (Scene(k[0], k[1], size, k[3]), ""), text)
                    count += 1
        self.assertEqual(count, 672 * 10 * 2)

    def test_says_why_a_text_is_no_caption(self):
        for text, why in (
                ("", "fits no template"), ("red circle", "fits no template"),
                ("a big red circle on a red background", "shape and background are both red"),
                ("a big orange circle on a orange background", "wrong article: a orange"),
                ("an big red circle on a blue background", "wrong article: an big"),
                ("a big red hexagon on a blue background", "unknown word: hexagon"),
                ("a big red circle on a blue background.", "unknown word: ."),
                ("a big red circle on a blue background a", "fits no template")):
            self.assertEqual(parse(text), (None, why), text)

    def test_words_of_captions_in_another_order_are_refused(self):
        rng = random.Random(6)
        refused = 0
        for k in rng.choices(shapes_data.combinations("all"), k=500):
            words = words_data.caption(k, rng).split()
            shuffled = rng.sample(words, len(words))
            scene, _ = parse(" ".join(shuffled))
            refused += scene is None
            if scene:
                self.assertIn(" ".join(shuffled), [shapes_data.caption(
                    (scene.shape, scene.color, scene.size or "big", scene.background), t, w)
                    for t in shapes_data.TEMPLATES for ws in shapes_data.TABLE["size_words"].values() for w in ws])
        self.assertGreater(refused, 450)

    def test_requests_read_as_what_they_ask(self):
        plain = [(k, r) for k, r in self.requests if not r.typo]
        self.assertGreater(len(plain), 3500)
        for _, r in plain:
            self.assertEqual(plain_reading(r.text), r.asked, r.text)

    def test_requests_ask_only_for_what_their_combination_is(self):
        for (shape, color, size, background), r in self.requests:
            self.assertTrue(Scene(shape, color, size, background).has(r.asked))
            self.assertEqual(r.asked.shape, shape)

    def test_misspelt_words_are_nearest_to_what_was_meant(self):
        rng = random.Random(9)
        known = words_data.known_words()
        for word in sorted(w for w in known if len(w) >= 4):
            for _ in range(20):
                wrong = words_data.misspell(word, rng)
                if wrong != word:
                    self.assertEqual([w for w in known if words_data.distance(w, wrong) <= 1], [word])

    def test_distance_counts_edits(self):
        for a, b, edits in (("ring", "ring", 0), ("ring", "rnig", 1), ("ring", "rin", 1), ("ring", "rings", 1),
                            ("red", "bed", 1), ("circle", "cicrel", 2), ("", "abc", 3), ("cross", "square", 6)):
            self.assertEqual(words_data.distance(a, b), edits, (a, b))

    def test_training_and_evaluation_share_nothing(self):
        rng = random.Random(3)
        train = set(shapes_data.combinations("train"))
        texts = set()
        for _ in range(5000):
            text, caption = words_data.training_pair(rng)
            texts.add(text.lower())
            scene, why = parse(caption)
            self.assertEqual(why, "")
            self.assertIn((scene.shape, scene.color, scene.size, scene.background), train)
        held = words_data.held_out_requests(200, 12345)
        self.assertEqual(len({r.text.lower() for r in held}), 200)
        self.assertFalse(texts & {r.text.lower() for r in held})
        full = [r.asked for r in held if r.asked.color and r.asked.size and r.asked.background]
        self.assertGreaterEqual(len(full), 100)
        for a in full:
            self.assertTrue(shapes_data.held_out(a.shape, a.color, a.size, a.background))

    def test_same_seed_same_pairs(self):
        def draw():
            rng = random.Random("0-17")
            return [words_data.training_pair(rng) for _ in range(50)]
        self.assertEqual(draw(), draw())


if __name__ == "__main__":
    unittest.main()
