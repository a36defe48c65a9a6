/** The module while it lives, and whatever holds memory of it. */
import { asFault, fault, isFatal } from "./errors";
import type { RawModule } from "./raw";

interface Disposable {
  dispose(): void;
}

export class HeldModule {
  #module: RawModule | undefined;
  /** Why the module is gone, for later calls. */
  #gone = "this engine was disposed of";
  /** Traces, trainers, layers, models: to be disposed of with the module. */
  readonly #held = new Set<Disposable>();

  constructor(module: RawModule) {
    this.#module = module;
  }

  get alive(): boolean {
    return this.#module !== undefined;
  }

  /** The module; throws `[engine] ...` where it is gone. */
  live(): RawModule {
    if (!this.#module) throw fault("engine", this.#gone);
    return this.#module;
  }

  hold<T extends Disposable>(one: T): T {
    this.#held.add(one);
    return one;
  }

  // What follows is handed on to whatever is held, and so belongs to the object.

  /** Calls into the module. Every failure is an Error that names the op; one that the module didn't survive ends it. */
  readonly guard = <T>(op: string, call: (module: RawModule) => T | Error): T => {
    const module = this.live();
    let result: T | Error;
    try {
      result = call(module);
    } catch (error) {
      if (isFatal(error)) {
        this.#module = undefined;
        this.#gone = `the module stopped in ${op}; create another engine`;
      }
      throw asFault(op, error);
    }
    if (result instanceof Error) throw asFault(op, result);
    return result;
  };

  /** The one place that frees an arena; with the module gone its memory is gone too. */
  readonly free = (raw: { delete(): void }): void => {
    if (this.#module) this.guard("trace", () => raw.delete());
  };

  readonly released = (one: Disposable): boolean => this.#held.delete(one);

  /** Disposes of all that is held and lets go of the module. */
  dispose(): void {
    for (const held of [...this.#held]) held.dispose();
    this.#module = undefined;
  }
}
