import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createEngine, type RunSpec } from "../../web/src/index";
import { useEngine, withTrace } from "./support";

const WASM = fileURLToPath(new URL("../../build/wasm/attention.wasm", import.meta.url));
const engine = useEngine();
const spec: RunSpec = { text: "the cat sat", config: { d_model: 4, n_heads: 2 } };

describe("createEngine", () => {
  test("takes the bytes of the wasm instead of looking for it", async () => {
    const own = await createEngine({ wasmBinary: readFileSync(WASM), locateFile: () => "/nowhere/attention.wasm" });
    expect(Array.from(own.softmax({ input: { data: [1, 1], shape: [2] } }).output.data)).toEqual([0.5, 0.5]);
    own.dispose();
  });

  test("asks locateFile where the wasm is", async () => {
    const asked: string[] = [];
    const own = await createEngine({
      locateFile: (file) => {
        asked.push(file);
        return WASM;
      },
    });
    expect(asked).toEqual(["attention.wasm"]);
    own.dispose();
  });

  test("rejects with an Error that names the file where there is none, or something else", async () => {
    await expect(createEngine({ locateFile: () => "/nowhere/attention.wasm" })).rejects.toThrow(
      /^\[engine\] attention\.wasm could not be loaded/,
    );
    await expect(createEngine({ wasmBinary: new Uint8Array([1, 2, 3, 4]) })).rejects.toThrow(
      /^\[engine\] attention\.wasm/,
    );
  });

  test("gives engines that share neither memory nor traces", async () => {
    const [one, two] = await Promise.all([createEngine(), createEngine()]);
    const trace = one.run(spec);
    expect([one.stats().liveHandles, two.stats().liveHandles]).toEqual([1, 0]);
    two.dispose();
    expect(trace.tensor("attn.out").shape).toEqual([3, 4]);
    trace.edit("attn.scores", [0, 0, 0], 9);
    one.dispose();
    expect(() => trace.tensor("attn.out")).toThrow(/disposed/);
  });
});

describe("importing the package", () => {
  test("needs no WebAssembly, no window and no worker: nothing runs before createEngine", () => {
    const entry = JSON.stringify(new URL("../../build/wasm/attention.js", import.meta.url).href);
    const script = `delete globalThis.WebAssembly; const m = await import(${entry}); process.stdout.write(typeof m.default);`;
    expect(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" })).toBe(
      "function",
    );
  });
});

describe("an engine", () => {
  test("says its bounds", () => {
    const limits = engine().limits();
    expect(limits).toMatchObject({ tokens: 512, d_model: 512, n_heads: 16, batch: 256 });
    expect(Object.values(limits).every((bound) => Number.isInteger(bound) && bound > 0)).toBe(true);
  });

  test("counts the traces that hold memory", () => {
    const before = engine().stats();
    const traces = [engine().run(spec), engine().run(spec)];
    expect(engine().stats().liveHandles).toBe(before.liveHandles + 2);
    for (const trace of traces) trace.dispose();
    expect(engine().stats().liveHandles).toBe(before.liveHandles);
    expect(engine().stats().heapBytes).toBeGreaterThan(0);
  });

  test("refuses every call after dispose, in a sentence that says so", async () => {
    const own = await createEngine();
    const trace = own.run(spec);
    own.dispose();
    own.dispose();
    expect(own.alive).toBe(false);
    expect(trace.disposed).toBe(true);
    for (const call of [
      () => own.run(spec),
      () => own.stats(),
      () => own.limits(),
      () => own.tokenize("a"),
      () => own.softmax({ input: { data: [1], shape: [1] } }),
    ]) {
      expect(call).toThrow("[engine] this engine was disposed of");
    }
  });

  test("cuts text into words, keys in lower case", () => {
    const tokens = engine().tokenize("The cat sat on the mat.");
    expect(tokens.map((token) => token.text)).toEqual(["The", "cat", "sat", "on", "the", "mat"]);
    expect(tokens[0]?.key).toBe("the");
    expect(engine().tokenize("")).toEqual([]);
  });

  test("reads composed and decomposed letters as the same word", () => {
    const [composed] = engine().tokenize("\u00e9t\u00e9");
    const [decomposed] = engine().tokenize("e\u0301te\u0301");
    expect(decomposed).toEqual(composed);
    withTrace(engine().run({ text: ["\u00e9t\u00e9", "e\u0301te\u0301"] }), (trace) => {
      expect(trace.tokens[1]).toEqual(trace.tokens[0]);
    });
    withTrace(engine().run({ tokens: ["\u00e9t\u00e9", "e\u0301te\u0301"] }), (trace) => {
      expect(trace.tokens[0]?.map((token) => token.id)).toEqual([0, 0]);
    });
  });

  test("reads half a surrogate pair as the replacement character, never as another letter", () => {
    expect(engine().tokenize("x\ud800y")).toEqual([{ text: "x\ufffdy", key: "x\ufffdy" }]);
    withTrace(engine().run({ text: "x\ud83d" }), (trace) => expect(trace.tokens[0]?.[0]?.text).toBe("x\ufffd"));
  });
});

