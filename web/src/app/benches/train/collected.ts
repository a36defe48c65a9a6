/** Tasks whose examples people wrote: reviews with their verdict, and digits. They come with the page, on demand. */
import { DIGIT_SIDE, readDigits, readSentences } from "../../../io/datasets";
import { seeded, shuffled } from "../../../state/examples";
import { BASE, type Sources, type Task } from "./tasks";

/** A word that stands once can't be learned from: it is `<unk>`, which thereby learns what it is to be unknown. */
const RAREST = 2;

/** The four specials stand before the words. */
const SPECIALS = 4;

export async function sentimentTask({ call, file }: Sources): Promise<Task> {
  const { labels, train, heldOut } = readSentences(new TextDecoder().decode(await file("sentiment.json")));
  const texts = train.map(({ text }) => text);
  const { words } = await call("vocabulary", { texts, minCount: RAREST });
  // In the file each label's texts stand together; the examples to look at shall be of both.
  const mixed = shuffled(heldOut, seeded(1));
  return {
    id: "sentiment",
    key: "sentiment",
    data: {
      train: { kind: "labelled", list: train, labels },
      heldOut: { kind: "labelled", list: mixed, labels },
    },
    suit: { ...BASE, heads: 2, positions: "none", steps: 500, dropout: 0.3 },
    model: "encoder_classifier",
    config: { n_classes: labels.length, d_ff: 64 },
    vocabulary: words.slice(SPECIALS).map(({ word }) => word),
    targetVocabulary: [],
    bucket: true,
    target: 0.74,
  };
}

export async function digitsTask({ file }: Sources): Promise<Task> {
  const { train, heldOut } = readDigits(await file("digits.bin"));
  const labels = Array.from({ length: 10 }, (_, digit) => String(digit));
  return {
    id: "digits",
    key: "digits",
    data: {
      train: { kind: "pictures", list: train, labels, side: DIGIT_SIDE },
      heldOut: { kind: "pictures", list: heldOut, labels, side: DIGIT_SIDE },
    },
    suit: { ...BASE, positions: "learned", steps: 900, warmup: 50, schedule: "cosine", rate: 0.005 },
    model: "image_classifier",
    config: { n_classes: labels.length, patch_size: 2, max_length: 16, d_ff: 64 },
    vocabulary: [],
    targetVocabulary: [],
    target: 0.95,
  };
}
