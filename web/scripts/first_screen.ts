/** Which of the engine's functions the page's first screen, and a link to a step, call: a binary notes them (pieces.mjs). */
import { FIRST } from "../src/app/learned/first.ts";
import { Engine } from "../src/engine/engine.ts";
import type { ModuleFactory, RawModule } from "../src/engine/raw.ts";
import { INITIAL } from "../src/state/settings.ts";
import { learnedSpecOf, specOf } from "../src/state/spec.ts";

/** What wasm-split adds to a binary: it writes its notes to an address, and returns their size. */
type WriteProfile = (address: number, room: number) => number;

const PAGE = 65_536;

/** The engine's calls when the page is opened, with its first model or by a link. */
async function show(module: RawModule, model: Uint8Array): Promise<void> {
  const engine = new Engine(module, { relaxedSimd: false });
  engine.limits();
  const state = { ...INITIAL, ...FIRST };
  engine.tokenize(state.text);
  engine.learned.open(model, { name: state.learned });
  const trace = await engine.run(learnedSpecOf(state));
  // The number that it opens with is one of these.
  for (const { name, shape } of trace.data().tensors.filter(({ name }) => name.endsWith(".weights"))) {
    trace.explain(
      name,
      shape.map(() => 0),
    );
  }
  // What a link to a step opens.
  engine.run(specOf(INITIAL)).data();
}

/** `createModule` is Emscripten's glue, `counting` the binary that notes its calls, `model` the file of the first model. */
export async function callsOfFirstScreen(
  createModule: ModuleFactory,
  counting: Uint8Array<ArrayBuffer>,
  model: Uint8Array,
): Promise<Uint8Array> {
  let exports: WebAssembly.Exports = {};
  const module = await createModule({
    instantiateWasm(imports, receive) {
      void WebAssembly.instantiate(counting, imports).then(({ instance }) => {
        exports = instance.exports;
        receive(instance);
      });
      return {};
    },
  });
  await show(module, model);
  const memory = Object.values(exports).find((one) => one instanceof WebAssembly.Memory) as WebAssembly.Memory;
  const address = memory.grow(1) * PAGE;
  const size = (exports.__write_profile as WriteProfile)(address, PAGE);
  return new Uint8Array(memory.buffer, address, size);
}