describe("a trace", () => {
  test("hands out copies that outlive it", () => {
    const trace = engine().run(spec);
    const { data, shape } = trace.tensor("attn.weights");
    const before = Array.from(data);
    data.fill(7);
    expect(Array.from(trace.tensor("attn.weights").data)).toEqual(before);
    trace.dispose();
    expect(shape).toEqual([2, 3, 3]);
    expect(data[0]).toBe(7);
  });

  test("can be disposed of twice, and refuses every use afterwards", () => {
    const trace = engine().run(spec);
    trace.dispose();
    trace.dispose();
    for (const use of [
      () => trace.names,
      () => trace.steps,
      () => trace.tensor("attn.out"),
      () => trace.explain("attn.out", [0, 0]),
      () => trace.edit("attn.scores", [0, 0, 0], 1),
      () => trace.export("csv", "attn.out"),
      () => trace.toJSON(),
      () => trace.data(),
    ]) {
      expect(use).toThrow("[trace] this trace was disposed of");
    }
  });

  test("names the tensors there are when asked for another", () => {
    withTrace(engine().run(spec), (trace) => {
      expect(() => trace.tensor("attn.p")).toThrow(/\[trace\] there is no tensor "attn.p"; there are .*attn\.q/);
      expect(() => trace.explain("attn.p", [0])).toThrow(/attn\.p/);
      expect(() => trace.explain("attn.out", [9, 9])).toThrow(/attn\.out/);
      expect(() => trace.explain("attn.out", [0])).toThrow(/attn\.out/);
      expect(() => trace.explain("attn.out", [0.5, 0])).toThrow(/index\[0\] must be a whole number/);
      expect(() => trace.edit("attn.out", [0, 0], Number.NaN)).toThrow(/finite number/);
      expect(() => trace.export("png" as "csv", "attn.out")).toThrow(/there are csv, npy, json/);
    });
  });

  test("says that nothing has a gradient where no loss was asked for", () => {
    withTrace(engine().run(spec), (trace) => {
      expect(() => trace.gradient("attn.W_q")).toThrow(/\[gradient\] "attn.W_q" has no gradient: .* no loss/);
    });
  });

  test("becomes JSON that carries infinities and NaN, and comes back whole", () => {
    const masked: RunSpec = { ...spec, mask: { rules: [{ rule: "padding", count: 3 }], style: "additive_literal" } };
    withTrace(engine().run(masked), (trace) => {
      const json = JSON.parse(JSON.stringify(trace));
      expect(json).toMatchObject({ format: "attention-lab/trace", version: 1 });
      expect(json.tensors.map((tensor: { name: string }) => tensor.name)).toEqual(trace.names);
      const read = (name: string) => json.tensors.find((tensor: { name: string }) => tensor.name === name).data;
      expect(read("attn.masked")).toContain("-Infinity");
      expect(read("attn.weights")).toContain("NaN");
      expect(Float32Array.from(read("attn.scores"), Number)).toEqual(trace.tensor("attn.scores").data);
    });
  });

  test("exports a tensor as CSV, .npy and JSON with the same numbers", () => {
    withTrace(engine().run(spec), (trace) => {
      const { data, shape } = trace.tensor("attn.out");
      const json = JSON.parse(trace.export("json", "attn.out"));
      expect(json.shape).toEqual(shape);
      expect(Float32Array.from(json.data)).toEqual(data);

      const npy = trace.export("npy", "attn.out");
      expect(new TextDecoder("latin1").decode(npy.slice(0, 6))).toBe("\u0093NUMPY");
      const header = new DataView(npy.buffer, npy.byteOffset).getUint16(8, true);
      const text = new TextDecoder("latin1").decode(npy.slice(10, 10 + header));
      expect(text).toContain("'descr': '<f4'");
      expect(text).toContain("'shape': (3, 4)");
      expect((10 + header) % 64).toBe(0);
      expect(new Float32Array(npy.slice(10 + header).buffer)).toEqual(data);

      const numbers =
        trace
          .export("csv", "attn.out")
          .match(/-?\d+(\.\d+)?(e[+-]?\d+)?/gi)
          ?.map(Number) ?? [];
      for (const value of data) expect(numbers.some((number) => Math.fround(number) === value)).toBe(true);
    });
  });
});
