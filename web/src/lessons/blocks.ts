/**
 * The blocks of a model, read off the names on its tape: the words that go in, each sublayer with its norm and its
 * residual (Vaswani et al. 2017, section 3.1), what comes out. Nothing here knows which model it looks at.
 */
import type { State, Step } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import type { Place, StepDefinition } from "./step";
import { inputSteps, STEPS, stepShowing } from "./steps";
import { attentionSteps, isStage } from "./steps_attention";
import { asGiven, givenStep, isAside, tapeStep } from "./steps_tape";

export type BlockKind =
  | "whole"
  | "input"
  | "attention"
  | "cross"
  | "ffn"
  | "norm"
  | "output"
  | "loss"
  | "heads"
  | "other";

export interface Block {
  /** The path that its tensors share, `encoder.0.attn`; empty where the whole model is one journey. */
  id: string;
  kind: BlockKind;
  /** `encoder`, `decoder`, or empty. */
  stack: string;
  /** Counted from 0; -1 outside of a stack. */
  layer: number;
  steps: readonly StepDefinition[];
  /** What is computed there beside the way: mask rules, statistics. */
  aside: readonly StepDefinition[];
  /** All that is computed there, in the tape's order. */
  tensors: readonly string[];
}

interface Located {
  block: string;
  /** What the tensor is in its block: `scores`, `residual`, `norm`, `hidden`. */
  role: string;
}

const SUBLAYERS = ["attn", "cross", "ffn"] as const;
const INPUT = /^(?:dropout|tokens|embedding\..+|positions(?:\..+)?|x)$/;
const OUTPUT = /^(?:logits|(?:log_)?probabilities|pooled(?:\.at)?|output\..+)$/;

/** Which sublayers a layer has: the second residual is that of its second one. */
function sublayersOf(view: TraceView): Map<string, string[]> {
  const layers = new Map<string, Set<string>>();
  for (const name of view.names) {
    const [, layer, sublayer] = /^(.+\.\d+)\.(attn|cross|ffn)\./.exec(name) ?? [];
    if (layer === undefined || sublayer === undefined) continue;
    layers.set(layer, (layers.get(layer) ?? new Set()).add(sublayer));
  }
  return new Map([...layers].map(([layer, has]) => [layer, SUBLAYERS.filter((one) => has.has(one))]));
}

function locate(name: string, layers: ReadonlyMap<string, readonly string[]>): Located {
  const inSublayer = /^((?:.+\.)?(?:attn|cross|ffn))\.(.+)$/.exec(name);
  if (inSublayer) return { block: inSublayer[1] as string, role: inSublayer[2] as string };
  const beside = /^(.+\.\d+)\.(norm|residual|dropout)(\d+)(\..+)?$/.exec(name);
  if (beside) {
    const [, layer = "", part = "", nth = "1", rest = ""] = beside;
    const sublayer = layers.get(layer)?.[Number(nth) - 1] ?? part + nth;
    return { block: `${layer}.${sublayer}`, role: part + (rest === ".out" ? "" : rest) };
  }
  const last = /^(encoder|decoder)\.norm\.(.+)$/.exec(name);
  if (last) return { block: `${last[1]}.norm`, role: last[2] === "out" ? "norm" : `norm.${last[2]}` };
  const side = /^(source|target)\.(.+)$/.exec(name);
  if (side) return { block: side[1] as string, role: side[2] as string };
  if (INPUT.test(name)) return { block: "input", role: name };
  if (OUTPUT.test(name)) return { block: "output", role: name };
  if (/^loss\b/.test(name)) return { block: "loss", role: name };
  return { block: "", role: name };
}

function kindOf(id: string): BlockKind {
  if (["input", "source", "target"].includes(id)) return "input";
  if (id === "output" || id === "loss") return id;
  const last = id.split(".").at(-1) ?? "";
  if (last === "attn") return "attention";
  return last === "cross" || last === "ffn" || last === "norm" ? last : "other";
}

