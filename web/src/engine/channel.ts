/** Ways to reach a service: a worker, or this very page. */
import { fault } from "./errors";
import { type QuestionName, type Questions, READY, type Reply, type Request } from "./messages";
import type { Service } from "./service";

export interface Channel {
  ask<Name extends QuestionName>(name: Name, ask: Questions[Name]["ask"]): Promise<Questions[Name]["answer"]>;
  close(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Matches replies to requests by id; what is left when the channel closes is rejected. */
class Ledger {
  readonly #pending = new Map<number, Pending>();
  #closed: Error | undefined;
  #next = 1;

  open<T>(send: (id: number) => void): Promise<T> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      try {
        send(id);
      } catch (error) {
        // Something that can't be copied into a worker: a function among the options.
        this.#pending.delete(id);
        reject(fault("engine", `the request can't be sent: ${error instanceof Error ? error.message : String(error)}`));
      }
    });
  }

  settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (!pending) return;
    if ("error" in reply) pending.reject(new Error(reply.error));
    else pending.resolve(reply.value);
  }

  close(reason: Error): void {
    this.#closed ??= reason;
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** How long a worker may take to say that its script was read. */
const PATIENCE = 10_000;

/** Resolves once the worker's script runs; rejects when it can't start (file://, a policy, a broken download). */
export function openWorker(worker: Worker): Promise<Channel> {
  const ledger = new Ledger();
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      const reason = fault("engine", message);
      clearTimeout(timer);
      worker.terminate();
      ledger.close(reason);
      reject(reason);
    };
    const timer = setTimeout(() => fail("the worker didn't answer"), PATIENCE);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(`the worker stopped: ${event.message || "its script could not be read"}`);
    };
    worker.onmessageerror = () => fail("a message between page and worker could not be read");
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data !== READY) return ledger.settle(data as Reply);
      clearTimeout(timer);
      resolve({
        ask: (name, ask) => ledger.open((id) => worker.postMessage({ id, name, ask })),
        close: () => {
          worker.terminate();
          ledger.close(fault("engine", "this client was disposed of"));
        },
      });
    };
  });
}

/** A service in this thread, asked in the same way: in order, and never before the caller has returned. */
export function openHere(service: Service): Channel {
  const ledger = new Ledger();
  let last: Promise<void> = Promise.resolve();
  return {
    ask: (name, ask) =>
      ledger.open((id) => {
        const request = { id, name, ask } as Request;
        service.note(request);
        last = last.then(async () => ledger.settle((await service.handle(request)).reply));
      }),
    close: () => {
      service.dispose();
      ledger.close(fault("engine", "this client was disposed of"));
    },
  };
}
