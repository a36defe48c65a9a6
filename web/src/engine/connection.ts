/** An engine at a distance: requests in order, every answer a promise, stale ones dropped. */
import type { CallName, CallOptions, CallResult } from "./calls";
import { type Channel, openHere, openWorker } from "./channel";
import { index as checkedIndex, string } from "./checks";
import type { ClientTrainer } from "./client_trainer";
import { fault } from "./errors";
import type { ModelDescription } from "./learned";
import { checkedLearnedInput } from "./learned_input";
import type { LearnedRun } from "./learned_models";
import type { Stats } from "./raw";
import { checkedSpec, type LessonRegistry } from "./spec";
import type { TensorFormat } from "./trace";
import type { TrainSpec } from "./train";
import type { Config, Explanation, Limits, RunSpec, TraceData, Word } from "./types";

export interface ConnectionOptions {
  /** Makes the worker; undefined stands for an engine in this thread. */
  worker?: (() => Worker) | undefined;
  /** Handed on to the engine, wherever it runs. */
  wasm?: ArrayBuffer | Uint8Array;
  /** The first piece of a binary that is in two, compiled beside the worker's start; nothing where that failed. */
  first?: Promise<WebAssembly.Module | undefined>;
  lessons?: LessonRegistry;
}

export interface EngineClient {
  /** Runs a spec. When another run was asked for before this one was done, the answer is `stale`. */
  run(spec: RunSpec | LearnedRun): Promise<TraceData | "stale">;
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
  /** A learned model from a file's bytes: from then on `run`, and the calls decode, classify and embed, know its name. */
  loadModel(bytes: Uint8Array, said?: { name?: string; config?: Partial<Config> }): Promise<ModelDescription>;
  dropModel(name: string): Promise<void>;
  limits(): Promise<Limits>;
  stats(): Promise<Stats>;
  /** Ends the worker, or its part in a shared one. Whatever is still asked for is rejected. */
  dispose(): void;
}

/** Numbers that no two askers of one engine share. */
let askers = 0;
let runs = 0;
let trainers = 0;

interface Waiting {
  ticket: number;
  spec: RunSpec | LearnedRun;
  resolve(answer: TraceData | "stale"): void;
  reject(error: unknown): void;
}

/**
 * One run at a time, and at most one behind it: while somebody drags a slider the worker computes the newest
 * setting, not every one in between.
 */
class RunQueue {
  readonly asker = ++askers;
  #ticket = 0;
  /** The run that the engine has; 0 for none. */
  #busy = 0;
  #waiting: Waiting | undefined;
  /** The run that the page shows. */
  shown = 0;

  constructor(readonly channel: Channel) {}

  run(spec: RunSpec | LearnedRun): Promise<TraceData | "stale"> {
    this.#overtake();
    this.#waiting?.resolve("stale");
    return new Promise((resolve, reject) => {
      this.#ticket = ++runs;
      this.#waiting = { ticket: this.#ticket, spec, resolve, reject };
      void this.#pump();
    });
  }