/** Source words, encoder, target words, decoder, output, loss: the order in which a reader goes. */
function rank(id: string): number {
  if (id === "input" || id === "source") return 0;
  if (id.startsWith("encoder.")) return 1;
  if (id === "target") return 2;
  if (id.startsWith("decoder.")) return 3;
  if (id === "output") return 5;
  return id === "loss" ? 6 : 4;
}

const EVERY = (["q", "k", "v"] as const).flatMap((which) =>
  (["boolean", "additive"] as const).map((mask_style) => ({ which, mask_style })),
);

/** Every tensor that the steps make, and every one that they show, in any of their variants. */
function coveredBy(steps: readonly StepDefinition[], state: State): { made: Set<string>; shown: Set<string> } {
  const [made, shown] = [new Set<string>(), new Set<string>()];
  for (const variant of EVERY) {
    const seen = { ...state, ...variant };
    for (const step of steps) {
      for (const name of step.results(seen)) made.add(name);
      for (const item of step.items(seen)) if (item.kind === "matrix") shown.add(item.tensor);
    }
  }
  return { made, shown };
}

/** Whether a step is what its words say: without weights there is no sum weighted by them, whatever z is called. */
function isUsual(view: TraceView, step: StepDefinition, result: string): boolean {
  const op = view.producer(result)?.op;
  return step.id !== "weighted" || op === undefined || op.endsWith("weighted_sum");
}

/** Every attention's weights in one picture, layer by layer, where there is more than one attention. */
function allHeads(view: TraceView): Block | undefined {
  const weights = view.names.filter((name) => /\.(?:attn|cross)\.weights$/.test(name));
  const step: StepDefinition = { id: ".heads", results: () => weights, tex: () => "", items: () => [] };
  return weights.length > 1
    ? { id: "heads", kind: "heads", stack: "", layer: -1, steps: [step], aside: [], tensors: [] }
    : undefined;
}

function findBlocks(view: TraceView, state: State): Block[] {
  const layers = sublayersOf(view);
  const made = new Map(view.steps.map((step, at) => [step.output, at]));
  const members = new Map<string, string[]>();
  const stray: string[] = [];
  const role = new Map<string, string>();
  for (const name of view.names) {
    const found = locate(name, layers);
    role.set(name, found.role);
    const step = view.producer(name);
    // Masks and statistics that stand by themselves belong to whatever reads them.
    if (found.block === "" && (!step || isAside(step))) stray.push(name);
    else members.set(found.block || "more", [...(members.get(found.block || "more") ?? []), name]);
  }
  const ids = [...members.keys()].filter((id) =>
    (members.get(id) ?? []).some((name) => view.producer(name) || view.info(name).role === "input"),
  );
  const place = (prefix: string): Place => ({ prefix, operand: (tensor, at) => view.producer(tensor)?.inputs[at] });
  const whole = ids.every((id) => id === "input" || id === "attn" || id === "loss");

  const build = (id: string, kind: BlockKind, names: readonly string[]): Block => {
    const known =
      kind === "whole"
        ? [...inputSteps(place("")), ...attentionSteps(place("attn."))]
        : kind === "input"
          ? inputSteps(place(id === "input" ? "" : `${id}.`))
          : kind === "attention" || kind === "cross"
            ? attentionSteps(place(`${id}.`))
            : [];
    const usual = known.filter((step) =>
      step.results(state).some((name) => view.has(name) && isUsual(view, step, name)),
    );
    // A run without a step of its own shows what it was given.
    const isGiven = view.steps.length === 0;
    const named = isGiven ? usual.map(asGiven) : usual;
    const covered = coveredBy(named, state);
    const unnamed = names.flatMap((name) => {
      const step = view.producer(name);
      // What is only a stage on the way to the heads is shown with them.
      const known =
        covered.made.has(name) ||
        isStage(name) ||
        /positions$/.test(name) ||
        (step && isAside(step) && covered.shown.has(name));
      return step && !known ? [{ step, definition: tapeStep(view, step, `.${role.get(name) ?? name}`) }] : [];
    });
    const given = isGiven ? names.filter((name) => !covered.made.has(name)) : [];
    const order = (step: StepDefinition): number => {
      const names = EVERY.flatMap((variant) => step.results({ ...state, ...variant }).slice(0, 1));
      const places = names.flatMap((name) => made.get(name) ?? []);
      return places.length > 0 ? Math.min(...places) : -1;
    };
    const steps = [
      ...named,
      ...given.map((name) => givenStep(name, `.${role.get(name) ?? name}`)),
      ...unnamed.filter(({ step }) => !isAside(step)).map(({ definition }) => definition),
    ];
    const [, stack = "", layer = "-1"] = /^(encoder|decoder)(?:\.(\d+))?\./.exec(id) ?? [];
    return {
      id,
      kind,
      stack,
      layer: Number(layer),
      // Sorting keeps the order of steps whose results were given rather than made.
      steps: steps
        .map((step) => ({ step, at: order(step) }))
        .sort((a, b) => a.at - b.at)
        .map(({ step }) => ofRun(view, step)),
      tensors: names.filter((name) => view.producer(name)).sort((a, b) => (made.get(a) ?? 0) - (made.get(b) ?? 0)),
      aside: unnamed.filter(({ step }) => isAside(step)).map(({ definition }) => definition),
    };
  };
  if (whole)
    return [
      build(
        "",
        "whole",
        ids
          .filter((id) => id !== "loss")
          .flatMap((id) => members.get(id) ?? [])
          .concat(stray),
      ),
    ];
  const blocks = ids
    .sort((a, b) => rank(a) - rank(b))
    .map((id, nth) => build(id, kindOf(id), [...(members.get(id) ?? []), ...(nth === 0 ? stray : [])]));
  const found = blocks.filter((block) => block.steps.length > 0);
  const overview = allHeads(view);
  return overview ? [...found, overview] : found;
}

