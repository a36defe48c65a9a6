/** Every screen of the page, by the link that opens it: what is photographed, looked over by axe and fuzzed. */
import type { Page } from "playwright-core";
import { Imported } from "../../../web/src/io/imported";
import { LESSONS, stateOf } from "../../../web/src/lessons/lessons";
import { serialise } from "../../../web/src/state/hash";
import { BENCH_IDS, INITIAL, STEP_IDS, type State, VIEWS } from "../../../web/src/state/settings";

export interface Screen {
  name: string;
  state: Partial<State>;
  /** The link's hash, letter by letter, in place of the state's. */
  hash?: string;
  /** What is typed into the sentence, which a link cannot hold. */
  typed?: string;
  /** Which of the header's buttons that open something is pressed, counted from 0. */
  opens?: number;
}

const CELLS: Partial<Record<State["step"], State["cell"]>> = {
  scores: { tensor: "attn.scores", index: [0, 2, 1] },
  scaled: { tensor: "attn.scaled", index: [0, 2, 1] },
  masked: { tensor: "attn.masked", index: [0, 2, 1] },
  softmax: { tensor: "attn.weights", index: [0, 4, 1] },
  weighted: { tensor: "attn.z", index: [0, 1, 1] },
};

const steps: Screen[] = STEP_IDS.map((step) => ({
  name: `step-${step}`,
  state: { step, cell: CELLS[step] ?? null, causal: step === "masked" },
}));

const deep = (model: State["model"], block: string, step: State["step"], rest: Partial<State> = {}): Screen => ({
  name: `deep-${model}-${block || "whole"}-${step.replace(".", "")}`,
  state: { model, block, step, ...(model === "transformer" ? { text: "Hello world" } : {}), ...rest },
});

const blocks: Screen[] = [
  deep("encoder", "input", "positions"),
  deep("encoder", "encoder.0.attn", "softmax"),
  deep("encoder", "encoder.0.attn", ".residual"),
  deep("encoder", "encoder.0.attn", ".norm"),
  deep("encoder", "encoder.1.ffn", ".hidden"),
  deep("encoder", "encoder.1.ffn", ".out"),
  deep("encoder", "heads", ".heads", { n_layers: 5, n_heads: 4 }),
  deep("decoder_only", "decoder.0.attn", "masked"),
  deep("decoder_only", "output", ".logits"),
  deep("decoder_only", "output", ".probabilities"),
  deep("transformer", "source", "embedding"),
  deep("transformer", "decoder.0.cross", "softmax"),
  deep("transformer", "decoder.1.ffn", ".norm"),
  deep("classifier", "output", ".logits", { loss: "cross_entropy" }),
];

/** Panels that show what a bench's first look doesn't. */
const PANELS: Partial<Record<State["bench"], readonly string[]>> = {
  decoding: ["strategy=sample&chosen=2.1"],
  tokenizer: ["kind=bpe", "kind=unigram&text=the+rat"],
  metrics: ["metric=rouge", "metric=report", "metric=perplexity"],
  optimiser: ["part=clip", "part=adam", "part=step", "part=anomaly"],
  vision: ["source=8&patch=2"],
};

const benches: Screen[] = BENCH_IDS.filter((id) => id !== "none").flatMap((bench) =>
  ["", ...(PANELS[bench] ?? [])].map((panel) => ({
    name: ["bench", bench, new URLSearchParams(panel).values().next().value ?? ""].filter(Boolean).join("-"),
    state: { bench, panel },
  })),
);

const lessons: Screen[] = LESSONS.map((lesson) => ({
  name: `lesson-${lesson.id}`,
  state: stateOf(lesson, { theme: "auto", speed: "1" }),
}));

const LONG = Array.from({ length: 48 }, (_, i) => ["the", "cat", "sat", "on", "a", "mat", "and", "slept"][i % 8]).join(
  " ",
);

/** Numbers that a reader brought along. */
const given = (rows: number, cols: number): Float32Array =>
  Float32Array.from({ length: rows * cols }, (_, at) => Math.sin(at));
const imported: Screen = {
  name: "imported",
  state: {
    source: "imported",
    imported: new Imported(
      "qkv",
      ["one", "two", "<b>"],
      [
        { name: "q", shape: [3, 4], data: given(3, 4) },
        { name: "k", shape: [3, 4], data: given(3, 4) },
      ],
    ),
    step: "scores",
  },
};

/** Each way to draw, at a step that it has something to draw of. */
const views: Screen[] = VIEWS.filter((view) => view !== "heatmap").map((view) => ({
  name: `view-${view}`,
  state: { view, step: view === "curves" ? "positions" : view === "points" ? "embedding" : "softmax", n_heads: 4 },
}));

const EDITED = [{ tensor: "attn.scores", index: [0, 2, 1], value: 5 }];

