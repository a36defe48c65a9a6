// What is measured beside other libraries, and ours of it. Runs in Node and in a browser.

/** Tokens, d_model, heads. */
const SHAPES = [
  [64, 64, 4],
  [128, 512, 8],
  [512, 512, 8],
  [1024, 512, 8],
  [2048, 64, 1],
];

/** Two layers as a page trains them. */
const TRAINING = { layers: 2, width: 64, heads: 4, hidden: 256, tokens: 32, batch: 16, vocabulary: 256 };

const PRODUCTS = [64, 128, 256, 512];

/** The same numbers each time, about evenly from -spread to spread. */
function numbers(count, spread, seed) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state / 2 ** 31) * spread;
  });
}

const matrix = (rows, columns, seed) => numbers(rows * columns, Math.sqrt(3 / rows), seed);

function attentionProblem([tokens, width, heads], { causal, weights }) {
  const mask = Float32Array.from({ length: tokens * tokens }, (_, at) =>
    at % tokens > Math.floor(at / tokens) ? -1e9 : 0,
  );
  return {
    ...{ tokens, width, heads, mask, causal, weights },
    ...{ query: matrix(width, width, 1), key: matrix(width, width, 2) },
    ...{ value: matrix(width, width, 3), output: matrix(width, width, 4) },
    x: numbers(tokens * width, 1.7, 5),
  };
}

const attention = (shape, of) => {
  const [tokens, width, heads] = shape;
  const name = `attention, ${of.causal ? "causal" : "full"}, T ${tokens}, d ${width}, h ${heads}${of.weights ? ", with weights" : ""}`;
  return { name, kind: "attention", make: () => attentionProblem(shape, of) };
};

function encoderProblem() {
  const [tokens, width, hidden] = [128, 512, 2048];
  return {
    ...attentionProblem([tokens, width, 8], { causal: false, weights: false }),
    ...{ hidden, up: matrix(width, hidden, 6), upBias: numbers(hidden, 0.1, 7) },
    ...{ down: matrix(hidden, width, 8), downBias: numbers(width, 0.1, 9) },
    ...{ scale: new Float32Array(width).fill(1), shift: new Float32Array(width) },
  };
}

function trainingProblem() {
  const { batch, tokens, vocabulary } = TRAINING;
  const ids = (step) => Array.from({ length: batch * tokens }, (_, at) => (at * 7 + step) % vocabulary);
  return { ...TRAINING, ids: { given: ids(0), wanted: ids(7) } };
}

const training = { name: "training step", kind: "training", make: trainingProblem };

export const QUICK = [...SHAPES.map((shape) => attention(shape, { causal: true, weights: false })), training];

/** From short calls to long ones: see the warm-up. */
export const ALL = [
  ...PRODUCTS.map((n) => ({
    ...{ name: `product, n ${n}`, kind: "product", unit: "GFLOP/s", work: (2 * n ** 3) / 1e6 },
    make: () => ({ n, a: matrix(n, n, 1), b: matrix(n, n, 2) }),
  })),
  ...SHAPES.flatMap((shape) =>
    [false, true].flatMap((weights) => [true, false].map((causal) => attention(shape, { causal, weights }))),
  ),
  { name: "encoder layer, T 128, d 512, d_ff 2048", kind: "encoder", make: encoderProblem },
  training,
];

/** Ours, of an engine of the package. */
export function ours(engine) {
  const square = (width) => (data) => ({ data, shape: [width, width] });
  const layerOf = ({ width, heads, query, key, value, output }) => {
    const of = square(width);
    return { query: of(query), key: of(key), value: of(value), output: of(output), numHeads: heads };
  };
  return {
    attention: (problem) => {
      const { x, causal, weights } = problem;
      const layer = engine.attentionLayer({
        ...layerOf(problem),
        ...{ isCausal: causal, ...(weights && { keepWeights: true }) },
      });
      const run = () => {
        const result = layer.run(x);
        // A view of them: what a page draws it copies, and no more.
        if (weights) layer.weights();
        return result;
      };
      return { run, dispose: () => layer.dispose() };
    },
    encoder: (problem) => {
      const { width, hidden, up, upBias, down, downBias, scale, shift, x } = problem;
      const row = (data) => ({ data, shape: [data.length] });
      const layer = engine.encoderLayer({
        ...layerOf(problem),
        ...{ ffnHidden: { data: up, shape: [width, hidden] }, ffnHiddenBias: row(upBias) },
        ...{ ffnOut: { data: down, shape: [hidden, width] }, ffnOutBias: row(downBias) },
        ...{ norm1: row(scale), norm1Bias: row(shift), norm2: row(scale), norm2Bias: row(shift) },
        activation: "relu",
      });
      return { run: () => layer.run(x), dispose: () => layer.dispose() };
    },
    product: ({ n, a, b }) => {
      const layer = engine.linearLayer({ weight: { data: b, shape: [n, n] } });
      return { run: () => layer.run(a), dispose: () => layer.dispose() };
    },
    training: ({ layers, width, heads, hidden, tokens, batch, vocabulary }) => {
      // Four words of the vocabulary are the engine's own: padding, unknown, start and end.
      const words = vocabulary - 4;
      const trainer = engine.train({
        model: "decoder_only",
        texts: Array.from({ length: 4 * batch }, (_, text) =>
          Array.from({ length: tokens - 1 }, (_, at) => `w${(text * 5 + at * (2 * text + 1)) % words}`).join(" "),
        ),
        config: { n_layers: layers, d_model: width, n_heads: heads, d_ff: hidden },
        optimizer: { learning_rate: 1e-3 },
        batch_size: batch,
        seed: 7,
      });
      return { run: () => trainer.step(1).loss, dispose: () => trainer.dispose() };
    },
  };
}
