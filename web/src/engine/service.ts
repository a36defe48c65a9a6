/** Answers the page's requests with an engine: the same code in the worker and, where there is none, in the page. */
import { callByName } from "./calls";
import { createEngine, type Engine, type EngineOptions } from "./engine";
import { fault } from "./errors";
import type { QuestionName, Questions, Reply, Request } from "./messages";
import type { Trace } from "./trace";
import type { TraceInput, Trainer, TrainerDecode, TrainerDescription } from "./train";
import type { TraceData } from "./types";

export interface Answered {
  reply: Reply;
  /** Buffers that move to the asker instead of being copied. */
  transfer: ArrayBuffer[];
}

export class Service {
  #options: EngineOptions = {};
  #engine: Engine | undefined;
  /** By run: the newest one, and the one that the page shows. */
  readonly #traces = new Map<number, Trace>();
  readonly #trainers = new Map<number, Trainer>();

  /** Never rejects: what goes wrong is the reply. */
  async handle(request: Request): Promise<Answered> {
    const { id } = request;
    try {
      const value = await this.#answer(request);
      return { reply: { id, value }, transfer: transferable(value) };
    } catch (error) {
      return { reply: { id, error: error instanceof Error ? error.message : String(error) }, transfer: [] };
    }
  }

  dispose(): void {
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#traces.clear();
    this.#trainers.clear();
  }

  async #answer(request: Request): Promise<Questions[QuestionName]["answer"]> {
    switch (request.name) {
      case "start":
        return this.#start(request.ask);
      case "run":
        return this.#compute(await this.#ready(), request.ask);
      case "explain": {
        const { run, name, index } = request.ask;
        return this.#traces.get(run)?.explain(name, index);
      }
      case "export": {
        const { run, format, name } = request.ask;
        const trace = this.#traces.get(run);
        if (!trace) throw fault("export", "there is no run to export from");
        return format === "npy" ? trace.export(format, name) : trace.export(format, name);
      }
      case "tokenize":
        return (await this.#ready()).tokenize(request.ask.text);
      case "train":
        return this.#train(await this.#ready(), request.ask);
      case "trainer":
        return this.#askTrainer(request.ask);
      case "call":
        return callByName(await this.#ready(), request.ask.name, request.ask.options);
      case "limits":
        return (await this.#ready()).limits();
      case "stats":
        return (await this.#ready()).stats();
    }
  }

  async #start({ wasm }: Questions["start"]["ask"]): Promise<undefined> {
    if (wasm) this.#options = { wasmBinary: wasm };
    await this.#ready();
    return undefined;
  }

  /** An engine that works: after a fault that the module didn't survive, a fresh one. */
  async #ready(): Promise<Engine> {
    if (!this.#engine?.alive) {
      this.#traces.clear();
      this.#trainers.clear();
      this.#engine = await createEngine(this.#options);
    }
    return this.#engine;
  }

  #train(engine: Engine, { trainer, spec }: Questions["train"]["ask"]): TrainerDescription {
    const made = engine.train(spec);
    this.#trainers.set(trainer, made);
    return made.about;
  }

  #askTrainer({ trainer, question, argument }: Questions["trainer"]["ask"]): unknown {
    const found = this.#trainers.get(trainer);
    if (question === "dispose") {
      this.#trainers.delete(trainer);
      return found?.dispose();
    }
    if (!found) throw fault("train", "this trainer was disposed of");
    if (question !== "trace") return askTrainer(found, question, argument);
    const trace = found.trace(argument as TraceInput);
    try {
      return trace.data();
    } finally {
      trace.dispose();
    }
  }

  /** After a refused spec, or one that a newer has overtaken, the page still explains the run `keep` that it shows. */
  #compute(engine: Engine, { run, keep, spec }: Questions["run"]["ask"]): Questions["run"]["answer"] {
    for (const [number, trace] of this.#traces) {
      if (number === keep) continue;
      this.#traces.delete(number);
      trace.dispose();
    }
    const start = performance.now();
    const trace = engine.run(spec);
    const milliseconds = performance.now() - start;
    this.#traces.set(run, trace);
    return trace.data(milliseconds);
  }
}

function askTrainer(
  trainer: Trainer,
  question: Exclude<Questions["trainer"]["ask"]["question"], "trace" | "dispose">,
  argument: unknown,
): unknown {
  switch (question) {
    case "step":
      return trainer.step(argument as number);
    case "evaluate":
      return trainer.evaluate();
    case "decode":
      return trainer.decode(argument as TrainerDecode);
    case "save":
      return trainer.save();
    case "load":
      return trainer.load(argument as Uint8Array);
    case "about":
      return trainer.about;
  }
}

function transferable(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array) return [value.buffer as ArrayBuffer];
  if (typeof value === "object" && value !== null && "values" in value && value.values instanceof Float32Array) {
    const { values, gradients } = value as TraceData;
    return [values, ...(gradients ? [gradients] : [])].map((floats) => floats.buffer as ArrayBuffer);
  }
  return [];
}