const special: Screen[] = [
  ...(["number", "change", "model"] as const).map((side) => ({
    name: `side-${side}`,
    state: { side, step: "scores" as const, cell: CELLS.scores ?? null },
  })),
  { name: "state-unchanged", state: { step: "softmax", edits: EDITED, against: "unchanged" } },
  { name: "state-difference", state: { step: "softmax", edits: EDITED, against: "difference", side: "change" } },
  { name: "state-temperature", state: { step: "softmax", temperature: 0.5, causal: true, side: "change" } },
  { name: "state-magma-by-row", state: { step: "scores", colours: "magma", colour_scale: "row" } },
  { name: "state-empty", state: { text: "" } },
  { name: "state-empty-target", state: { model: "transformer", target: "" } },
  { name: "state-too-long", state: {}, typed: "word ".repeat(600) },
  { name: "state-bad-link", state: {}, hash: "v=1&n_heads=99&nonsense=1&step=scores" },
  { name: "state-bad-edit", state: {}, hash: "v=1&step=scores&edits=attn.nowhere@0,0,0=1" },
  { name: "state-impossible-sizes", state: {}, hash: "v=1&step=scores&d_model=7&n_heads=2" },
  { name: "state-empty-row", state: { step: "masked", padding: 6, causal: true, mask_style: "boolean" } },
  {
    name: "state-edited",
    state: {
      step: "softmax",
      edits: EDITED,
      cell: { tensor: "attn.weights", index: [0, 2, 1] },
    },
  },
  {
    name: "state-long-sentence",
    state: { text: LONG, step: "softmax", cell: { tensor: "attn.weights", index: [0, 20, 3] } },
  },
  { name: "state-all-heads", state: { heads: "all", n_heads: 4, step: "softmax" } },
  {
    name: "state-gradients",
    state: {
      step: "scores",
      quantity: "gradients",
      loss: "cell",
      loss_cell: { tensor: "attn.weights", index: [0, 2, 1] },
      cell: { tensor: "attn.scores", index: [0, 2, 1] },
    },
  },
  {
    name: "state-comparison",
    state: { step: "softmax", causal: true, kept: serialise({ ...INITIAL, step: "softmax" }) },
  },
  { name: "state-shuffle", state: { step: "softmax", shuffle: 1 } },
  {
    name: "state-cjk",
    state: { text: "猫 坐 在 垫子 上 猫", step: "softmax", cell: { tensor: "attn.weights", index: [0, 1, 0] } },
  },
];

export const SCREENS: readonly Screen[] = [...steps, ...blocks, ...views, ...benches, imported, ...lessons, ...special];

/** What the header opens: dialogs and menus, found rather than listed. */
export const OPENERS = "header :is([aria-haspopup], [aria-expanded]:not(.more))";

const RIGHT_TO_LEFT = "القطة جلست على الحصيرة والقطة نامت";

export const isRightToLeft = ({ state, hash, typed }: Screen): boolean =>
  (state.bench ?? "none") === "none" &&
  (state.source ?? "sentence") === "sentence" &&
  hash === undefined &&
  typed === undefined &&
  state.text !== "";

export function hashOf({ state, hash }: Screen, over: Partial<State> = {}, rightToLeft = false): string {
  const words = rightToLeft ? { text: RIGHT_TO_LEFT } : {};
  if (hash !== undefined) return over.theme ? `#${hash}&theme=${over.theme}` : `#${hash}`;
  const text = serialise({ ...INITIAL, ...state, ...over, ...words });
  return `#${text === "" ? "v=1" : text}`;
}

/** Until fonts are there, no run is under way, and nothing has changed for a tenth of a second. */
export async function settled(page: Pick<Page, "evaluate">, patience = 8000): Promise<void> {
  await page.evaluate(async (limit) => {
    await document.fonts.ready;
    const end = performance.now() + limit;
    const frame = () => new Promise(requestAnimationFrame);
    let changed = performance.now();
    const observer = new MutationObserver(() => {
      changed = performance.now();
    });
    observer.observe(document.documentElement, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    await frame();
    for (;;) {
      const bench = document.querySelector(".bench-main");
      const unanswered = bench && !bench.querySelector("[data-result], [data-training], [role=alert], .field-error");
      const waiting =
        unanswered || document.querySelector(".stale, .bench-waits, [data-drawing], .starting > [role=status]");
      const quiet = performance.now() - changed > 100;
      if ((!waiting && quiet) || performance.now() > end) break;
      await frame();
    }
    observer.disconnect();
    await frame();
    await frame();
  }, patience);
}

/** Closes whatever lies over the page. */
export async function closeAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
    for (const menu of document.querySelectorAll<HTMLElement>("header [aria-expanded=true]")) menu.click();
    (document.activeElement as HTMLElement | null)?.blur();
  });
}

/** Brings an open page to a screen. */
export async function show(page: Page, screen: Screen, over: Partial<State> = {}, rightToLeft = false): Promise<void> {
  await closeAll(page);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    hashOf(screen, over, rightToLeft),
  );
  await settled(page);
  if (screen.typed !== undefined) {
    await page.locator("#sentence").fill(screen.typed);
    await settled(page);
  }
}
