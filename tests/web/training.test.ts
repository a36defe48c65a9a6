/** What lies behind training in the page, without an engine: examples, snapshots, pace. */
import { describe, expect, it } from "vitest";
import { asKeptRun } from "../../web/src/app/benches/train/kept_run";
import { FIELDS, fieldsFor, inputOf } from "../../web/src/app/benches/train/plan";
import { BASE } from "../../web/src/app/benches/train/tasks";
import { heldOutBy, type Labelled, type Pair, type TaskData } from "../../web/src/state/examples";
import { readPanel, writePanel } from "../../web/src/state/panel";
import { type Snapshot, strideOf, withSnapshot } from "../../web/src/state/snapshots";
import { drawnPlaces, nextSlice, secondsLeft, withReport } from "../../web/src/state/training_progress";

const pairs = (count: number): Pair[] =>
  Array.from({ length: count }, (_, at) => ({ source: `s${at}`, target: `t${at}` }));
const sources = ({ train, heldOut }: TaskData) =>
  [train, heldOut].map(({ list }) => list.map((one) => (one as Pair).source ?? (one as Labelled).text));

describe("what is held out", () => {
  it("is the share that was asked for, the same for a seed, other for another, and nothing is lost or doubled", () => {
    const of = (seed: number, share = 0.2) => sources(heldOutBy({ kind: "pairs", list: pairs(50) }, share, seed));
    const [train = [], heldOut = []] = of(7);
    expect([train.length, heldOut.length]).toEqual([40, 10]);
    expect([...train, ...heldOut].sort()).toEqual(
      pairs(50)
        .map(({ source }) => source)
        .sort(),
    );
    expect(of(7)).toEqual([train, heldOut]);
    expect(of(8)).not.toEqual([train, heldOut]);
    expect(of(7, 0)[1]).toEqual([]);
  });

  it("leaves one to learn from, and keeps answers to the same text on one side", () => {
    const one = heldOutBy({ kind: "pairs", list: pairs(1) }, 0.5, 1);
    expect(sources(one)).toEqual([["s0"], []]);
    const doubled = [...pairs(20), ...pairs(20).map(({ source }) => ({ source, target: "other" }))];
    const [train = [], heldOut = []] = sources(heldOutBy({ kind: "pairs", list: doubled }, 0.3, 3));
    expect(heldOut.filter((source) => train.includes(source))).toEqual([]);
    expect(heldOut).toHaveLength(12);
  });

  it("has the same share of each label", () => {
    const list = Array.from({ length: 40 }, (_, at) => ({ text: `t${at}`, label: at < 10 ? 0 : 1 }));
    const { train, heldOut } = heldOutBy({ kind: "labelled", list, labels: ["a", "b"] }, 0.2, 5);
    const counts = [train, heldOut].map((side) =>
      [0, 1].map((label) => (side.list as readonly Labelled[]).filter((one) => one.label === label).length),
    );
    expect(counts).toEqual([
      [8, 24],
      [2, 6],
    ]);
  });
});

describe("the fields of a training", () => {
  it("take the task's old name in a link, and refuse one that nothing has", () => {
    expect(readPanel(FIELDS, "task=previous").values.task).toBe("previous_token");
    expect(readPanel(FIELDS, "task=previous_token").unreadable).toEqual([]);
    expect(readPanel(FIELDS, "task=toString").unreadable).toEqual(["task"]);
  });

  it("begin with what suits the task, and a link says only what was changed", () => {
    const fields = fieldsFor({ ...BASE, layers: 2, positions: "rotary", steps: 500 });
    const { values } = readPanel(fields, "task=induction&d_model=16");
    expect(values).toMatchObject({ layers: 2, positions: "rotary", steps: 500, d_model: 16 });
    expect(writePanel(fields, values)).toBe("task=induction&d_model=16");
  });
});

