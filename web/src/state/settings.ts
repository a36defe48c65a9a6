/**
 * One table of every setting: name, type, bounds and default. Store, undo, URL hash, lessons and (later)
 * embed attributes all read it, so that a setting is added in one place.
 */
import type { Config, Edit, MaskStyle } from "../engine/types";
import { type Imported, parseImported } from "../io/imported";
import { formatEdits, parseEdits } from "./edits";
import { type CellRef, choice, decimal, flag, formatCell, integer, line, parseCell, type Setting } from "./setting";

export * from "./setting";

const cell: Setting<CellRef | null> = {
  kind: "view",
  initial: null,
  parse: (text) => parseCell(text),
  format: (value) => (value ? formatCell(value) : ""),
};

const edits: Setting<readonly Edit[]> = {
  kind: "document",
  initial: [],
  parse: parseEdits,
  format: formatEdits,
};

/** Where the numbers come from: a typed sentence, the data that a tutorial gives, or what the reader brought along. */
export const SOURCES = ["sentence", "worked_query", "notebook", "positions", "imported"] as const;
export type Source = (typeof SOURCES)[number];

/** Data of the reader's own. What is too much for a link is left out of it and travels in a project file. */
const imported: Setting<Imported | null> = {
  kind: "document",
  initial: null,
  parse: (text) => parseImported(text),
  format: (value) => (value?.fitsLink ? value.text : ""),
};

/** Workbenches; `none` is the walk through the model. */
export const BENCH_IDS = [
  "none",
  "train",
  "pronouns",
  "sentiment",
  "language_model",
  "digits",
  "similarity",
  "heads",
  "tokenizer",
  "decoding",
  "translation",
  "summary",
  "metrics",
  "optimiser",
  "vision",
  "linear",
  "sparse",
] as const;
export type BenchId = (typeof BENCH_IDS)[number];

const MAX_PANEL = 16_384;

