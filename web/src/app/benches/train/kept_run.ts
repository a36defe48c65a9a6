/** The latest training, kept by the browser so that a reload can go on with it. Where nothing may be kept, nothing is. */
import type { Course, Resumed } from "./course";

export interface KeptRun extends Resumed {
  /** The fields that it was trained with, as the link has them. */
  panel: string;
  total: number;
  /** The learner's own examples, where they are too long for the fields. */
  text?: string | undefined;
}

const DATABASE = "attention-lab";
const STORE = "training";
const LATEST = "latest";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("[train] the browser's store is in use"));
  });
}

async function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const numbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === "number");

/** Whatever lies in the store: an older page may have put it there. */
export function asKeptRun(value: unknown): KeptRun | null {
  if (typeof value !== "object" || value === null) return null;
  const { panel, total, step, history, measured, bytes, text } = value as Partial<KeptRun>;
  const whole =
    typeof panel === "string" &&
    Number.isInteger(total) &&
    Number.isInteger(step) &&
    bytes instanceof Uint8Array &&
    (text === undefined || typeof text === "string") &&
    Array.isArray(measured) &&
    [history?.losses, history?.rates, history?.norms].every((list) => numbers(list) && list.length === step);
  return whole ? (value as KeptRun) : null;
}

export async function readKept(): Promise<KeptRun | null> {
  try {
    return asKeptRun(await inStore("readonly", (store) => store.get(LATEST)));
  } catch {
    return null;
  }
}

/** One write after the other: an earlier one that opened the store late must not cover a later one. */
let writing: Promise<unknown> = Promise.resolve();

/** Tells whether it was kept. */
export function keepRun(
  { step, history, measured, total }: Course,
  { panel, text }: Pick<KeptRun, "panel" | "text">,
  bytes: Uint8Array,
): Promise<boolean> {
  const run: KeptRun = { panel, total, step, history, measured, bytes, text };
  const kept = writing.then(async () => {
    try {
      await inStore("readwrite", (store) => store.put(run, LATEST));
      return true;
    } catch {
      return false;
    }
  });
  writing = kept;
  return kept;
}

export async function forgetKept(): Promise<void> {
  try {
    await inStore("readwrite", (store) => store.delete(LATEST));
  } catch {
    // What can't be reached was never kept.
  }
}
