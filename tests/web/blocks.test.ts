import { describe, expect, it } from "vitest";
import { tensorName } from "../../web/src/app/actions";
import { towersOf } from "../../web/src/app/model_map";
import { blocksOf, hereIn, placeShowing } from "../../web/src/lessons/blocks";
import { INITIAL, STEP_IDS, type State } from "../../web/src/state/settings";
import { TraceView } from "../../web/src/trace/trace_view";
import { preNormView, transformerView } from "./deep_fixture";
import { traceData } from "./trace_fixture";

const ATTENTION = STEP_IDS.slice(3);
const state = (patch: Partial<State> = {}): State => ({ ...INITIAL, ...patch });

describe("the blocks of a model", () => {
  it("are one journey where there is one attention and its input", () => {
    const [whole, ...others] = blocksOf(new TraceView(traceData()), INITIAL);
    expect(others).toEqual([]);
    const named = whole?.steps.map((step) => step.id).filter((id) => STEP_IDS.some((known) => known === id));
    expect(named).toEqual([...STEP_IDS]);
    expect(whole?.aside.map((step) => step.id)).toContain(".stats.entropy");
  });

  it("are read off the names: words, sublayers with residual and norm, output", () => {
    const blocks = blocksOf(transformerView(), INITIAL);
    expect(blocks.map(({ id, kind }) => [id, kind])).toEqual([
      ["source", "input"],
      ["encoder.0.attn", "attention"],
      ["encoder.0.ffn", "ffn"],
      ["target", "input"],
      ["decoder.0.attn", "attention"],
      ["decoder.0.cross", "cross"],
      ["decoder.0.ffn", "ffn"],
      ["output", "output"],
      ["heads", "heads"],
    ]);
    const steps = Object.fromEntries(blocks.map((block) => [block.id, block.steps.map((step) => step.id)]));
    expect(steps.source).toEqual(["words", "embedding", "positions"]);
    for (const id of ["encoder.0.attn", "decoder.0.attn", "decoder.0.cross"]) {
      expect(steps[id]).toEqual([...ATTENTION, ".residual", ".norm"]);
    }
    expect(steps["decoder.0.ffn"]).toEqual([".hidden", ".activated", ".out", ".residual", ".norm"]);
    expect(steps.output).toEqual([".logits", ".probabilities"]);
  });

  it("follow the tape where the norm comes first, and keep what nobody has named", () => {
    const blocks = blocksOf(preNormView(), INITIAL);
    const steps = Object.fromEntries(blocks.map((block) => [block.id, block.steps.map((step) => step.id)]));
    expect(steps["encoder.0.attn"]).toEqual([".norm", ...ATTENTION, ".residual"]);
    expect(steps["encoder.0.ffn"]).toEqual([".norm", ".hidden", ".activated", ".out", ".tempered", ".residual"]);
    expect(steps["encoder.norm"]).toEqual([".norm"]);
  });

  it("take their operands from the tape: cross-attention asks with the decoder's rows and is answered by the encoder's", () => {
    const view = transformerView();
    const shown = (which: State["which"]) => {
      const { step } = hereIn(view, state({ block: "decoder.0.cross", step: "qkv", which }));
      return step.items(state({ which })).flatMap((item) => (item.kind === "matrix" ? [item.tensor] : []));
    };
    expect(shown("q")[0]).toBe("decoder.0.norm1.out");
    expect(shown("k")[0]).toBe("encoder.0.norm2.out");
    const { step } = hereIn(view, state({ block: "decoder.0.cross", step: "masked" }));
    const masks = step.items(INITIAL).filter((item) => item.kind === "matrix" && item.fill === "mask");
    expect(masks).toMatchObject([{ tensor: "decoder.cross_mask" }]);
  });

  it("end every step in a tensor that the run has, shown in full", () => {
    for (const view of [transformerView(), preNormView()]) {
      for (const block of blocksOf(view, INITIAL)) {
        for (const step of [...block.steps, ...block.aside].filter(({ id }) => id !== "words" && id !== ".heads")) {
          const last = step.items(INITIAL).findLast((item) => item.kind === "matrix");
          expect(view.has(last?.kind === "matrix" ? last.tensor : ""), `${block.id} ${step.id}`).toBe(true);
        }
      }
    }
  });

  it("reach every tensor that was computed", () => {
    for (const view of [transformerView(), preNormView()]) {
      for (const { output } of view.steps) {
        const place = placeShowing(view, output, INITIAL);
        expect(place, output).toBeDefined();
        const { block, step } = hereIn(view, state(place));
        expect(block.id, output).toBe(place?.block);
        const shown = step.items(state(place)).flatMap((item) => (item.kind === "matrix" ? [item.tensor] : []));
        expect(shown, output).toContain(output);
      }
    }
    expect(placeShowing(transformerView(), "nothing", INITIAL)).toBeUndefined();
  });

  it("stand at the first block that has the step, when a link names none or one that isn't there", () => {
    const view = transformerView();
    expect(hereIn(view, state({ step: "softmax" })).block.id).toBe("encoder.0.attn");
    expect(hereIn(view, state({ step: "softmax", block: "decoder.9.attn" })).block.id).toBe("encoder.0.attn");
    expect(hereIn(view, state({ step: ".banana", block: "decoder.0.ffn" })).step.id).toBe(".hidden");
    expect(hereIn(view, state({ step: ".banana" })).step.id).toBe("words");
  });
});

describe("the map of a deep model", () => {
  it("sets encoder and decoder side by side, layer by layer", () => {
    const [left, right] = towersOf(blocksOf(transformerView(), INITIAL));
    expect(left?.groups.map((group) => group.blocks.map((block) => block.id))).toEqual([
      ["source"],
      ["encoder.0.attn", "encoder.0.ffn"],
    ]);
    expect(right?.groups.map((group) => group.blocks.map((block) => block.id))).toEqual([
      ["target"],
      ["decoder.0.attn", "decoder.0.cross", "decoder.0.ffn"],
      ["output"],
    ]);
    expect(right?.groups.flatMap((group) => group.blocks.filter((block) => block.cross))).toHaveLength(1);
  });

  it("is one tower where there is one stack", () => {
    expect(towersOf(blocksOf(preNormView(), INITIAL))).toHaveLength(1);
  });
});

describe("a tensor's name on the page", () => {
  it.each([
    ["attn.scores", "scores"],
    ["decoder.1.cross.scores", "scores"],
    ["encoder.0.norm2.out", "normalised"],
    ["encoder.0.residual1", "sum"],
    ["encoder.0.ffn.W_1", "W_1"],
    ["source.embedding.table", "embedding table"],
    ["some.thing.else", "else"],
    ["some.thing.out", "thing"],
  ])("of %s is %s", (tensor, name) => {
    expect(tensorName(tensor)).toBe(name);
  });
});