export const STEP_IDS = [
  "words",
  "embedding",
  "positions",
  "qkv",
  "scores",
  "scaled",
  "masked",
  "softmax",
  "weighted",
  "joined",
  "output",
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** One of the named steps, or behind a point what a tensor of the present block is there: `.residual`, `.norm`, `.hidden`. */
export type Step = StepId | `.${string}`;

/** Ways to draw one step's numbers. */
export const VIEWS = ["heatmap", "lines", "tokens", "row", "norms", "spread", "heads", "points", "curves"] as const;
export type ViewKind = (typeof VIEWS)[number];

const NAME = /^[A-Za-z_][\w.]{0,60}$/;

const step: Setting<Step> = {
  kind: "view",
  initial: "words",
  parse: (text) =>
    STEP_IDS.find((id) => id === text) ??
    (text.startsWith(".") && NAME.test(text.slice(1)) ? (text as Step) : undefined),
  format: String,
};

/** Which block of a deep model is looked at, by its path: `encoder.0.attn`; empty: the first that has the step. */
const block: Setting<string> = {
  kind: "view",
  initial: "",
  parse: (text) => (text === "" || NAME.test(text) ? text : undefined),
  format: String,
};

const learned: Setting<string> = {
  kind: "document",
  initial: "",
  parse: (text) => (/^[a-z0-9_-]{0,40}$/.test(text) ? text : undefined),
  format: String,
};

/** Which model works on the sentence. */
export const MODELS = [
  "self_attention",
  "encoder",
  "decoder_only",
  "transformer",
  "classifier",
  "encoder_classifier",
] as const;
export type Model = (typeof MODELS)[number];

/** A model that chooses among classes. */
export const givesClasses = (state: { model: Model }): boolean =>
  state.model === "classifier" || state.model === "encoder_classifier";

/** A model of several blocks, with a map to find one's way. */
export const isDeep = (state: { source: Source; model: Model; learned: string }): boolean =>
  state.source === "sentence" && (state.model !== "self_attention" || state.learned !== "");

const MAX_CLASSES = 20;

export type Positions = "sinusoidal" | "learned" | "rotary" | "alibi" | "none";

export const SETTINGS = {
  text: line("document", "The cat sat on the mat.", 4000),
  source: choice<Source>("document", SOURCES),
  imported,
  lesson: line("document", "", 8),
  model: choice<Model>("document", MODELS),
  /** Whose learned weights the run has, by the model's name; empty: weights drawn by the seed. */
  learned,
  /** What the decoder of a `transformer` is given to continue. */
  target: line("document", "Bonjour le monde", 4000),
  d_model: integer("document", 8, 1, 512),
  n_heads: integer("document", 2, 1, 16),
  /** 0: d_model / n_heads. */
  d_k: integer("document", 0, 0, 512),
  /** 0: as d_k. */
  d_v: integer("document", 0, 0, 512),
  bias: flag("document", false),
  positions: choice<Positions>("document", ["sinusoidal", "learned", "rotary", "alibi", "none"]),
  n_layers: integer("document", 2, 1, 12),
  /** 0: as n_layers. */
  n_decoder_layers: integer("document", 0, 0, 12),
  /** 0: 4 d_model. */
  d_ff: integer("document", 0, 0, 2048),
  /** Heads that keys and values have; 0: as many as queries. */
  n_kv_heads: integer("document", 0, 0, 16),
  norm: choice<"layer" | "layer_std" | "rms">("document", ["layer", "layer_std", "rms"]),
  norm_order: choice<"post" | "pre">("document", ["post", "pre"]),
  activation: choice<"relu" | "gelu" | "gelu_tanh" | "swiglu">("document", ["relu", "gelu", "gelu_tanh", "swiglu"]),
  ffn_bias: flag("document", true),
  /** In percent. */
  dropout: integer("document", 0, 0, 90),
  training: flag("document", false),
  /** Which numbers dropout drops; 0: by the seed. */
  dropout_seed: integer("document", 0, 0, 4294967295),
  n_classes: integer("document", 2, 2, MAX_CLASSES),
  scale: flag("document", true),
  /** What the scores are divided by before the softmax, beside the root of d_k. */
  temperature: decimal("document", 1, 0.1, 10),
  softmax: choice<Config["softmax"]>("document", ["row", "matrix"]),
  projection: choice<Config["projection"]>("document", ["per_head", "joint"]),
  /** How the weights are computed, or gone without (S26, S27). */
  attention: choice<Config["attention"]>("document", ["softmax", "sparse", "linear", "linear_literal", "fused"]),
  diagnostics: flag("document", false),
  seed: integer("document", 7, 0, 4294967295),
  /** Rows of the table, when the source is `positions`. */
  length: integer("document", 100, 1, 512),
  causal: flag("document", false),
  /** How many of the last words are padding. */
  padding: integer("document", 0, 0, 512),
  /** How many first words everyone may attend to; 0 switches the rule off. */
  prefix: integer("document", 0, 0, 512),
  /** How far to each side a word may look; 0 switches the rule off. */
  window: integer("document", 0, 0, 512),
  /** How far a word may look in steps of `dilation`; 0 switches the rule off. */
  dilated: integer("document", 0, 0, 512),
  dilation: integer("document", 2, 1, 512),
  /** How many first words look at all and are looked at by all. */
  global: integer("document", 0, 0, 512),
  /** Words in a block that look at each other only. */
  blocks: integer("document", 0, 0, 512),
  combine: choice<"and" | "or">("document", ["and", "or"]),
  mask_style: choice<MaskStyle>("document", ["boolean", "large_negative", "additive", "additive_literal"]),
  edits,
  /** The number that gradients are taken of: a cell, the sum or mean of a tensor, or how wrong the guesses are. */
  loss: choice<"none" | "cell" | "sum" | "mean" | "cross_entropy">("document", [
    "none",
    "cell",
    "sum",
    "mean",
    "cross_entropy",
  ]),
  /** Which class is the right one for a classifier's cross-entropy, counted from 0; read it through `trueClassOf`. */
  true_class: integer("document", 0, 0, MAX_CLASSES - 1),
  /** Which cell, or a cell of which tensor. */
  loss_cell: { ...cell, kind: "document" },
  /** Which shuffle of the sentence stands beside it; 0: none. */
  shuffle: integer("document", 0, 0, 9999),
  /** A second configuration to compare with, as a link without its `#`; empty: none. */
  kept: line("document", "", 24_000),
  /** Which of the two configurations is the present one, that panels and matrices change; the other one is kept. */
  present: choice<"a" | "b">("document", ["a", "b"]),
  /** A workbench in the stage's place: for lessons that don't walk through one tape. */
  bench: choice<BenchId>("document", BENCH_IDS),
  /** The workbench's own fields, as a query of their own. */
  panel: line("document", "", MAX_PANEL),
  block,
  step,
  head: integer("view", 0, 0, 15),
  heads: choice<"one" | "all">("view", ["one", "all"]),
  /** Which projection the step "Q, K, V" shows. */
  which: choice<"q" | "k" | "v">("view", ["q", "k", "v"]),
  cell,
  /** What the matrices show: their numbers, or how the loss answers to each. */
  quantity: choice<"values" | "gradients">("view", ["values", "gradients"]),
  /** Which tab of the side is open: the chosen number's story, changes of the run, or the model. */
  side: choice<"number" | "change" | "model">("view", ["number", "change", "model"]),
  /** Where something was changed: the run as it is now, as it was before, or how far they are apart. */
  against: choice<"changed" | "unchanged" | "difference">("view", ["changed", "unchanged", "difference"]),
  /** How the step's numbers are drawn; where the step has no such view, as matrices. */
  view: choice<ViewKind>("view", VIEWS),
  /** Which lines are drawn, by a place in the list of thresholds; -1: as many as can be told apart. */
  threshold: integer("view", -1, -1, 9),
  /** Which dimensions are drawn as curves, counted from 0; empty: the first few. */
  dimensions: line("view", "", 60),
  /** In which order pictures of heads stand. */
  heads_order: choice<"layer" | "entropy" | "distance">("view", ["layer", "entropy", "distance"]),
  /** How matrices are coloured, and what one scale spans; `auto` leaves that to the step. */
  colours: choice<"auto" | "viridis" | "cividis" | "magma" | "grey" | "diverging">("view", [
    "auto",
    "viridis",
    "cividis",
    "magma",
    "grey",
    "diverging",
  ]),
  colour_scale: choice<"auto" | "row" | "matrix" | "shared">("view", ["auto", "row", "matrix", "shared"]),
  theme: choice<"auto" | "light" | "dark" | "projector">("view", ["auto", "light", "dark", "projector"]),
  /** Whether results come about before the reader's eyes; never where the system asks for less movement. */
  motion: choice<"auto" | "off">("view", ["auto", "off"]),
  /** Single letters and marks are keys of the page. */
  shortcuts: flag("view", true),
  /** Whether the matrices' numbers stand below them as plain tables too. */
  tables: flag("view", false),
  speed: choice<"1" | "0.25" | "0.5" | "2" | "4">("view", ["1", "0.25", "0.5", "2", "4"]),
} satisfies Record<string, Setting<never> | Setting<unknown> | object>;

/** Without a loss there is nothing to show the gradients of. */
export const showsGradients = (state: Pick<State, "quantity" | "loss">): boolean =>
  state.quantity === "gradients" && state.loss !== "none";

/** The right class of a classifier: the last one where a link names a class that the model hasn't. */
export const trueClassOf = (state: Pick<State, "true_class" | "n_classes">): number =>
  Math.min(state.true_class, state.n_classes - 1);

/** Whether a run works anything out: weights or a matrix that the reader brought along are only looked at. */
export const computes = ({ source, imported }: Pick<State, "source" | "imported">): boolean =>
  source !== "imported" || imported?.kind === "qkv" || imported?.kind === "x";

export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type State = { [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export const INITIAL: State = Object.freeze(
  Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].initial])),
) as State;

export const DOCUMENT_NAMES = SETTING_NAMES.filter((name) => SETTINGS[name].kind === "document");