const found = new WeakMap<TraceView, { key: string; blocks: readonly Block[] }>();

/** The model's blocks in the order of reading; at least one with at least one step, for any run that made something. */
export function blocksOf(view: TraceView, state: State): readonly Block[] {
  const key = `${state.source} ${state.which}`;
  const known = found.get(view);
  if (known?.key === key) return known.blocks;
  const blocks = findBlocks(view, state);
  found.set(view, { key, blocks });
  return blocks;
}

/**
 * The state as the run has it: the switches of a learned model are its own, whatever the panel of random weights was
 * left at.
 */
export function asRun(view: TraceView, state: State): State {
  if (state.source !== "sentence" || state.learned === "") return state;
  const { positions, scale, softmax, projection, bias } = view.data.config;
  return { ...state, positions, scale, softmax, projection, bias };
}

const ofRun = (view: TraceView, step: StepDefinition): StepDefinition => ({
  ...step,
  tex: (state) => step.tex(asRun(view, state)),
  items: (state) => step.items(asRun(view, state)),
});

export interface Here {
  block: Block;
  step: StepDefinition;
}

/** Where the state stands in a run: its block and step, or the nearest that the run has. */
export function hereIn(view: TraceView, state: State): Here {
  const blocks = blocksOf(view, state);
  const has = (block: Block): StepDefinition | undefined =>
    [...block.steps, ...block.aside].find((step) => step.id === state.step);
  const named = blocks.find((block) => block.id === state.block);
  const block = (named && has(named) && named) || blocks.find(has) || named || (blocks[0] as Block);
  const step = has(block) ?? block.steps[0] ?? (STEPS[0] as StepDefinition);
  return { block, step };
}

export interface Destination {
  block: string;
  step: Step;
  which?: State["which"];
}

/** Where a tensor is made, or else first shown: block and step. */
export function placeShowing(view: TraceView, tensor: string, state: State): Destination | undefined {
  const own = locate(tensor, sublayersOf(view)).block;
  const blocks = [...blocksOf(view, state)].sort((a, b) => Number(b.id === own) - Number(a.id === own));
  const makes = (block: Block): boolean =>
    [...block.steps, ...block.aside].some((step) => step.results(state).includes(tensor));
  for (const block of [...blocks.filter(makes), ...blocks]) {
    const place = stepShowing(tensor, state, [...block.steps, ...block.aside]);
    if (place) return { block: block.id, ...place };
  }
  return undefined;
}
