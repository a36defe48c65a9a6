/** An engine at a distance: requests in order, every answer a promise, stale ones dropped. */
import type { CallName, CallOptions, CallResult } from "./calls";
import { type Channel, openHere, openWorker } from "./channel";
import { index as checkedIndex, string } from "./checks";
import { type ClientTrainer, trainAt } from "./client_trainer";
import { fault } from "./errors";
import type { Stats } from "./raw";
import { checkedSpec, type LessonRegistry } from "./spec";
import type { TensorFormat } from "./trace";
import { checkedTrain, type TrainSpec } from "./train";
import type { Explanation, Limits, RunSpec, TraceData, Word } from "./types";

export interface ConnectionOptions {
  /** Makes the worker; undefined stands for an engine in this thread. */
  worker?: (() => Worker) | undefined;
  /** Handed on to the engine, wherever it runs. */
  wasm?: ArrayBuffer | Uint8Array;
  lessons?: LessonRegistry;
}

export interface EngineClient {
  /** Runs a spec. When another run was asked for before this one was done, the answer is `stale`. */
  run(spec: RunSpec): Promise<TraceData | "stale">;
  /** Explains a cell of the latest run that was answered; undefined before the first. */
  explain(name: string, index: readonly number[]): Promise<Explanation | undefined>;
  exportTensor(format: TensorFormat, name: string): Promise<string | Uint8Array>;
  tokenize(text: string): Promise<Word[]>;
  /**
   * Calls a function of the engine that takes one argument and keeps nothing: `call("softmax", { input })`. With an
   * aborted `signal` it rejects at once, `[softmax] stopped`; what the worker has begun it ends, and nobody hears of it.
   */
  call<Name extends CallName>(name: Name, options: CallOptions<Name>, signal?: AbortSignal): Promise<CallResult<Name>>;
  /** A model that learns, where the engine is. */
  train(spec: TrainSpec): Promise<ClientTrainer>;
  limits(): Promise<Limits>;
  stats(): Promise<Stats>;
  /** Ends the worker. Whatever is still asked for is rejected. */
  dispose(): void;
}

interface Waiting {
  ticket: number;
  spec: RunSpec;
  resolve(answer: TraceData | "stale"): void;
  reject(error: unknown): void;
}

/**
 * One run at a time, and at most one behind it: while somebody drags a slider the worker computes the newest
 * setting, not every one in between.
 */
class RunQueue {
  #ticket = 0;
  #busy = false;
  #waiting: Waiting | undefined;
  /** The run that the page shows. */
  shown = 0;

  constructor(readonly channel: Channel) {}

  run(spec: RunSpec): Promise<TraceData | "stale"> {
    this.#waiting?.resolve("stale");
    return new Promise((resolve, reject) => {
      this.#waiting = { ticket: ++this.#ticket, spec, resolve, reject };
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#busy || !this.#waiting) return;
    const { ticket, spec, resolve, reject } = this.#waiting;
    this.#waiting = undefined;
    this.#busy = true;
    try {
      const data = await this.channel.ask("run", { run: ticket, keep: this.shown, spec });
      if (ticket === this.#ticket) {
        this.shown = ticket;
        resolve(data);
      } else resolve("stale");
    } catch (error) {
      // A refused spec that nobody waits for any more is no news.
      if (ticket === this.#ticket) reject(error);
      else resolve("stale");
    } finally {
      this.#busy = false;
      void this.#pump();
    }
  }
}

async function openInPage(): Promise<Channel> {
  // Loaded only here: a page with a worker needs no second copy of the engine.
  const { Service } = await import("./service");
  return openHere(new Service());
}

async function started(channel: Channel, { wasm }: ConnectionOptions): Promise<Channel> {
  try {
    await channel.ask("start", { ...(wasm && { wasm }) });
    return channel;
  } catch (error) {
    channel.close();
    throw error;
  }
}

async function open(options: ConnectionOptions): Promise<Channel> {
  const { worker } = options;
  if (worker && typeof Worker === "function") {
    try {
      return await started(await openWorker(worker()), options);
    } catch (error) {
      console.info("The engine runs in the page, for its worker did not start.", error);
    }
  }
  return started(await openInPage(), options);
}

/** Connects to an engine by the given means; rejects with `[engine] ...` where no wasm can be loaded. */
export async function connect(options: ConnectionOptions): Promise<EngineClient> {
  const channel = await open(options);
  const runs = new RunQueue(channel);
  let trainers = 0;
  return {
    // Checked on this side first: typed arrays that are views of something large cross as copies of their own part.
    run: async (spec) => runs.run(compact(checkedSpec(spec, options.lessons))),
    explain: async (name, index) =>
      channel.ask("explain", {
        run: runs.shown,
        name: string("explain", "the name", name),
        index: checkedIndex("explain", "index", index),
      }),
    exportTensor: async (format, name) => channel.ask("export", { run: runs.shown, format, name }),
    tokenize: async (text) => channel.ask("tokenize", { text }),
    call: async (name, options, signal) => {
      if (signal?.aborted) throw fault(name, "stopped");
      return (await unlessStopped(name, channel.ask("call", { name, options: compact(options) }), signal)) as never;
    },
    train: async (spec) => trainAt(channel, ++trainers, compact(checkedTrain(spec) as unknown as TrainSpec)),
    limits: async () => channel.ask("limits", {}),
    stats: async () => channel.ask("stats", {}),
    dispose: () => channel.close(),
  };
}

/** The answer, or a rejection as soon as the signal says so. */
function unlessStopped<T>(name: string, answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(fault(name, "stopped"));
    signal.addEventListener("abort", stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Structured clone copies the whole buffer behind a view: cut views out of buffers that are larger than they. */
function compact<T>(value: T): T {
  if (value instanceof Float32Array) {
    return (value.byteLength === value.buffer.byteLength ? value : value.slice()) as T;
  }
  if (Array.isArray(value)) return value.map(compact) as T;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, compact(entry)])) as T;
}
