/** What a workbench is, and what all of them share: their fields in the state, and answers of the engine that may be late. */
import { type Signal, signal } from "@preact/signals-core";
import type { TemplateResult } from "lit";
import { type Fields, readPanel, type Values, writePanel } from "../../state/panel";
import type { BenchId } from "../../state/settings";
import { t } from "../../strings/text";
import type { Page } from "../page";

export interface BenchParts {
  stage: TemplateResult;
  /** What is set less often than what is typed. */
  side: TemplateResult;
  /** On a phone the settings stand behind what is asked and answered, and not before it. */
  sideLast?: boolean;
  /** Names in the link that no field has, or whose values can't be read. */
  unreadable: readonly string[];
}

export interface Bench {
  id: Exclude<BenchId, "none">;
  render(page: Page): BenchParts;
}

export interface Panel<F extends Fields> {
  values: Values<F>;
  unreadable: readonly string[];
  /** One named entry of the history; consecutive changes with one key (typing, dragging) are one. */
  set(patch: Partial<Values<F>>, name: string, key?: string): void;
}

export function panelOf<F extends Fields>({ store }: Page, fields: F): Panel<F> {
  const { panel } = store.state.value;
  const { values, unreadable } = readPanel(fields, panel);
  return {
    values,
    unreadable,
    set(patch, name, key) {
      // Read again: another field may have changed since this was drawn.
      const now = readPanel(fields, store.state.peek().panel).values;
      store.change({ panel: writePanel(fields, { ...now, ...patch }) }, t("change.bench", { name }), key);
    },
  };
}

export interface Answer<T> {
  /** The latest that arrived: it stays while a newer one is under way or was refused. */
  value: T | null;
  problem: string | null;
  /** The value is that of an earlier question. */
  stale: boolean;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Asks once for each new key and remembers the latest answer. Called while the page is drawn; what arrives later
 * draws it again, and what a newer question has overtaken is dropped.
 */
export function latest<T>(): (key: string, ask: () => Promise<T>) => Answer<T> {
  const shown: Signal<{ key: string; value: T | null; problem: string | null }> = signal({
    key: "",
    value: null,
    problem: null,
  });
  let asked = "";
  return (key, ask) => {
    const { value } = shown;
    if (key !== asked) {
      asked = key;
      // Not before the drawing is done: an answer must never change a signal that is being read.
      Promise.resolve()
        .then(ask)
        .then(
          (answer) => {
            if (asked === key) shown.value = { key, value: answer, problem: null };
          },
          (error: unknown) => {
            if (asked === key) shown.value = { key, value: shown.peek().value, problem: messageOf(error) };
          },
        );
    }
    return {
      value: value.value,
      problem: value.key === key ? value.problem : null,
      stale: value.key !== key || value.problem !== null,
    };
  };
}
