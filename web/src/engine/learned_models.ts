/** The learned models of an engine, by their names. */
import { plainObject, string } from "./checks";
import type { SearchOptions } from "./decoding";
import { describe, fault } from "./errors";
import { encoderOf, joinHead } from "./heads";
import { type LearnedHost, type LearnedInput, LearnedModel, readModelFile } from "./learned";
import type { FetchModel, FetchOptions } from "./model_files";
import type { RawLearned, RawModule } from "./raw";
import { isArchitecture } from "./spec";
import type { Config } from "./types";

export interface LoadModelOptions extends FetchOptions {
  /** What the model of bytes is to be called; its file says so by default. */
  name?: string;
  /** Laid over what the file says, such as the `n_heads` that a file of PyTorch's doesn't tell. */
  config?: Partial<Config>;
}

/** A learned model, or the name of one that is loaded, and what it is asked about. */
export type LearnedQuestion = LearnedInput & { model: string | LearnedModel };
export type LearnedRun = LearnedQuestion;
export type LearnedDecodeOptions = LearnedQuestion & SearchOptions;

const OP = "model";

export function withoutModel<T extends { model: unknown }>({ model: _, ...rest }: T): Omit<T, "model"> {
  return rest;
}

/** What the models need of their engine. */
export interface LearnedModelsHost {
  guard<T>(op: string, call: (module: RawModule) => T | Error): T;
  free(raw: RawLearned): void;
  wrap: LearnedHost["wrap"];
  /** Held from now on, and no more. */
  hold(model: LearnedModel): void;
  released(model: LearnedModel): void;
}

export class LearnedModels {
  readonly #host: LearnedModelsHost;
  readonly #fetch: FetchModel;
  readonly #byName = new Map<string, LearnedModel>();

  constructor(host: LearnedModelsHost, fetchModel: FetchModel) {
    this.#host = host;
    this.#fetch = fetchModel;
  }

  async load(
    nameOrBytes: string | Uint8Array | ArrayBuffer,
    { name, config, ...options }: LoadModelOptions,
  ): Promise<LearnedModel> {
    const known = typeof nameOrBytes === "string";
    const given = known ? await this.#fetch(string(OP, "the name", nameOrBytes), options) : nameOrBytes;
    const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    const encoder = bytes instanceof Uint8Array ? encoderOf(bytes) : undefined;
    const whole = encoder === undefined ? bytes : joinHead(bytes, await this.#fetch(encoder, options));
    return this.open(whole, { name: known ? nameOrBytes : name, config });
  }

  /** A model of that name is replaced, once the new one is there. */
  open(bytes: Uint8Array | ArrayBuffer, said: Parameters<typeof readModelFile>[1]): LearnedModel {
    const encoder = bytes instanceof Uint8Array ? encoderOf(bytes) : undefined;
    if (encoder !== undefined)
      throw fault(OP, `the file is a head on the model ${encoder}, which it must be joined with`);
    const file = readModelFile(bytes, said);
    const raw = this.#host.guard(OP, (module) =>
      module.loadModel
        ? module.loadModel(file.bytes, file.about)
        : fault(OP, "this build of the engine can't load models"),
    );
    let learned: LearnedModel;
    try {
      const found = this.#host.guard(OP, () => raw.describe());
      learned = new LearnedModel(
        raw,
        { ...file.said, ...found },
        {
          guard: (op, call) => this.#host.guard(op, call),
          free: (one) => this.#host.free(one),
          wrap: this.#host.wrap,
          released: (one) => this.#forget(one),
        },
      );
    } catch (error) {
      this.#host.free(raw);
      throw error;
    }
    this.drop(learned.name);
    this.#host.hold(learned);
    this.#byName.set(learned.name, learned);
    return learned;
  }

  drop(name: string): void {
    this.#byName.get(name)?.dispose();
  }

  /** The learned model that the options name, if they do: an architecture's name stays an architecture. */
  find(options: unknown): LearnedModel | undefined {
    const model = typeof options === "object" && options !== null ? (options as { model?: unknown }).model : undefined;
    if (model instanceof LearnedModel) return model;
    return typeof model === "string" && !isArchitecture(model) ? this.#byName.get(model) : undefined;
  }

  /** The one that a question is to. Throws `[op] ...` with the names that there are. */
  asked(op: string, options: LearnedQuestion): LearnedModel {
    const { model } = plainObject(op, "the options", options);
    const learned = this.find(options);
    if (learned) return learned;
    const names = [...this.#byName.keys()];
    throw fault(
      op,
      `${describe(model)} is no model that is loaded; ${names.length ? `there are ${names.join(", ")}` : "none is"}: loadModel first`,
    );
  }

  #forget(model: LearnedModel): void {
    this.#host.released(model);
    if (this.#byName.get(model.name) === model) this.#byName.delete(model.name);
  }
}
