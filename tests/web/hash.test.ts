import { describe, expect, it } from "vitest";
import { MAX_HASH, parse, serialise } from "../../web/src/state/hash";
import { INITIAL, SETTING_NAMES, SETTINGS, type State } from "../../web/src/state/settings";
import { seeded } from "./seeded";

const WORDS = ["cat", "🦊", "猫", "قطة", "<img onerror=alert(1)>", "a&b=c", "100%", "é", "\u202e", "#v=2", "+", " "];

function randomState(random: () => number): State {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const state: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const setting = SETTINGS[name] as { min?: number; max?: number; options?: readonly string[]; initial: unknown };
    if (setting.options) state[name] = pick(setting.options);
    else if (setting.max !== undefined && name === "temperature")
      state[name] = Number((0.1 + 9.9 * random()).toFixed(2));
    else if (setting.max !== undefined)
      state[name] = Math.floor((setting.min ?? 0) + random() * (setting.max - (setting.min ?? 0) + 1));
    else if (typeof setting.initial === "boolean") state[name] = random() < 0.5;
  }
  const index = () => [0, 1, 2].map(() => Math.floor(random() * 30));
  return {
    ...INITIAL,
    ...state,
    text: Array.from({ length: Math.floor(random() * 8) }, () => pick(WORDS)).join(" "),
    lesson: pick(["", "S01", "S28"]),
    cell: random() < 0.5 ? null : { tensor: "attn.scores", index: index() },
    edits: Array.from({ length: Math.floor(random() * 4) }, () => ({
      tensor: pick(["attn.W_q", "attn.mask", "x"]),
      index: index(),
      value: Math.fround((random() - 0.5) * 100),
    })),
  };
}

describe("the link", () => {
  it("is empty for the state that the page opens with", () => {
    expect(serialise(INITIAL)).toBe("");
    expect(parse("#")).toEqual({ patch: {}, problem: null });
  });

  it("brings back any of 5,000 random states exactly", () => {
    const random = seeded(1);
    for (let round = 0; round < 5000; round++) {
      const state = randomState(random);
      const { patch, problem } = parse(`#${serialise(state)}`);
      expect(problem).toBeNull();
      expect({ ...INITIAL, ...patch }).toEqual(state);
    }
  });

  it("reads what it can and names what it cannot", () => {
    const { patch, problem } = parse("#v=1&seed=12&n_heads=banana&hat=1&causal=1&d_model=99999");
    expect(patch).toEqual({ seed: 12, causal: true });
    expect(problem).toEqual({ code: "unreadable", names: ["n_heads", "hat", "d_model"] });
  });

  it("says when a link was made for another version, and takes nothing of it", () => {
    expect(parse("#v=9&seed=12")).toEqual({ patch: {}, problem: { code: "version", found: "9" } });
    expect(parse("#seed=12").problem).toEqual({ code: "version", found: "" });
  });

  it("refuses a link that is too long to be one of ours", () => {
    expect(parse(`#v=1&text=${"a".repeat(MAX_HASH)}`)).toEqual({ patch: {}, problem: { code: "too_long" } });
  });

  it("never throws and never gives a value out of bounds, whatever the text", () => {
    const random = seeded(2);
    const pieces = [
      ...SETTING_NAMES,
      "=",
      "&",
      "%",
      "%zz",
      "v=1&",
      "-1",
      "1e9",
      "NaN",
      "__proto__",
      "@",
      ";",
      ",",
      "\u0000",
      "9".repeat(40),
    ];
    for (let round = 0; round < 5000; round++) {
      const hash = `#v=1&${Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join("")}`;
      const { patch } = parse(hash);
      const state = { ...INITIAL, ...patch };
      const outside = SETTING_NAMES.filter((name) => {
        const { min, max, options } = SETTINGS[name] as { min?: number; max?: number; options?: readonly unknown[] };
        const value = state[name] as number;
        return (options && !options.includes(value)) || (max !== undefined && !(value >= (min ?? 0) && value <= max));
      });
      expect(outside).toEqual([]);
      expect(Object.getPrototypeOf(patch)).toBe(Object.prototype);
    }
  });

  it.each([
    ["a value that is not a number", "attn.x@0,0=banana"],
    ["NaN", "attn.x@0,0=NaN"],
    ["infinity", "attn.x@0,0=Infinity"],
    ["more than a 32-bit float holds", "attn.x@0,0=1e39"],
    ["no value", "attn.x@0,0="],
    ["no cell", "attn.x=1"],
    ["a negative index", "attn.x@-1,0=1"],
    ["two values", "attn.x@0,0=1=2"],
    ["too many edits", Array.from({ length: 5000 }, () => "x@0=1").join(";")],
  ])("takes no edit with %s", (_, text) => {
    expect(SETTINGS.edits.parse(text)).toBeUndefined();
  });
});
