import { describe, expect, it } from "vitest";
import { parse, serialise } from "../../web/src/state/hash";
import { canKeep, differences, editing, keep, keptState, otherLetter, swapped } from "../../web/src/state/kept";
import { INITIAL, type State } from "../../web/src/state/settings";

const state = (patch: Partial<State> = {}): State => ({ ...INITIAL, ...patch });

describe("a kept configuration", () => {
  it("is none at first, and never an empty text once something is kept", () => {
    expect(keptState(INITIAL)).toBeUndefined();
    expect(keep(INITIAL)).not.toBe("");
    expect(keptState(state({ kept: keep(INITIAL), seed: 9 }))).toMatchObject({ seed: INITIAL.seed });
  });

  it("holds the whole document, and is looked at from where the page looks", () => {
    const b = state({ text: "Hello world", causal: true, edits: [{ tensor: "x", index: [0, 0], value: 1 }] });
    const seen = keptState(state({ kept: keep(b), step: "softmax", head: 1, lesson: "S04" }));
    expect(seen).toMatchObject({ text: "Hello world", causal: true, edits: b.edits, step: "softmax", head: 1 });
    expect(seen).toMatchObject({ kept: "", lesson: "" });
  });

  it("goes through a link letter by letter", () => {
    const a = state({ kept: keep(state({ text: "a&b=c %", seed: 12 })) });
    const { patch } = parse(serialise(a));
    expect(patch.kept).toBe(a.kept);
    expect(keptState({ ...INITIAL, ...patch })).toMatchObject({ text: "a&b=c %", seed: 12 });
  });

  it.each(["banana", "v=9&seed=1", "v=1&seed=banana", "v=1&hat=2", "seed=3"])(
    "that reads %s is none that can be run",
    (kept) => {
      expect(keptState(state({ kept }))).toBeNull();
      expect(swapped(state({ kept }))).toBeUndefined();
    },
  );

  it("changes places with the present, and twice makes nothing of it", () => {
    const a = state({ seed: 1, kept: keep(state({ seed: 2, n_heads: 4 })) });
    const once = { ...a, ...swapped(a) };
    expect(once).toMatchObject({ seed: 2, n_heads: 4 });
    expect({ ...once, ...swapped(once) }).toEqual(a);
  });

  it("keeps its letter when the other one is edited, and both go through a link", () => {
    const a = state({ seed: 1, kept: keep(state({ seed: 2 })) });
    const b = { ...a, ...editing(a) };
    expect(b).toMatchObject({ seed: 2, present: "b" });
    expect(keptState(b)).toMatchObject({ seed: 1 });
    expect(otherLetter(b)).toBe("a");
    expect(parse(serialise({ ...b, seed: 3 })).patch).toMatchObject({ seed: 3, present: "b", kept: b.kept });
    expect({ ...b, ...editing(b) }).toEqual(a);
    expect(editing(state({ kept: "banana" }))).toBeUndefined();
  });

  it("is refused where a link could not carry it", () => {
    const values = Array.from({ length: 4096 }, (_, at) => Math.fround(at / 4096));
    expect(canKeep(state())).toBe(true);
    expect(canKeep(state({ edits: [{ tensor: "attn.weights", index: [0, null, null], values }] }))).toBe(false);
  });

  it("differs in the settings that differ, and in nothing of where one looks", () => {
    const [a, b] = [
      state({ seed: 1, step: "softmax" }),
      state({ seed: 2, causal: true, theme: "dark", lesson: "S01" }),
    ];
    expect(differences(a, b)).toEqual([
      { name: "seed", a: 1, b: 2 },
      { name: "causal", a: false, b: true },
    ]);
    expect(differences(a, a)).toEqual([]);
  });
});
