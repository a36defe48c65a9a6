/** A task's examples with what suits them, from wherever they come. */
import type { Page } from "../../page";
import { digitsTask, sentimentTask } from "./collected";
import { fileBeside } from "./files_beside";
import { generatedTask } from "./generated";
import { COLLECTED, type Collected, GENERATED, type OWN, type Sources, type Task, type TaskId } from "./tasks";

const COLLECTIONS: Record<Collected, (sources: Sources) => Promise<Task>> = {
  sentiment: sentimentTask,
  digits: digitsTask,
};

/** Tasks that have to be asked for. */
export type Provided = Exclude<TaskId, typeof OWN>;

export function provideTask(sources: Sources, id: Provided, seed: number): Promise<Task> {
  const generated = GENERATED.find((one) => one === id);
  return generated ? generatedTask(sources, generated, seed) : COLLECTIONS[id as Collected](sources);
}

/** The seed draws the examples of a generator, and no others. */
export const taskKey = (id: Provided, seed: number): string =>
  COLLECTED.some((one) => one === id) ? id : JSON.stringify([id, seed]);

export async function sourcesOf(page: Page): Promise<Sources> {
  const client = await page.engine();
  return { call: (name, options) => client.call(name, options), file: fileBeside };
}
