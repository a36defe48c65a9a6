/**
 * Starts a binary in two pieces (web/scripts/pieces.mjs cuts it). The second can come later: until then each of its functions
 * is stood for by one that fetches it, and makes the call wait.
 */
import { fault } from "./errors";

/** How the pieces are got. A call can't wait for a promise, so the second must also be had at once. */
export interface Source {
  first(): Promise<WebAssembly.Module>;
  rest(): Promise<WebAssembly.Module>;
  restNow(): WebAssembly.Module;
}

const failed = (file: URL, reason: unknown): Error =>
  fault("engine", `${file.pathname.split("/").at(-1)} could not be loaded: ${reason}.`);

const statusOf = ({ status, statusText }: { status: number; statusText: string }): string =>
  `the server said ${status} ${statusText}`.trimEnd();

/** Compiles while the file streams in, where the server says what it is. Rejects with `[engine] ...`, naming the file. */
export async function compiled(file: URL): Promise<WebAssembly.Module> {
  const response = await fetch(file, { credentials: "same-origin" });
  if (!response.ok) throw failed(file, statusOf(response));
  const streams = response.headers.get("content-type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** In a worker alone: a page must not stand still for the network. */
function compiledNow(file: URL): WebAssembly.Module {
  const request = new XMLHttpRequest();
  request.open("GET", file, false);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    throw failed(file, "there is no connection");
  }
  if (request.status !== 200) throw failed(file, statusOf(request));
  return new WebAssembly.Module(request.response as ArrayBuffer);
}

/** Pieces by their addresses; the first may be there already. */
export const fetched = ({ first, rest }: { first: URL; rest: URL }, there?: WebAssembly.Module): Source => ({
  first: async () => there ?? compiled(first),
  rest: () => compiled(rest),
  restNow: () => compiledNow(rest),
});

/** The second piece puts its functions into the first one's table, over those that stood for them. */
class Rest {
  #there = false;
  #exports: WebAssembly.Exports = {};

  constructor(readonly source: Source) {}

  /** What the first piece imports: functions by their places in its table. */
  readonly placeholders = new Proxy<Record<string, WebAssembly.ImportValue>>(
    {},
    {
      get:
        (_none, place: string) =>
        (...given: unknown[]): unknown => {
          this.#place(this.source.restNow);
          return this.#table().get(Number(place))(...given);
        },
    },
  );

  begin(exports: WebAssembly.Exports): void {
    this.#exports = exports;
  }

  async come(coming: Promise<WebAssembly.Module>): Promise<void> {
    const module = await coming;
    this.#place(() => module);
  }

  #place(module: () => WebAssembly.Module): void {
    if (this.#there) return;
    new WebAssembly.Instance(module(), { first: this.#exports });
    this.#there = true;
  }

  #table(): WebAssembly.Table {
    return Object.values(this.#exports).find((one) => one instanceof WebAssembly.Table) as WebAssembly.Table;
  }
}

/**
 * Instantiates both. With `restAfter` the first is enough, and the second is fetched when that has settled, or when it is
 * called; a fetch that fails then is tried again by the next call.
 */
export async function instantiated(
  source: Source,
  imports: WebAssembly.Imports,
  restAfter?: Promise<unknown>,
): Promise<WebAssembly.Instance> {
  const rest = new Rest(source);
  const all = { ...imports, rest: rest.placeholders };
  // Both are under way at once where both are waited for.
  const second = restAfter ? undefined : source.rest();
  second?.catch(() => {});
  const instance = await WebAssembly.instantiate(await source.first(), all);
  rest.begin(instance.exports);
  if (second) await rest.come(second);
  else restAfter?.then(() => rest.come(source.rest())).catch(() => {});
  return instance;
}
