/** What a view asks of the engine beyond the run: asked once for each run, and drawn when the answer comes. */
import { type Signal, signal } from "@preact/signals-core";
import { messageOf } from "./run_state";

export type Answer<T> = { state: "waiting" } | { state: "here"; value: T } | { state: "failed"; message: string };

const answers = new WeakMap<object, Map<string, Signal<Answer<unknown>>>>();

/** The answer to the question `key` about `run`; whoever reads it is drawn again when it comes. */
export function asked<T>(run: object, key: string, ask: () => Promise<T>): Answer<T> {
  const known = answers.get(run) ?? new Map<string, Signal<Answer<unknown>>>();
  answers.set(run, known);
  let answer = known.get(key);
  if (!answer) {
    const made = signal<Answer<unknown>>({ state: "waiting" });
    known.set(key, made);
    answer = made;
    // Later than this drawing, also where the question is refused at once.
    Promise.resolve()
      .then(ask)
      .then(
        (value) => {
          made.value = { state: "here", value };
        },
        (error: unknown) => {
          made.value = { state: "failed", message: messageOf(error) };
        },
      );
  }
  return answer.value as Answer<T>;
}
