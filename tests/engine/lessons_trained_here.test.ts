/** What the lessons on training say in figures: the very trainings of the workbench, repeated from their seed. */
import { describe, expect, it } from "vitest";
import { generatedTask } from "../../web/src/app/benches/train/generated";
import { fieldsFor, inputOf, trainSpec } from "../../web/src/app/benches/train/plan";
import type { Generated } from "../../web/src/app/benches/train/tasks";
import type { CallName, CallOptions, CallResult } from "../../web/src/engine/calls";
import { lessonOf } from "../../web/src/lessons/lessons";
import { readPanel } from "../../web/src/state/panel";
import { wordsOf } from "./lesson_words";
import { useEngine, withTrace } from "./support";

const engine = useEngine();
/** As the workbench draws its examples. */
const TASK_SEED = 7;

const call = async <Name extends CallName>(name: Name, options: CallOptions<Name>): Promise<CallResult<Name>> =>
  (engine() as unknown as Record<Name, (given: CallOptions<Name>) => CallResult<Name>>)[name](options);

async function taught(panel: string) {
  const id = (new URLSearchParams(panel).get("task") ?? "") as Generated;
  const sources = { call, file: () => Promise.reject(new Error("no file is needed")) };
  const task = await generatedTask(sources, id, TASK_SEED);
  const { values } = readPanel(fieldsFor(task.suit), panel);
  const heldOut = task.data.heldOut;
  const spec = trainSpec(values, task);
  const learner = engine().train({
    ...spec,
    ...(heldOut.kind === "pairs" || heldOut.kind === "texts" ? { held_out: heldOut.list } : {}),
  } as Parameters<ReturnType<typeof engine>["train"]>[0]);
  return { learner, heldOut, steps: values.steps };
}

const panelOf = (id: string, look: number): string => lessonOf(id)?.looks[look]?.panel ?? "";
const whole = (share: number) => `${(share * 100).toFixed(0)} %`;

describe("the lesson on copying", () => {
  const said = wordsOf("L11");

  /** The mean weight of a written letter on the letter at its place. */
  const diagonal = (weights: Float32Array, cols: number): number =>
    Array.from({ length: cols }, (_, at) => weights[at * cols + at] ?? Number.NaN).reduce((sum, x) => sum + x, 0) /
    cols;

  it("tells how many letters are right, how large the loss is, and how a diagonal forms", async () => {
    const { learner, heldOut, steps } = await taught(panelOf("L11", 0));
    try {
      const cross = () =>
        withTrace(learner.trace(inputOf(heldOut, 0)), (trace) => {
          const { data, shape } = trace.tensor("decoder.0.cross.weights");
          const cols = shape.at(-1) ?? 0;
          expect(cols).toBe(5);
          return diagonal(data, cols).toFixed(2);
        });
      const first = learner.evaluate("held_out");
      const before = cross();
      learner.step(100);
      const early = learner.evaluate("held_out");
      const after = cross();
      learner.step(steps - 100);
      const last = learner.evaluate("held_out");
      expect(said).toContain(`it has ${whole(first.accuracy)} of the held-out letters right`);
      expect(said).toContain(`${(early.accuracy * 100).toFixed(1)} %. It takes seconds`);
      expect(said).toContain(
        `${after} of a row’s weight falls on the letter at the same place, on one held-out example`,
      );
      expect(said).toContain(`Before the first step it was ${before}`);
      expect(said).toContain(
        `fell from ${first.loss.toFixed(2)} to ${early.loss.toFixed(2)} in the first 100 steps, and to ${last.loss.toFixed(3)} in ${steps}`,
      );
    } finally {
      learner.dispose();
    }
  }, 120_000);

  it("tells that without positions it doesn't form", async () => {
    const { learner, heldOut, steps } = await taught(panelOf("L11", 1));
    try {
      learner.step(300);
      const early = learner.evaluate("held_out");
      learner.step(steps - 300);
      const last = learner.evaluate("held_out");
      const share = withTrace(learner.trace(inputOf(heldOut, 0)), (trace) =>
        diagonal(trace.tensor("decoder.0.cross.weights").data, 5),
      );
      expect(said).toContain(
        `After ${steps} steps it has ${whole(last.accuracy)} right, and it had ${whole(early.accuracy)} after 300`,
      );
      expect(said).toContain(`the diagonal does not form (${share.toFixed(2)})`);
    } finally {
      learner.dispose();
    }
  }, 120_000);
});

describe("the lesson on induction", () => {
  const said = wordsOf("L12");

  const COUNT = 40;

  /** How many letters it foretells, and of each head in the second halves of held-out texts: its weight on the letter before, and on what followed last time. */
  const measured = async (look: number) => {
    const { learner, heldOut, steps } = await taught(panelOf("L12", look));
    try {
      learner.step(steps);
      const { accuracy } = learner.evaluate("held_out");
      const heads: Record<string, { before: number; followed: number }> = {};
      const texts = heldOut.kind === "texts" ? heldOut.list.slice(0, COUNT) : [];
      for (const text of texts) {
        withTrace(learner.trace({ text }), (trace) => {
          const letters = text.split(" ").length;
          const period = letters / 2;
          for (const name of trace.names.filter((one) => one.endsWith("attn.weights"))) {
            const { data, shape } = trace.tensor(name);
            const [count = 0, size = 0] = shape;
            const start = (trace.tokens[0] ?? []).findIndex(({ text: word }) => word === text[0]);
            // The last letter has none to foretell.
            const places = Array.from({ length: period - 1 }, (_, at) => start + period + at);
            for (let head = 0; head < count; head++) {
              const key = `${name.split(".")[1]}.${head}`;
              const sum = heads[key] ?? { before: 0, followed: 0 };
              for (const q of places) {
                const row = data.subarray((head * size + q) * size, (head * size + q + 1) * size);
                sum.before += (row[q - 1] ?? Number.NaN) / places.length / texts.length;
                sum.followed += (row[q - period + 1] ?? Number.NaN) / places.length / texts.length;
              }
              heads[key] = sum;
            }
          }
        });
      }
      return { accuracy, heads, steps };
    } finally {
      learner.dispose();
    }
  };

  it("foretells what can be foretold with two layers: one finds the letter before, one what followed last time", async () => {
    const { accuracy, heads, steps } = await measured(0);
    expect(said).toContain(`foretells ${whole(accuracy)} of all held-out letters after ${steps} steps`);
    const most = (layer: string, what: "before" | "followed") =>
      Math.max(...Object.entries(heads).flatMap(([key, one]) => (key.startsWith(layer) ? [one[what]] : []))).toFixed(2);
    expect(said).toContain(`gives ${most("0", "before")} of its weight to the letter before`);
    expect(said).toContain(`gives ${most("1", "followed")} to the letter that followed last time`);
  }, 200_000);

  it("fails with one layer, and without positions", async () => {
    const one = await measured(1);
    const without = await measured(2);
    expect(said).toContain(`${whole(one.accuracy)}. One layer can’t`);
    expect(said).toContain(`${whole(without.accuracy)}. “The one before”`);
    const before = Math.max(...Object.values(without.heads).map((head) => head.before)).toFixed(2);
    expect(said).toContain(`Without positions no head gives the letter before more than ${before}`);
  }, 200_000);
});
