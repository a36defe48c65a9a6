/** Project files: any state comes back exactly, and what is not wholly understood changes nothing. */
import { describe, expect, test } from "vitest";
import { Imported, type ImportedTensor, type ImportKind } from "../../web/src/io/imported";
import { readText } from "../../web/src/io/read";
import { ReadError } from "../../web/src/io/read_error";
import { keep } from "../../web/src/state/kept";
import { readProject, writeProject } from "../../web/src/state/project";
import { INITIAL, SETTING_NAMES, SETTINGS, type State } from "../../web/src/state/settings";
import { seeded } from "./seeded";

const WORDS = ["cat", "🦊", "猫", "قطة", "<img onerror=alert(1)>", 'a"b\\', "100%", "\u202e", "|,:", " "];

function randomState(random: () => number): State {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const tensor = (name: string, ...shape: number[]): ImportedTensor => ({
    name,
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => (random() - 0.5) * 10 ** (random() * 8)),
  });
  const state: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const { options } = SETTINGS[name] as { options?: readonly string[] };
    if (options) state[name] = pick(options);
    else if (typeof INITIAL[name] === "boolean") state[name] = random() < 0.5;
  }
  const words = Array.from({ length: Math.floor(random() * 6) }, () => pick(WORDS));
  const size = random() < 0.1 ? 24 : 3;
  const given: [ImportKind, ImportedTensor[]] = pick([
    ["qkv", [tensor("q", 2, size, 4), tensor("k", 2, 5, 4), tensor("v", 2, 5, 3)]],
    ["attention", [tensor("encoder.0.attn.weights", 2, size, size), tensor("encoder.1.attn.weights", 2, size, size)]],
    ["matrix", [tensor("matrix", size, 7)]],
  ]);
  const imported = random() < 0.5 ? new Imported(given[0], words, given[1]) : null;
  const made = {
    ...INITIAL,
    ...state,
    text: words.join(" "),
    seed: Math.floor(random() * 2 ** 32),
    cell: random() < 0.5 ? null : { tensor: "attn.scores", index: [0, 1, 2] },
    edits: random() < 0.5 ? [] : [{ tensor: "attn.W_q", index: [0, null, 1], factor: Math.fround(random()) }],
    source: imported ? "imported" : pick(["sentence", "notebook", "positions"]),
    imported,
  } as State;
  return random() < 0.3 ? { ...made, kept: keep({ ...INITIAL, causal: true, text: "kept" }) } : made;
}

const opened = (text: string) => readProject(readText(text).project);

describe("a project file", () => {
  test("brings back any of 500 random states exactly, its data and its kept configuration included", () => {
    const random = seeded(3);
    for (let round = 0; round < 500; round++) {
      const state = randomState(random);
      expect(opened(writeProject(state))).toEqual({ state });
    }
  });

  test("holds data that no link could", () => {
    const data = Float32Array.from({ length: 512 * 512 }, (_, at) => Math.sin(at));
    const imported = new Imported("matrix", [], [{ name: "matrix", shape: [512, 512], data }]);
    expect(imported.fitsLink).toBe(false);
    const read = opened(writeProject({ ...INITIAL, source: "imported", imported }));
    expect("state" in read && read.state.imported?.tensors[0]?.data).toEqual(data);
  });

  test("says every setting, so that it outlives the defaults", () => {
    const { settings } = JSON.parse(writeProject(INITIAL)) as { settings: Record<string, string> };
    expect(settings).toMatchObject({
      d_model: String(INITIAL.d_model),
      seed: String(INITIAL.seed),
      text: INITIAL.text,
    });
  });

  const valid = JSON.parse(writeProject({ ...INITIAL, text: "Hi" })) as { settings: object };
  for (const [what, change, problem] of [
    ["of a newer version", { version: 2 }, { code: "version", found: "2" }],
    ["of no version", { version: null }, { code: "version", found: "null" }],
    ["with a setting out of bounds", { settings: { ...valid.settings, d_model: "-4" } }, { names: ["d_model"] }],
    ["with a setting of another kind", { settings: { ...valid.settings, seed: 7 } }, { names: ["seed"] }],
    ["with a setting nobody knows", { settings: { ...valid.settings, constructor: "1" } }, { names: ["constructor"] }],
    ["with an entry nobody knows", { script: "<script>" }, { names: ["script"] }],
    ["without settings", { settings: [] }, { names: ["settings"] }],
    ["with broken data", { imported: "qkv||q:2x2:AAAA" }, { names: ["imported"] }],
    ["whose data is missing", { settings: { ...valid.settings, source: "imported" } }, { names: ["imported"] }],
  ] as const) {
    test(`${what} is refused as a whole`, () => {
      expect(opened(JSON.stringify({ ...valid, ...change }))).toMatchObject({ problem });
    });
  }

  test("cut off anywhere, or mangled, is refused or understood, and never throws what is not its own", () => {
    const whole = writeProject(randomState(seeded(9)));
    const random = seeded(10);
    for (let round = 0; round < 1500; round++) {
      const at = Math.floor(random() * whole.length);
      const mangled =
        random() < 0.4 ? whole.slice(0, at) : whole.slice(0, at) + '"{}[],:\\x0'[at % 10] + whole.slice(at + 1);
      try {
        const { project } = readText(mangled);
        if (project !== undefined) readProject(project);
      } catch (error) {
        expect(error).toBeInstanceOf(ReadError);
      }
    }
    for (const value of [null, 1, "a", [], { format: "attention-lab project" }]) readProject(value);
  });
});