describe("an example", () => {
  it("is handed to the engine by its kind", () => {
    expect(inputOf({ kind: "pairs", list: pairs(1) }, 7)).toEqual({ text: "s0", target: "t0" });
    expect(inputOf({ kind: "texts", list: ["a b"] }, 7)).toEqual({ text: "a b" });
    expect(inputOf({ kind: "labelled", list: [{ text: "a", label: 0 }], labels: ["x"] }, 0)).toEqual({ text: "a" });
    const pixels = new Float32Array(4);
    expect(inputOf({ kind: "pictures", list: [{ pixels, label: 0 }], labels: ["x"], side: 2 }, 0)).toEqual({
      inputs: { image: { data: pixels, shape: [2, 2, 1] } },
    });
  });
});

const shot = (step: number, size = 1): Snapshot => ({ step, bytes: new Uint8Array(size) });
const grown = (count: number, bounds: { count: number; bytes: number }, size = 1): readonly Snapshot[] =>
  Array.from({ length: count }, (_, step) => shot(step, size)).reduce<readonly Snapshot[]>(
    (list, one) => withSnapshot(list, one, bounds),
    [],
  );

describe("snapshots", () => {
  it("stay within their number and their bytes, keep the first and the newest, and spread over all steps", () => {
    for (const count of [1, 2, 59, 60, 61, 500, 1000]) {
      const kept = grown(count, { count: 60, bytes: 1e9 });
      expect(kept.length).toBeLessThanOrEqual(60);
      expect([kept[0]?.step, kept.at(-1)?.step]).toEqual([0, count - 1]);
      expect(kept.map(({ step }) => step)).toEqual([...kept.map(({ step }) => step)].sort((a, b) => a - b));
    }
    const heavy = grown(100, { count: 60, bytes: 1000 }, 100);
    expect(heavy.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)).toBeLessThanOrEqual(1000);
    expect(grown(9, { count: 60, bytes: 10 }, 100)).toHaveLength(2);
  });

  it("of a step taken again take its place", () => {
    expect(withSnapshot([shot(0), shot(5)], shot(5, 9)).map(({ bytes }) => bytes.byteLength)).toEqual([1, 9]);
    expect(strideOf(400)).toBe(10);
    expect(strideOf(3)).toBe(1);
  });
});

describe("the pace", () => {
  it("takes slices of about an eighth of a second, that grow no faster than twofold", () => {
    expect(nextSlice(1, 10)).toBe(2);
    expect(nextSlice(8, 480)).toBe(2);
    expect(nextSlice(1, 5000)).toBe(1);
    expect(nextSlice(50, 0)).toBe(50);
  });

  it("tells the time left by the latest slices, once there are any", () => {
    expect(secondsLeft([], 10)).toBeUndefined();
    expect(secondsLeft([{ steps: 5, seconds: 1 }], 10)).toBe(2);
    const slowed = [{ steps: 1, seconds: 99 }, ...Array.from({ length: 20 }, () => ({ steps: 1, seconds: 1 }))];
    expect(secondsLeft(slowed, 3)).toBe(3);
  });

  it("puts reports behind one another, and draws of a long course the first, the last and some between", () => {
    const one = { losses: [2], learningRates: [0.1], gradientNorms: [3] };
    expect(withReport(withReport({ losses: [], rates: [], norms: [] }, one), one).losses).toEqual([2, 2]);
    expect(drawnPlaces(3)).toEqual([0, 1, 2]);
    const places = drawnPlaces(5000, 200);
    expect(places.length).toBeLessThanOrEqual(201);
    expect([places[0], places.at(-1)]).toEqual([0, 4999]);
    expect(drawnPlaces(0)).toEqual([]);
  });
});

describe("what the browser kept", () => {
  const history = { losses: [2], rates: [0.1], norms: [1] };
  const kept = { panel: "", total: 5, step: 1, history, measured: [], bytes: new Uint8Array(1) };

  it("is taken up again where it is whole, and otherwise not spoken of", () => {
    expect(asKeptRun(kept)).toBe(kept);
    for (const wrong of [
      undefined,
      null,
      "text",
      {},
      { ...kept, panel: 1 },
      { ...kept, step: 2 },
      { ...kept, bytes: [1] },
      { ...kept, measured: null },
      { ...kept, history: { ...history, losses: ["<b>"] } },
    ])
      expect(asKeptRun(wrong)).toBeNull();
  });
});
