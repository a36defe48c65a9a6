/**
 * The module for threads: the same engine, whose long loops are shared by workers that share its memory. Only a worker of a
 * page that is cross-origin isolated may have it; its numbers are the other's, bit for bit.
 */
import { fault } from "./errors";
import type { ModuleOptions, RawModule } from "./raw";

/** Where its glue lies, beside its binary: the site's build writes the address here (web/vite.pieces.ts). */
export const THREADED: URL | undefined = undefined;

/** More share a sentence's loops too finely. */
const MOST = 8;

/** A worker's scope, as far as it says who may share memory. */
interface Scope {
  crossOriginIsolated?: boolean;
  WorkerGlobalScope?: unknown;
  navigator?: { hardwareConcurrency?: number };
}

/** How many threads there can be here: 1 where memory can't be shared, or where a page would have to wait. */
export function threadsHere(scope: Scope = globalThis as Scope): number {
  if (!scope.crossOriginIsolated || scope.WorkerGlobalScope === undefined) return 1;
  return Math.max(1, Math.min(scope.navigator?.hardwareConcurrency ?? 1, MOST));
}

type ThreadedFactory = (options: ModuleOptions & { threads: number }) => Promise<RawModule>;

/** How long the threads may take to start: one that can't says nothing. */
const PATIENCE = 10_000;

/** A fresh module with `threads` threads, from its glue's address. Rejects where that can't be loaded, or doesn't start. */
export async function loadThreaded(glue: URL, threads: number, patience = PATIENCE): Promise<RawModule> {
  const { default: create } = (await import(/* @vite-ignore */ glue.href)) as { default: ThreadedFactory };
  const module = await inTime(create({ threads, print: () => {}, printErr: () => {} }), patience);
  module.useThreads?.(threads);
  return module;
}

function inTime<T>(coming: Promise<T>, patience: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fault("engine", "the threads didn't start")), patience);
    coming.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