  /** Says of the run that the engine has, once, that nobody will show it. */
  #overtake(): void {
    if (this.#busy === 0 || this.#busy !== this.#ticket) return;
    this.channel.ask("overtaken", { run: this.#busy }).catch(() => {});
  }

  /** Nobody waits any more. */
  end(): void {
    this.#waiting?.resolve("stale");
    this.#waiting = undefined;
  }

  async #pump(): Promise<void> {
    if (this.#busy !== 0 || !this.#waiting) return;
    const { ticket, spec, resolve, reject } = this.#waiting;
    this.#waiting = undefined;
    this.#busy = ticket;
    try {
      const data = await this.channel.ask("run", { asker: this.asker, run: ticket, keep: this.shown, spec });
      if (ticket === this.#ticket && data !== "stale") {
        this.shown = ticket;
        resolve(data);
      } else resolve("stale");
    } catch (error) {
      // A refused spec that nobody waits for any more is no news.
      if (ticket === this.#ticket) reject(error);
      else resolve("stale");
    } finally {
      this.#busy = 0;
      void this.#pump();
    }
  }
}

async function openInPage(): Promise<Channel> {
  // Loaded only here: a page with a worker needs no second copy of the engine.
  const { Service } = await import("./service");
  return openHere(new Service());
}

async function started(channel: Channel, { wasm, first: coming }: ConnectionOptions): Promise<Channel> {
  try {
    const first = await coming;
    await channel.ask("start", { ...(wasm && { wasm }), ...(first && { first }) });
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
  return clientAt(channel, options.lessons, () => channel.close());
}

/**
 * Several clients of one engine, started for the first of them and ended with the last. What one of them loads, all
 * have: a model's name stands for the same bytes everywhere.
 */
export function shareEngine(options: () => Promise<ConnectionOptions>): () => Promise<EngineClient> {
  let opening: Promise<{ channel: Channel; lessons: LessonRegistry | undefined }> | undefined;
  let models = new Map<string, Promise<ModelDescription>>();
  let clients = 0;
  const leave = (): void => {
    clients -= 1;
    if (clients > 0) return;
    opening?.then(({ channel }) => channel.close()).catch(() => {});
    opening = undefined;
    models = new Map();
  };
  return async () => {
    clients += 1;
    opening ??= options().then(async (given) => ({ channel: await open(given), lessons: given.lessons }));
    try {
      const { channel, lessons } = await opening;
      return clientAt(channel, lessons, leave, models);
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** One asker's end of a channel. `shared`: models that every asker of the engine has. */
function clientAt(
  channel: Channel,
  lessons: LessonRegistry | undefined,
  close: () => void,
  shared?: Map<string, Promise<ModelDescription>>,
): EngineClient {
  const runs = new RunQueue(channel);
  const models = new Set<string>();
  const made: ClientTrainer[] = [];
  let closed = false;
  const checked = (spec: RunSpec | LearnedRun): RunSpec | LearnedRun => {
    const { model } = spec;
    if (typeof model !== "string" || !models.has(model)) return checkedSpec(spec as RunSpec, lessons);
    return { ...checkedLearnedInput("run", spec), model };
  };
  return {
    // Checked on this side first: typed arrays that are views of something large cross as copies of their own part.
    run: async (spec) => {
      if (closed) throw fault("engine", "this client was disposed of");
      return runs.run(compact(checked(spec)));
    },
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
    train: async (spec) => {
      // Loaded only here: a page whose reader never trains does without it.
      const { trainAt, checkedTrain } = await import("./client_training");
      const trainer = await trainAt(channel, ++trainers, compact(checkedTrain(spec) as unknown as TrainSpec));
      if (closed) {
        // The engine may live on, for others.
        trainer.dispose();
        throw fault("train", "this client was disposed of");
      }
      made.push(trainer);
      return trainer;
    },
    loadModel: async (bytes, said = {}) => {
      const known = said.name === undefined ? undefined : shared?.get(said.name);
      const loading = known ?? channel.ask("loadModel", { bytes: bytes.slice(), ...said });
      if (said.name !== undefined) shared?.set(said.name, loading);
      try {
        const description = await loading;
        models.add(description.name);
        return description;
      } catch (error) {
        shared?.delete(said.name ?? "");
        throw error;
      }
    },
    dropModel: async (name) => {
      models.delete(name);
      if (!shared) await channel.ask("dropModel", { name });
    },
    limits: async () => channel.ask("limits", {}),
    stats: async () => channel.ask("stats", {}),
    dispose: () => {
      if (closed) return;
      closed = true;
      // Nobody waits for the answers: with the channel closed the memory is gone too.
      runs.end();
      for (const trainer of made) trainer.dispose();
      channel.ask("leave", { asker: runs.asker }).catch(() => {});
      close();
    },
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
