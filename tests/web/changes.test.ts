import { describe, expect, it } from "vitest";
import { changesOf, isChanged, unchangedOf, unchangedPatch, withoutChange } from "../../web/src/state/changes";
import { INITIAL, type State } from "../../web/src/state/settings";

const state = (patch: Partial<State> = {}): State => ({ ...INITIAL, ...patch });
const EDITS: State["edits"] = [
  { tensor: "attn.W_q", index: [0, 2, null], factor: 0.5 },
  { tensor: "attn.mask", index: [0, 1], value: 0 },
  { tensor: "attn.mask", index: [0, 2], value: 0 },
  { tensor: "attn.mask", index: [3, null], value: 0 },
];

describe("what was changed", () => {
  it("is nothing in the state that the page opens with, whatever the sentence, the sizes and the seed", () => {
    expect(changesOf(INITIAL)).toEqual([]);
    expect(isChanged(state({ text: "Hello", d_model: 16, seed: 3, positions: "rotary", bias: true }))).toBe(false);
  });

  it("is every edit with its place, the paint in one piece, each rule, and the switches that are off", () => {
    const all = state({ edits: EDITS, causal: true, window: 2, temperature: 2, scale: false, positions: "none" });
    expect(changesOf(all)).toEqual([
      { kind: "edit", at: 0, edit: EDITS[0] },
      { kind: "edit", at: 3, edit: EDITS[3] },
      { kind: "paint", count: 2 },
      { kind: "rule", rule: "causal" },
      { kind: "rule", rule: "window" },
      { kind: "temperature", value: 2 },
      { kind: "scale" },
      { kind: "positions" },
    ]);
  });

  it("is taken back one by one, or all at once, and nothing else with it", () => {
    const all = state({ text: "Hello", edits: EDITS, padding: 1, temperature: 0.5, scale: false, positions: "none" });
    expect(unchangedOf(all)).toEqual(state({ text: "Hello" }));
    expect(unchangedPatch(state({ seed: 4 }))).toEqual({});
    expect(withoutChange({ kind: "rule", rule: "padding" })).toEqual({ padding: 0 });
    expect(withoutChange({ kind: "positions" })).toEqual({ positions: "sinusoidal" });
  });
});
