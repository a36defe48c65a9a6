// Ours and the peers' in turns, in a page that rows.mjs lays out.
import { openOnnx } from "./peers/onnx.mjs";
import { openTfjs } from "./peers/tfjs.mjs";
import { ALL, ours } from "./problems.mjs";
import { compare } from "./turns.mjs";

const script = (name) =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: `/${name}` });
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${name} doesn't load`));
    document.head.append(element);
  });

/** Scripts that a page's author would include, and what they leave in the page. */
const OPENERS = {
  "onnxruntime-web": async () => {
    await script("ort.wasm.min.js");
    globalThis.ort.env.wasm.wasmPaths = "/";
    return openOnnx(() => globalThis.ort);
  },
  "tfjs-wasm": async () => {
    await script("tf.min.js");
    await script("tf-backend-wasm.min.js");
    return openTfjs((name) => (name.endsWith("wasm") ? globalThis.tf.wasm : globalThis.tf), "/");
  },
};

async function openPeers(reasons) {
  const opened = [];
  for (const [name, open] of Object.entries(OPENERS)) {
    try {
      opened.push(reasons[name] ? { name, reason: reasons[name] } : await open());
    } catch (error) {
      opened.push({ name, reason: error.message });
    }
  }
  return opened;
}

export async function rowsHere(reasons, most, tell, only) {
  const { createEngine } = await import("/ours/index.js");
  const engine = await createEngine();
  const peers = await openPeers(reasons);
  const rows = [];
  for (const { make, ...about } of ALL.filter(({ name }) => !only || only.test(name))) {
    rows.push(
      ...(await compare({ ...about, problem: make() }, { where: "chromium", ours: ours(engine), peers, most })),
    );
    await tell(`chromium: ${about.name}`);
  }
  engine.dispose();
  return rows;
}

/** Opens one library and computes attention of 64 tokens: what a cold start waits for. */
export async function firstResult(name) {
  const { make } = ALL.find(({ kind }) => kind === "attention");
  const problem = make();
  if (name === "ours") {
    const { createEngine } = await import("/ours/index.js");
    const engine = await createEngine();
    return ours(engine).attention(problem).run()[0];
  }
  const peer = await OPENERS[name]();
  const contenders = await peer.attention(problem);
  return (await contenders.at(-1).run())[0];
}
