// onnxruntime-web: attention as a graph of plain operators and with its own fused one, of which the faster counts; an encoder
// layer; products.
import { constant, node, onnxFile } from "./onnx_file.mjs";

/** The graph that PyTorch's exporter would write. */
function plainGraph({ tokens, width, heads, query, key, value, output, mask, causal, weights }) {
  const size = width / heads;
  const by = (shape) => new BigInt64Array(shape.map(BigInt));
  const constants = [
    constant("split", [4], by([1, tokens, heads, size])),
    constant("joined", [3], by([1, tokens, width])),
    // 1/sqrt(size) is in the queries' matrix, as it is in ours.
    constant(
      "W_q",
      [width, width],
      query.map((number) => number / Math.sqrt(size)),
    ),
    constant("W_k", [width, width], key),
    constant("W_v", [width, width], value),
    constant("W_o", [width, width], output),
    ...(causal ? [constant("mask", [tokens, tokens], mask)] : []),
  ];
  const nodes = ["q", "k", "v"].flatMap((part) => [
    node("MatMul", ["x", `W_${part}`], `${part}0`),
    node("Reshape", [`${part}0`, "split"], `${part}1`),
    node("Transpose", [`${part}1`], part, { perm: part === "k" ? [0, 2, 3, 1] : [0, 2, 1, 3] }),
  ]);
  nodes.push(
    node("MatMul", ["q", "k"], "scores"),
    ...(causal ? [node("Add", ["scores", "mask"], "masked")] : []),
    node("Softmax", [causal ? "masked" : "scores"], "weights", { axis: -1 }),
    node("MatMul", ["weights", "v"], "z0"),
    node("Transpose", ["z0"], "z1", { perm: [0, 2, 1, 3] }),
    node("Reshape", ["z1", "joined"], "z"),
    node("MatMul", ["z", "W_o"], "y"),
  );
  const shape = [1, tokens, width];
  const outputs = [["y", shape], ...(weights ? [["weights", [1, heads, tokens, tokens]]] : [])];
  return onnxFile({ nodes, constants, inputs: [["x", shape]], outputs });
}

function fusedParts({ width, heads, query, key, value, output, causal }) {
  const joined = new Float32Array(3 * width * width);
  for (let row = 0; row < width; row++)
    for (const [part, matrix] of [query, key, value].entries())
      joined.set(matrix.subarray(row * width, (row + 1) * width), (3 * row + part) * width);
  const constants = [
    constant("W", [width, 3 * width], joined),
    constant("b", [3 * width], new Float32Array(3 * width)),
    constant("W_o", [width, width], output),
  ];
  const attributes = { num_heads: heads, unidirectional: causal ? 1 : 0 };
  const nodes = [
    node("Attention", ["x", "W", "b"], "z", attributes, "com.microsoft"),
    node("MatMul", ["z", "W_o"], "y"),
  ];
  return { constants, nodes };
}

function fusedGraph(problem) {
  const shape = [1, problem.tokens, problem.width];
  return onnxFile({ ...fusedParts(problem), inputs: [["x", shape]], outputs: [["y", shape]] });
}

/** Norm after each sublayer, ReLU between: the layer of Vaswani et al. 2017. */
function encoderGraph(problem) {
  const { tokens, width, hidden, up, upBias, down, downBias, scale, shift } = problem;
  const attention = fusedParts(problem);
  const constants = [
    ...attention.constants,
    constant("up", [width, hidden], up),
    constant("up_bias", [hidden], upBias),
    constant("down", [hidden, width], down),
    constant("down_bias", [width], downBias),
    constant("scale", [width], scale),
    constant("shift", [width], shift),
  ];
  const norm = (input, output) => node("LayerNormalization", [input, "scale", "shift"], output, { axis: -1 });
  const nodes = [
    ...attention.nodes,
    node("Add", ["x", "y"], "r0"),
    norm("r0", "n0"),
    node("MatMul", ["n0", "up"], "u0"),
    node("Add", ["u0", "up_bias"], "u1"),
    node("Relu", ["u1"], "u2"),
    node("MatMul", ["u2", "down"], "d0"),
    node("Add", ["d0", "down_bias"], "d1"),
    node("Add", ["n0", "d1"], "r1"),
    norm("r1", "result"),
  ];
  const shape = [1, tokens, width];
  return onnxFile({ nodes, constants, inputs: [["x", shape]], outputs: [["result", shape]] });
}

/** By a constant matrix, which it may pack. */
const productGraph = ({ n, b }) =>
  onnxFile({
    nodes: [node("MatMul", ["a", "b"], "y")],
    constants: [constant("b", [n, n], b)],
    inputs: [["a", [n, n]]],
    outputs: [["y", [n, n]]],
  });

/** @returns {Promise<{name: string, [kind: string]: unknown}>} its contenders for each kind of problem */
export async function openOnnx(require) {
  const ort = require("onnxruntime-web");
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const contender = async (way, file, inputs, output) => {
    const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] });
    return {
      way,
      run: async () => {
        const given = Object.entries(inputs).map(([name, [data, shape]]) => [
          name,
          new ort.Tensor("float32", data, shape),
        ]);
        const made = await session.run(Object.fromEntries(given));
        return made[output].data;
      },
      dispose: () => session.release(),
    };
  };
  const ofTokens = ({ tokens, width, x }) => ({ x: [x, [1, tokens, width]] });
  return {
    name: "onnxruntime-web",
    attention: async (problem) => [
      await contender("plain", plainGraph(problem), ofTokens(problem), "y"),
      // The fused one keeps its weights to itself.
      ...(problem.weights ? [] : [await contender("fused", fusedGraph(problem), ofTokens(problem), "y")]),
    ],
    encoder: async (problem) => [await contender("fused", encoderGraph(problem), ofTokens(problem), "result")],
    product: async (problem) => {
      const { n, a } = problem;
      return [await contender("MatMul", productGraph(problem), { a: [a, [n, n]] }, "y")];
    },
  };
}
