/** PyTorch modules as files of their state_dict(): opened under their own names, and as right as PyTorch itself. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config, JsonNumber } from "../../web/src/index";
import { headerOf, withHeader } from "./model_file";
import { useEngine, withTrace } from "./support";

interface Numbers {
  shape: number[];
  data: number[];
}
interface Case {
  file: string;
  config: Partial<Config>;
  inputs: { x?: Numbers };
  out: Numbers;
}

const FILE = new URL("../golden/torch_files.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Record<string, Case> };
const engine = useEngine();

const caseOf = (name: string): Case & { bytes: Uint8Array } => {
  const found = cases[name];
  if (!found) throw new Error(`there is no case ${name}`);
  return { ...found, bytes: new Uint8Array(Buffer.from(found.file, "base64")) };
};

function expectClose(found: { shape: number[]; data: Float32Array | JsonNumber[] }, wanted: Numbers): void {
  expect(found.shape).toEqual(wanted.shape);
  const worst = wanted.data.reduce((most, value, at) => Math.max(most, Math.abs(value - Number(found.data[at]))), 0);
  expect(worst).toBeLessThan(1e-5);
}

describe("nn.TransformerEncoder's file", () => {
  const last: Record<string, string> = { post: "encoder.1.norm2.out", pre: "encoder.norm.out" };
  for (const order of ["post", "pre"]) {
    for (const activation of ["relu", "gelu"]) {
      it(`gives what PyTorch gives for vectors, norms ${order}, ${activation}`, async () => {
        const { bytes, config, inputs, out } = caseOf(`encoder ${order} ${activation}`);
        const model = await engine().loadModel(bytes, { name: "theirs", config });
        expect(model.description.config).toMatchObject({ d_model: 8, d_ff: 12, n_layers: 2, bias: true });
        const x = inputs.x && { data: Float32Array.from(inputs.x.data), shape: inputs.x.shape };
        withTrace(engine().run({ model, inputs: x ? { x } : {} }), (trace) => {
          expectClose(trace.tensor(last[order] ?? ""), out);
        });
        expect(() => engine().run({ model, text: "words" })).toThrow(/has no words/u);
        model.dispose();
      });
    }
  }

  it.each([
    ["encoder post with a last norm", "encoder.norm.out", true],
    ["encoder pre without a last norm", "encoder.1.residual2", false],
  ])("gives what PyTorch gives where it is an %s", async (name, tensor, final_norm) => {
    const { bytes, config, inputs, out } = caseOf(name);
    const model = await engine().loadModel(bytes, { name: "theirs", config });
    expect(model.description.config).toMatchObject({ final_norm });
    const x = inputs.x && { data: Float32Array.from(inputs.x.data), shape: inputs.x.shape };
    withTrace(engine().run({ model, inputs: x ? { x } : {} }), (trace) => {
      expectClose(trace.tensor(tensor), out);
      expect(trace.names.includes("encoder.norm.out")).toBe(final_norm);
    });
    model.dispose();
  });

  it("is a language model between embeddings and logits, in halves, where its note says so", async () => {
    const { bytes, out } = caseOf("language");
    const model = await engine().loadModel(bytes, { name: "theirs" });
    withTrace(engine().run({ model, tokens: ["<start>", "a", "c", "e"] }), (trace) => {
      expectClose(trace.tensor("logits"), out);
    });
    model.dispose();
  });
});

describe("nn.Transformer's file", () => {
  it("gives what PyTorch gives for source and target, in doubles, whatever the module was called", async () => {
    const { bytes, out } = caseOf("translator");
    const model = await engine().loadModel(bytes, { name: "theirs" });
    expect(model.description.config).toMatchObject({ n_layers: 2, n_decoder_layers: 1 });
    withTrace(engine().run({ model, tokens: ["a", "b", "e"], target_tokens: ["s", "p"] }), (trace) => {
      expect(trace.tensor("target.tokens").data).toEqual(Float32Array.from([2, 7, 4]));
      expectClose(trace.tensor("logits"), out);
    });
    model.dispose();
  });

  it("as it is by default, norms behind and at the end, gives what PyTorch gives, its sizes read off its shapes", async () => {
    const { bytes, out } = caseOf("translator by default");
    const model = await engine().loadModel(bytes, { name: "theirs" });
    const sizes = { d_model: 8, d_ff: 12, n_layers: 2, n_decoder_layers: 1, bias: true, final_norm: true };
    expect(model.description.config).toMatchObject(sizes);
    withTrace(engine().run({ model, tokens: ["a", "b", "e"], target_tokens: ["s", "p"] }), (trace) => {
      expectClose(trace.tensor("logits"), out);
    });
    const written = engine().decode({ model, tokens: ["a", "b", "e"], strategy: "greedy", maxLength: 4 });
    expect(written.tokens.length).toBeGreaterThan(0);
    model.dispose();
  });
});

describe("a PyTorch file that leaves something open, or is no such module's", () => {
  const { bytes, config } = caseOf("encoder pre relu");
  const refused = (file: Uint8Array, given: Partial<Config> = config) =>
    expect(engine().loadModel(file, { config: given })).rejects;
  const entry = (name: string) => headerOf(bytes)[name] as { dtype: string; shape: number[]; data_offsets: number[] };
  const changed = (name: string, change: object) =>
    withHeader(bytes, { ...headerOf(bytes), [name]: { ...entry(name), ...change } });
  const renamed = (name: string, to: string) => {
    const { [name]: one, ...rest } = headerOf(bytes);
    return withHeader(bytes, { ...rest, [to]: one });
  };
  const QKV = "layers.0.self_attn.in_proj_weight";

  it("is asked for its heads, and refused where they don't divide its width", async () => {
    await refused(bytes, { norm_order: "pre" }).toThrow(/give config\.n_heads/u);
    await refused(bytes, { ...config, n_heads: 3 }).toThrow(/n_heads 3 does not divide/u);
    await refused(bytes, { ...config, n_heads: 0 }).toThrow(/n_heads must be a whole number/u);
  });

  it("is asked where its norms stand, and refused where they can't stand so", async () => {
    await refused(bytes, { n_heads: 2 }).toThrow(/give config\.norm_order, "pre" for norm_first=True/u);
    await refused(bytes, { ...config, final_norm: false }).toThrow(/"encoder\.norm\.(beta|gamma)".*lacks/u);
    await refused(caseOf("encoder post relu").bytes, { ...config, final_norm: true }).toThrow(
      /encoder\.norm\.(beta|gamma)/u,
    );
    await refused(bytes, { ...config, final_norm: "yes" as never }).toThrow(/final_norm must be true or false/u);
  });

  it("is refused with the shapes where a matrix has another", async () => {
    await refused(changed(QKV, { shape: [8, 24] })).toThrow(/in_proj_weight has shape.*3 d_model x d_model/u);
    await refused(changed(QKV, { shape: [192] })).toThrow(/3 d_model x d_model is needed/u);
    await refused(changed("layers.0.linear1.weight", { shape: [96] })).toThrow(/linear1\.weight has shape/u);
    await refused(changed("layers.1.linear1.weight", { shape: [8, 12] })).toThrow(/W_1.*shape/u);
    await refused(bytes, { ...config, d_ff: 16 }).toThrow(/shape/u);
  });

  it("is refused where a tensor is missing, unknown, or there twice", async () => {
    await refused(renamed("layers.1.norm2.bias", "layers.1.norm3.bias")).toThrow(/norm2.beta/u);
    await refused(renamed("layers.1.norm2.bias", "layers.1.norm2.<b>")).toThrow(/norm2\.(<b>|beta)/u);
    const text = JSON.stringify(headerOf(bytes));
    const twice = `${text.slice(0, -1)},"${QKV}":${JSON.stringify(entry(QKV))}}`;
    await refused(withText(bytes, twice)).toThrow(/twice/u);
    const same = "module.layers.1.norm2.bias";
    await refused(renamed("layers.1.norm1.bias", same)).toThrow(/same parameter/u);
  });

  it("is refused where its layers are a decoder's alone", async () => {
    const header = Object.entries(headerOf(bytes)).map(([name, one]) => [
      name.replace("self_attn", "multihead_attn"),
      one,
    ]);
    await refused(withHeader(bytes, Object.fromEntries(header))).toThrow(/encoder layers as PyTorch names them/u);
  });

  it("is refused where its places overlap, leave gaps, lie outside or are of 2^53", async () => {
    const bias = "layers.0.self_attn.in_proj_bias";
    await refused(changed(bias, { data_offsets: [0, 96] })).toThrow(/overlaps|belong to none/u);
    await refused(changed(bias, { shape: [2 ** 53], data_offsets: [0, 2 ** 53] })).toThrow(/safetensors/u);
    await refused(changed(bias, { shape: [2 ** 30, 2 ** 30] })).toThrow(/safetensors/u);
    await refused(changed(bias, { data_offsets: [-96, 0] })).toThrow(/safetensors/u);
    await refused(changed(bias, { dtype: "I64" })).toThrow(/is I64/u);
    await refused(changed(bias, { dtype: "constructor" })).toThrow(/is constructor/u);
    await refused(bytes.slice(0, bytes.length - 4)).toThrow(/beyond the file/u);
  });

  it("is refused where a number is none, and holds no memory afterwards", async () => {
    const before = engine().stats().liveHandles;
    const spoilt = bytes.slice();
    new DataView(spoilt.buffer).setUint32(spoilt.length - 4, 0x7fc00000, true);
    await refused(spoilt).toThrow(/no finite float/u);
    expect(engine().stats().liveHandles).toBe(before);
  });
});

/** The same numbers behind a header of this text. */
function withText(bytes: Uint8Array, text: string): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = new TextEncoder().encode(text);
  const numbers = bytes.subarray(8 + length);
  const file = new Uint8Array(8 + header.length + numbers.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(numbers, 8 + header.length);
  return file;
}
