/** Files with the names of PyTorch's nn.Transformer* modules: opened as they are, with PyTorch's own results. */
import { describe, expect, it } from "vitest";
import golden from "../golden/torch_state.json";
import { fileOf } from "./model_file";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

function expectNear(given: ArrayLike<number>, expected: readonly number[]): void {
  expect(given.length).toBe(expected.length);
  expected.forEach((number, at) => {
    expect(Math.abs((given[at] ?? Number.NaN) - number)).toBeLessThan(1e-5 * Math.max(1, Math.abs(number)));
  });
}

describe("a state dict of nn.TransformerEncoder", () => {
  it("with norms behind the sublayers gives PyTorch's result, its sizes read from its shapes", async () => {
    const { state, inputs, expected } = golden.encoder_post;
    const model = await engine().loadModel(fileOf(state), { name: "post", config: { n_heads: 2 } });
    expect(model.description).toMatchObject({ model: "encoder", config: { n_layers: 2, d_ff: 12, d_model: 8 } });
    withTrace(engine().run({ model, inputs: { x: inputs.x } }), (trace) => {
      expectNear(trace.tensor("encoder.1.norm2.out").data, expected.out.data);
    });
    model.dispose();
  });

  it("with norms in front, GELU and a last norm gives PyTorch's result", async () => {
    const { state, inputs, expected } = golden.encoder_pre;
    const config = { n_heads: 2, activation: "gelu", norm_order: "pre" } as const;
    const model = await engine().loadModel(fileOf(state), { name: "pre", config });
    withTrace(engine().run({ model, inputs: { x: inputs.x } }), (trace) => {
      expectNear(trace.tensor("encoder.norm.out").data, expected.out.data);
    });
    model.dispose();
  });

  it("is refused where nobody says how many heads it has, or says so many that they do not divide its width", async () => {
    const bytes = fileOf(golden.encoder_post.state);
    await expect(engine().loadModel(bytes)).rejects.toThrow(/give config\.n_heads/u);
    await expect(engine().loadModel(bytes, { config: { n_heads: 3 } })).rejects.toThrow(/n_heads 3 does not divide/u);
  });

  it("is refused with the name of what is missing or has another shape", async () => {
    const { "layers.1.linear2.bias": _, ...rest } = golden.encoder_post.state;
    const config = { n_heads: 2 };
    await expect(engine().loadModel(fileOf(rest), { config })).rejects.toThrow(/no tensor "encoder\.1\.ffn\.b_2"/u);
    const wide = { ...golden.encoder_post.state, "layers.0.norm1.weight": { shape: [9], data: Array(9).fill(1) } };
    await expect(engine().loadModel(fileOf(wide), { config })).rejects.toThrow(/encoder\.0\.norm1\.gamma/u);
  });
});

describe("a state dict of an encoder-decoder around nn.Transformer", () => {
  const note = {
    format: 1,
    name: "pairs",
    model: "transformer",
    config: { d_model: 8, n_heads: 2, n_layers: 2, d_ff: 12, bias: true, positions: "none" },
    vocabulary: ["<pad>", "<unk>", "<start>", "<end>", "a", "b", "c"],
    target_vocabulary: ["<pad>", "<unk>", "<start>", "<end>", "x", "y", "z"],
  };

  it("gives PyTorch's logits, its words being said by the file's note", async () => {
    const { state, expected } = golden.pairs;
    const model = await engine().loadModel(fileOf(state, { attention_lab: JSON.stringify(note) }));
    withTrace(engine().run({ model, text: "a b c", target: "z x" }), (trace) => {
      expectNear(trace.tensor("logits").data, expected.out.data);
    });
    model.dispose();
  });

  it("is refused without a note, for nobody knows its words", async () => {
    await expect(engine().loadModel(fileOf(golden.pairs.state))).rejects.toThrow(/no note "attention_lab"/u);
  });
});
