/** The binary in two pieces, as the site has it: the same numbers, and nothing of the second piece on the first screen. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import createModule from "../../build/wasm/attention.js";
import { writePieces } from "../../web/scripts/pieces.mjs";
import { FIRST } from "../../web/src/app/learned/first.ts";
import { Engine } from "../../web/src/engine/engine.ts";
import { instantiated, type Source } from "../../web/src/engine/two_pieces.ts";
import { INITIAL } from "../../web/src/state/settings.ts";
import { learnedSpecOf, specOf } from "../../web/src/state/spec.ts";
import { ROOT } from "../../web/vite.common.ts";
import { useEngine } from "./support.ts";

const pieceOf = (name: string): Buffer => readFileSync(join(ROOT, `build/pieces/attention.${name}.wasm`));
const compiled = (name: string): WebAssembly.Module => new WebAssembly.Module(new Uint8Array(pieceOf(name)));
const packed = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;

/** What the first piece and the glue may weigh after gzip -9. */
const BUDGET = 150_000;

const NEVER = new Promise<never>(() => {});
const PRONOUNS = readFileSync(join(ROOT, "web/models/pronouns.safetensors"));

/** Called by no first screen. */
const SOFTMAX = { input: { data: [0, Math.log(3)], shape: [2] } };

const POINTS = { x: { data: [0, 0, 1, 1, 2, 3], shape: [3, 2] }, components: 2 };

/** An engine whose second piece is had as `restNow` says, and what is counted of it. */
async function engineOf(restAfter: Promise<unknown> | undefined, restNow = () => compiled("rest")) {
  const asked = { rest: 0, restNow: 0 };
  const source: Source = {
    first: async () => compiled("first"),
    rest: async () => {
      asked.rest++;
      return compiled("rest");
    },
    restNow: () => {
      asked.restNow++;
      return restNow();
    },
  };
  const module = await createModule({
    instantiateWasm(imports, receive) {
      void instantiated(source, imports, restAfter).then(receive);
      return {};
    },
  });
  return { engine: new Engine(module, { relaxedSimd: false }), asked };
}

describe("the binary in two pieces", () => {
  const whole = useEngine();

  beforeAll(writePieces);

  test("has a first piece that weighs, with the glue, no more than its budget", () => {
    const glue = readFileSync(join(ROOT, "build/wasm/attention.js"));
    expect(packed(pieceOf("first")) + packed(glue)).toBeLessThan(BUDGET);
  });

  test("gives the numbers that it gives in one", async () => {
    const { engine, asked } = await engineOf(undefined);
    for (const engineOfKind of [engine, whole()]) engineOfKind.learned.open(PRONOUNS, { name: "pronouns" });
    const specs = [
      specOf(INITIAL),
      specOf({ ...INITIAL, model: "transformer", target: "Le chat", causal: true }),
      learnedSpecOf({ ...INITIAL, ...FIRST }),
    ];
    for (const spec of specs) expect((await engine.run(spec)).data()).toEqual((await whole().run(spec)).data());
    expect(asked).toEqual({ rest: 1, restNow: 0 });
  });

  test("shows the first screen, with a weight's sum, without the second piece", async () => {
    const { engine, asked } = await engineOf(NEVER);
    const state = { ...INITIAL, ...FIRST };
    engine.limits();
    engine.tokenize(state.text);
    engine.learned.open(PRONOUNS, { name: state.learned });
    const trace = await engine.run(learnedSpecOf(state));
    for (const { name, shape } of trace.data().tensors.filter((tensor) => tensor.name.endsWith(".weights"))) {
      trace.explain(
        name,
        shape.map((size) => size - 1),
      );
    }
    expect(asked).toEqual({ rest: 0, restNow: 0 });
  });

  test("lets a call wait for the second piece, once", async () => {
    const { engine, asked } = await engineOf(NEVER);
    expect(engine.logSoftmax(SOFTMAX).output.data[1]).toBeCloseTo(Math.log(0.75), 6);
    expect(engine.pca(POINTS)).toEqual(whole().pca(POINTS));
    expect(asked).toEqual({ rest: 0, restNow: 1 });
  });

  test("fetches the second piece when it is told to, and then waits for nothing", async () => {
    const { engine, asked } = await engineOf(Promise.resolve());
    await expect.poll(() => asked.rest).toBe(1);
    await new Promise((resolve) => setTimeout(resolve));
    engine.logSoftmax(SOFTMAX);
    expect(asked).toEqual({ rest: 1, restNow: 0 });
  });

  test("fails the call whose functions can't be had, with the reason, and tries again at the next", async () => {
    let connected = false;
    const { engine, asked } = await engineOf(NEVER, () => {
      if (!connected) throw new Error("[engine] attention.rest.wasm could not be loaded: there is no connection");
      return compiled("rest");
    });
    expect(() => engine.logSoftmax(SOFTMAX)).toThrow(
      "[engine] attention.rest.wasm could not be loaded: there is no connection",
    );
    // The engine goes on with what it has.
    engine.learned.open(PRONOUNS, { name: "pronouns" });
    const trace = await engine.run(learnedSpecOf({ ...INITIAL, ...FIRST }));
    expect(trace.data().tensors.length).toBeGreaterThan(5);
    connected = true;
    expect(engine.logSoftmax(SOFTMAX).output.data[1]).toBeCloseTo(Math.log(0.75), 6);
    expect(asked.restNow).toBe(2);
  });
});
