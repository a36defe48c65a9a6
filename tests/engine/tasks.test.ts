/** The generators of what small models learn from: what they give is what `train` takes. */
import { describe, expect, it } from "vitest";
import { TASKS } from "../../web/src/engine/tasks";
import type { TrainSpec } from "../../web/src/index";
import { useEngine } from "./support";

const engine = useEngine();

/** Where each model's examples go. */
const FIELD = { transformer: "pairs", decoder_only: "texts" } as const;

describe("a task's examples", () => {
  it.each(TASKS)("of %s train the model that comes with them, as they are", (task) => {
    const { examples, run, vocabulary, targetVocabulary, trainer } = engine().taskExamples({ task, count: 40 });
    expect(examples).toHaveLength(40);
    const spec = {
      ...run,
      vocabulary,
      ...(targetVocabulary.length > 0 && { target_vocabulary: targetVocabulary }),
      [FIELD[run.model as keyof typeof FIELD] ?? "examples"]: examples,
      optimizer: trainer.optimizer,
      batch_size: trainer.batch_size,
    } as TrainSpec;
    const learner = engine().train(spec);
    try {
      const { losses } = learner.step(12);
      expect(losses[11]).toBeLessThan(losses[0] ?? 0);
    } finally {
      learner.dispose();
    }
  });

  it("are the same for a seed, and others for another", () => {
    const of = (seed: number) => engine().taskExamples({ task: "pronouns", seed, count: 20 }).examples;
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });

  it("are refused with what was wrong", () => {
    expect(() => engine().taskExamples({ task: "chess" as never })).toThrow(/\[taskExamples\] .*"chess"/u);
    expect(() => engine().taskExamples({ task: "copy", count: 0 })).toThrow(/count/u);
    expect(() => engine().taskExamples({ task: "copy", seed: Number.NaN })).toThrow(/seed/u);
    expect(() => engine().taskExamples({} as never)).toThrow(/task is missing/u);
  });
});
