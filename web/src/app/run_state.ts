/** Runs a state: with its loss, with those of its edits that fit, or else without what the engine refuses of them. */
import type { EngineClient } from "../engine/client";
import type { LearnedRun } from "../engine/learned_models";
import type { Edit, LossSpec, RunSpec, TraceData } from "../engine/types";
import type { State } from "../state/settings";
import { isLearned, learnedSpecOf, specOf } from "../state/spec";
import { fitsShape } from "../trace/edits";
import { TraceView } from "../trace/trace_view";
import { provide } from "./learned/store";
import { lossOf, needsWords } from "./loss";

export interface Ran {
  data: TraceData;
  /** How many edits fit none of the run's cells. */
  setAside: number;
  /** Why there are no gradients although they were asked for. */
  lossProblem: string | null;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function fits(data: TraceData, edit: Edit): boolean {
  const shape = data.tensors.find((tensor) => tensor.name === edit.tensor)?.shape;
  return shape !== undefined && fitsShape(shape, edit);
}

/** Rows of the table are given in the order of appearance; a shuffle must leave each word the row that it has. */
async function wordsInOneOrder(client: EngineClient, state: State): Promise<string[]> {
  const words = await client.tokenize(state.text);
  return [...new Set(words.map((word) => word.key))].sort();
}

/** Where an edit is out of the run's shapes, runs it again with those that fit. */
async function runFitting(
  client: EngineClient,
  state: State,
  loss?: LossSpec,
): Promise<{ data: TraceData; setAside: number } | "stale"> {
  // A learned model has its own.
  const vocabulary = state.shuffle > 0 && !isLearned(state) ? await wordsInOneOrder(client, state) : undefined;
  const spec = (edits?: readonly Edit[]): RunSpec | LearnedRun =>
    isLearned(state)
      ? { ...learnedSpecOf(state, edits), ...(loss && { loss }) }
      : { ...specOf(state, edits), ...(loss && { loss }), ...(vocabulary && { vocabulary }) };
  try {
    const data = await client.run(spec());
    return data === "stale" ? data : { data, setAside: 0 };
  } catch (error) {
    if (state.edits.length === 0) throw error;
    const bare = await client.run(spec([]));
    if (bare === "stale") return bare;
    const fitting = state.edits.filter((edit) => fits(bare, edit));
    const setAside = state.edits.length - fitting.length;
    if (setAside === 0) throw error;
    const data = fitting.length === 0 ? bare : await client.run(spec(fitting));
    return data === "stale" ? data : { data, setAside };
  }
}

export async function runState(client: EngineClient, state: State): Promise<Ran | "stale"> {
  if (isLearned(state)) await provide(client, state.learned);
  const plain = async (lossProblem: string | null): Promise<Ran | "stale"> => {
    const ran = await runFitting(client, state);
    return ran === "stale" ? ran : { ...ran, lossProblem };
  };
  if (state.loss === "none") return plain(null);
  let words: TraceView | null = null;
  if (needsWords(state)) {
    const first = await plain(null);
    if (first === "stale") return first;
    words = new TraceView(first.data);
  }
  const loss = lossOf(state, words);
  if (!loss) return plain(null);
  try {
    const ran = await runFitting(client, state, loss);
    return ran === "stale" ? ran : { ...ran, lossProblem: null };
  } catch (error) {
    // A loss may name a cell that another sentence has not: the numbers are shown, and what is wrong with it is said.
    return plain(messageOf(error));
  }
}
