/** The learned models that the page can load, as the build found them. */

export type Task = "translate" | "summarise" | "classify" | "continue" | "embed" | "resolve" | "image";

export interface Shelved {
  /** By which links and the engine know it. */
  name: string;
  title: string;
  kind: "toy" | "trained" | "pretrained";
  /** What it was trained on, and by whom. */
  about: string;
  licence?: string;
  task: Task;
  /** Its architecture. */
  model: string;
  labels?: readonly string[];
  parameters: number;
  bytes: number;
  /** Of its bytes: what was cached under another one is another model. */
  digest: string;
  /** Lies in the offline page. */
  inline: boolean;
}

const indexes = import.meta.glob<readonly Shelved[]>("../../../models/index.json", { eager: true, import: "default" });

export const SHELF: readonly Shelved[] = Object.values(indexes)[0] ?? [];

export const shelved = (name: string): Shelved | undefined => SHELF.find((one) => one.name === name);
