/** Answers the page's requests with an engine: the same code in the worker and, where there is none, in the page. */
import { callByName } from "./calls";
import { Engine } from "./engine";
import { fault } from "./errors";
import type { QuestionName, Questions, Reply, Request } from "./messages";
import { type LoadOptions, loadModule } from "./module";
import type { Stats } from "./raw";
import type { StepData, StepTrace } from "./step_trace";
import { loadThreaded, THREADED, threadsHere } from "./threads";
import type { Trace } from "./trace";
import type { EvaluationSet, TraceInput, Trainer, TrainerDecode, TrainerDescription } from "./train";
import type { TraceData } from "./types";

export interface Answered {
  reply: Reply;
  /** Buffers that move to the asker instead of being copied. */
  transfer: ArrayBuffer[];
}

export class Service {
  #options: LoadOptions = {};
  #first: WebAssembly.Module | undefined;
  #engine: Engine | undefined;
  /** For long work, where threads can share it; null once that has failed. */
  #threaded: Engine | null | undefined;
  /** Whether the last run was so large that threads would shorten the next. */
  #long = false;
  /** By run: of each asker the newest one, and the one that it shows. */
  readonly #traces = new Map<number, Trace>();
  readonly #askers = new Map<number, number>();
  readonly #trainers = new Map<number, Trainer>();
  /** By trainer: the step that was laid open last. */
  readonly #steps = new Map<number, StepTrace>();
  readonly #overtaken = new Set<number>();

  /** `restAfter` is for a worker, which may stand still until the binary's second piece has come. */
  constructor(readonly restAfter?: Promise<unknown>) {}

