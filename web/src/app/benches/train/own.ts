/** The learner's own examples as a task. */
import { type OwnExamples, readExamples } from "../../../io/examples";
import { ReadError } from "../../../io/read_error";
import { type Examples, heldOutBy } from "../../../state/examples";
import { nameOf, textOf } from "../../../state/own_texts";
import { find, t } from "../../../strings/benches";
import type { TrainValues } from "./plan";
import { BASE, type Task } from "./tasks";

export interface Own {
  text: string;
  /** The link names a text that isn't here. */
  missing: boolean;
  read: OwnExamples | null;
  problem: string | null;
}

export function problemOf(error: unknown): string {
  if (!(error instanceof ReadError)) throw error;
  const { code, details } = error;
  const said = find(`training.own.error.${code}`, { ...details }) ?? code;
  return details.line === undefined ? said : t("training.own.line", { line: details.line, problem: said });
}

let last: { key: string; own: Own } | null = null;

/** Read once for a text, not with every drawing of the page. */
export function ownOf(values: Pick<TrainValues, "data" | "own" | "as">): Own {
  const text = textOf(values);
  const key = `${values.as} ${text === undefined ? "" : nameOf(text)} ${values.own}`;
  if (last?.key === key) return last.own;
  const own: Own = { text: text ?? "", missing: text === undefined, read: null, problem: null };
  try {
    if (text !== undefined && text.trim() !== "") own.read = readExamples(text, values.as);
  } catch (error) {
    own.problem = problemOf(error);
  }
  last = { key, own };
  return own;
}

function examplesOf({ kind, rows, labels }: OwnExamples): Extract<Examples, { kind: "pairs" | "labelled" }> {
  if (kind === "pairs") return { kind, list: rows.map(({ first, second }) => ({ source: first, target: second })) };
  return { kind, labels, list: rows.map(({ first, second }) => ({ text: first, label: labels.indexOf(second) })) };
}

let made: { key: string; task: Task } | null = null;

export function ownTask(own: Own, values: TrainValues): Task | null {
  const { read } = own;
  if (!read) return null;
  const { share, weights_seed: seed } = values;
  const key = JSON.stringify(["own", values.as, share, seed, nameOf(own.text)]);
  if (made?.key === key) return made.task;
  const data = heldOutBy(examplesOf(read), share, seed);
  const classes = read.labels.length;
  const task: Task = {
    id: "own",
    key,
    data,
    suit: classes > 0 ? { ...BASE, heads: 2, dropout: 0.1 } : BASE,
    model: classes > 0 ? "encoder_classifier" : "transformer",
    config: { d_ff: 64, ...(classes > 0 && { n_classes: classes }) },
    vocabulary: [],
    targetVocabulary: [],
    bucket: true,
    target: 0.9,
  };
  made = { key, task };
  return task;
}
