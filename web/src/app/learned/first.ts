/** What a learned model is opened with: its kind beside its name, and sentences that show what it has learned. */
import { INITIAL, type Model, SETTINGS, type State } from "../../state/settings";
import { list } from "../../strings/text";
import { SHELF, type Shelved, shelved } from "./shelf";

/** The page's kinds of model by architecture: which fields and losses go with it. */
const KINDS: Record<string, Model> = {
  transformer: "transformer",
  decoder_only: "decoder_only",
  classifier: "classifier",
  encoder_classifier: "classifier",
  image_classifier: "classifier",
};

export const kindPatch = ({ model, labels }: Pick<Shelved, "model" | "labels">) => ({
  model: KINDS[model] ?? "encoder",
  ...(labels && labels.length > 1 && { n_classes: Math.min(labels.length, SETTINGS.n_classes.max) }),
});

/** A link that names a model need not say of what kind it is. */
export function fittingModel({ learned }: Partial<State>): Partial<State> {
  const model = learned === undefined ? undefined : shelved(learned);
  // Its workbench has what it reads; a walk begins with words.
  if (model?.task === "image") return { learned: "", bench: "digits" };
  return model ? kindPatch(model) : {};
}

/** Sentences for a model; for a translator its answers lie beside them. */
export const examplesOf = (name: string): readonly string[] => list(`learned.examples.${name}`);
export const targetsOf = (name: string): readonly string[] => list(`learned.targets.${name}`);

/** What the walk opens a model with. */
export function openingOf(name: string, about: Pick<Shelved, "model" | "labels">): Partial<State> {
  const [text] = examplesOf(name);
  const [target] = targetsOf(name);
  return {
    learned: name,
    ...kindPatch(about),
    ...(text !== undefined && { text }),
    ...(target !== undefined && { target }),
    source: "sentence",
  };
}

const pronouns = SHELF.find(({ task }) => task === "resolve");

/** What the page opens with: a model whose attention means something, where the build has one. */
export const FIRST: Partial<State> = pronouns ? openingOf(pronouns.name, pronouns) : {};

/** Other weights are another way: it is begun at its first step. */
export const BEGIN = { block: "", step: "words", cell: null, lesson: "", edits: [], shuffle: 0, head: 0 } as const;

/** The same sentence with weights that nobody learned, from its first step on. */
export function randomWeights(): Partial<State> {
  const { model, target, n_classes } = INITIAL;
  return { ...BEGIN, learned: "", model, target, n_classes };
}