  /** What has come and isn't answered yet: a run that is overtaken is not begun, or its numbers aren't copied. */
  note(request: Request): void {
    if (request.name === "overtaken") this.#overtaken.add(request.ask.run);
  }

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
    this.#threaded?.dispose();
    this.#threaded = undefined;
    this.#forget();
  }

  /** What an engine that is gone has made. */
  #forget(): void {
    this.#traces.clear();
    this.#askers.clear();
    this.#trainers.clear();
    this.#steps.clear();
  }

  async #answer(request: Request): Promise<Questions[QuestionName]["answer"]> {
    switch (request.name) {
      case "start":
        return this.#start(request.ask);
      case "run":
        return this.#compute(request.ask);
      case "overtaken":
        this.#overtaken.delete(request.ask.run);
        return undefined;
      case "leave":
        return this.#free(request.ask.asker);
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
        return this.#train(await this.#strong(), request.ask);
      case "trainer":
        return this.#askTrainer(request.ask);
      case "loadModel": {
        const { bytes, ...said } = request.ask;
        return (await this.#ready()).learned.open(bytes, said).description;
      }
      case "dropModel":
        return this.#engine?.learned.drop(request.ask.name) as undefined;
      case "call":
        return callByName(await this.#ready(), request.ask.name, request.ask.options);
      case "limits":
        return (await this.#ready()).limits();
      case "stats":
        return this.#stats(await this.#ready());
    }
  }

  async #start({ wasm, first }: Questions["start"]["ask"]): Promise<undefined> {
    if (wasm) this.#options = { wasmBinary: wasm };
    this.#first = first;
    await this.#ready();
    return undefined;
  }

  /** An engine that works: after a fault that the module didn't survive, a fresh one. */
  async #ready(): Promise<Engine> {
    if (!this.#engine?.alive) {
      // What the other has made is forgotten as well: nobody would free it.
      this.#threaded?.dispose();
      this.#forget();
      // A page's numbers are the same in every browser, to the last digit: lessons name them, and links lead to them.
      const known = {
        ...(this.#first && { first: this.#first }),
        ...(this.restAfter && { restAfter: this.restAfter }),
      };
      this.#engine = new Engine(await loadModule(this.#options, known), { relaxedSimd: false });
    }
    return this.#engine;
  }

  /** The engine for long work: one with threads where there can be one, and that is loaded when it is first wanted. */
  async #strong(): Promise<Engine> {
    const threads = THREADED ? threadsHere() : 1;
    if (!THREADED || threads === 1 || this.#threaded === null) return this.#ready();
    if (!this.#threaded?.alive) {
      if (this.#threaded) this.#forget();
      try {
        this.#threaded = new Engine(await loadThreaded(THREADED, threads), { relaxedSimd: false });
      } catch {
        // Without its file, or the memory for it, there is still the usual one.
        this.#threaded = null;
        return this.#ready();
      }
    }
    return this.#threaded;
  }

  #stats(engine: Engine): Stats {
    const own = engine.stats();
    const { liveHandles, heapBytes } = this.#threaded?.alive
      ? this.#threaded.stats()
      : { liveHandles: 0, heapBytes: 0 };
    return { liveHandles: own.liveHandles + liveHandles, heapBytes: own.heapBytes + heapBytes };
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
      this.#closeStep(trainer);
      return found?.dispose();
    }
    if (!found) throw fault("train", "this trainer was disposed of");
    if (question === "stepTrace") return this.#openStep(trainer, found);
    if (question === "stepUpdate") return this.#step(trainer).update(argument as string);
    if (question === "stepExplain") {
      const { name, index } = argument as { name: string; index: number[] };
      return this.#step(trainer).trace.explain(name, index);
    }
    if (question !== "trace") return askTrainer(found, question, argument);
    const trace = found.trace(argument as TraceInput);
    try {
      return trace.data();
    } finally {
      trace.dispose();
    }
  }

  #openStep(number: number, trainer: Trainer): StepData {
    this.#closeStep(number);
    const step = trainer.stepTrace();
    this.#steps.set(number, step);
    return { ...step.description, trace: step.trace.data() };
  }

  #closeStep(trainer: number): void {
    this.#steps.get(trainer)?.dispose();
    this.#steps.delete(trainer);
  }

  #step(trainer: number): StepTrace {
    const step = this.#steps.get(trainer);
    if (!step) throw fault("train", "no step was laid open");
    return step;
  }

  /** Frees an asker's runs, all but one. */
  #free(asker: number, keep?: number): undefined {
    for (const [number, trace] of this.#traces) {
      if (number === keep || this.#askers.get(number) !== asker) continue;
      this.#traces.delete(number);
      this.#askers.delete(number);
      trace.dispose();
    }
  }

  /** After a refused spec, or one that a newer has overtaken, the page still explains the run `keep` that it shows. */
  async #compute({ asker, run, keep, spec }: Questions["run"]["ask"]): Promise<Questions["run"]["answer"]> {
    // A learned model is where it was loaded.
    const engine = await (this.#long && !("learned" in spec) ? this.#strong() : this.#ready());
    if (this.#overtaken.has(run)) return "stale";
    this.#free(asker, keep);
    const start = performance.now();
    const trace = engine.run(spec);
    const milliseconds = performance.now() - start;
    this.#traces.set(run, trace);
    this.#askers.set(run, asker);
    if (milliseconds > LONG_RUN) await breath();
    if (this.#overtaken.has(run)) return "stale";
    const data = trace.data(milliseconds);
    this.#long = data.values.length > WORTH_THREADS;
    return data;
  }
}

/** Milliseconds from which on somebody may have asked for another run meanwhile. */
const LONG_RUN = 2;

/** Numbers of a run from which on threads make up for what it costs to call their module: some 300 words. */
const WORTH_THREADS = 1 << 20;

/** Lets the messages in that have come: a task of its own, without a timer's delay. */
function breath(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function askTrainer(
  trainer: Trainer,
  question: "step" | "evaluate" | "decode" | "save" | "load" | "about",
  argument: unknown,
): unknown {
  switch (question) {
    case "step":
      return trainer.step(argument as number);
    case "evaluate":
      return trainer.evaluate(argument as EvaluationSet | undefined);
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
