// TensorFlow.js on its WebAssembly backend: attention, an encoder layer, products, and a training step of the decoder that we
// train.

/** Heads one by one: tfjs-wasm multiplies single matrices faster than batches of them. */
function attended(tf, given, { heads, causal, weights }, [q, k, v, o], hidden) {
  const parts = [q, k, v].map((weight) => tf.split(tf.matMul(given, weight), heads, 1));
  const kept = [];
  const z = Array.from({ length: heads }, (_, head) => {
    const [queries, keys, values] = parts.map((part) => part[head]);
    // Told to transpose, its product takes a slow path.
    const scores = tf.matMul(queries, tf.transpose(keys));
    const share = tf.softmax(causal ? tf.add(scores, hidden) : scores);
    if (weights) kept.push(share);
    return tf.matMul(share, values);
  });
  return [tf.matMul(tf.concat(z, 1), o), kept];
}

function projections(tf, { width, heads, query, key, value, output }) {
  const size = width / heads;
  return [query.map((number) => number / Math.sqrt(size)), key, value, output].map((data) =>
    tf.tensor2d(data, [width, width]),
  );
}

function attentionOf(tf, problem) {
  const { tokens, width, mask, x } = problem;
  const kept = projections(tf, problem);
  const hidden = tf.tensor2d(mask, [tokens, tokens]);
  return {
    way: "heads one by one",
    run: () => {
      // Numbers that a tidy function returned would be searched for tensors, one by one.
      const [result, weights] = tf.tidy(() => attended(tf, tf.tensor2d(x, [tokens, width]), problem, kept, hidden));
      const numbers = result.dataSync();
      for (const one of weights) one.dataSync();
      tf.dispose([result, weights]);
      return numbers;
    },
    dispose: () => tf.dispose([...kept, hidden]),
  };
}

/** Its norm, by hand over the last axis. */
function normed(tf, x, [scale, shift]) {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
}

/** Norm after each sublayer, ReLU between. */
function encoderOf(tf, problem) {
  const { tokens, width, hidden, up, upBias, down, downBias, scale, shift, x } = problem;
  const kept = projections(tf, problem);
  const wide = [tf.tensor2d(up, [width, hidden]), tf.tensor1d(upBias)];
  const narrow = [tf.tensor2d(down, [hidden, width]), tf.tensor1d(downBias)];
  const norm = [tf.tensor1d(scale), tf.tensor1d(shift)];
  const affine = (given, [weight, bias]) => tf.add(tf.matMul(given, weight), bias);
  const forward = () => {
    const given = tf.tensor2d(x, [tokens, width]);
    const middle = normed(tf, tf.add(given, attended(tf, given, problem, kept)[0]), norm);
    return normed(tf, tf.add(middle, affine(tf.relu(affine(middle, wide)), narrow)), norm);
  };
  return {
    way: "heads one by one",
    run: () => {
      const result = tf.tidy(forward);
      const numbers = result.dataSync();
      result.dispose();
      return numbers;
    },
    dispose: () => tf.dispose([...kept, ...wide, ...narrow, ...norm]),
  };
}

/** By a constant matrix; the other comes from an array, as ours does. */
function productOf(tf, { n, a, b }) {
  const kept = tf.tensor2d(b, [n, n]);
  return {
    way: "matMul",
    run: () => {
      const result = tf.tidy(() => tf.matMul(tf.tensor2d(a, [n, n]), kept));
      const numbers = result.dataSync();
      result.dispose();
      return numbers;
    },
    dispose: () => kept.dispose(),
  };
}

/** One step of Adam on a decoder with norms in front of its sublayers; `ids` has a sentence's next word to the right. */
function trainingOf(tf, { layers, width, heads, hidden, tokens, batch, vocabulary, ids }) {
  const size = width / heads;
  const variables = [];
  const variable = (shape, spread) => {
    variables.push(tf.variable(spread === undefined ? tf.ones(shape) : tf.randomNormal(shape, 0, spread)));
    return variables.at(-1);
  };
  const matrix = (rows, columns) => variable([rows, columns], 1 / Math.sqrt(rows));
  const norm = () => [variable([width]), variable([width], 0)];
  const words = variable([vocabulary, width], 0.1);
  const places = variable([tokens, width], 0.1);
  const blocks = Array.from({ length: layers }, () => ({
    norms: [norm(), norm()],
    qkv: [matrix(width, width), matrix(width, width), matrix(width, width)],
    out: matrix(width, width),
    up: [matrix(width, hidden), variable([hidden], 0)],
    down: [matrix(hidden, width), variable([width], 0)],
  }));
  const last = norm();
  const head = [matrix(width, vocabulary), variable([vocabulary], 0)];
  const rows = batch * tokens;
  const future = tf.tensor2d(
    Array.from({ length: tokens * tokens }, (_, at) => (at % tokens > Math.floor(at / tokens) ? -1e9 : 0)),
    [tokens, tokens],
  );
  const given = tf.cast(tf.oneHot(tf.tensor1d(ids.given, "int32"), vocabulary), "float32");
  const wanted = tf.cast(tf.oneHot(tf.tensor1d(ids.wanted, "int32"), vocabulary), "float32");

  const affine = (x, [weight, bias]) => tf.add(tf.matMul(x, weight), bias);
  const attention = (x, { qkv, out }) => {
    const [q, k, v] = qkv.map((weight) =>
      tf.transpose(tf.reshape(tf.matMul(x, weight), [batch, tokens, heads, size]), [0, 2, 1, 3]),
    );
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), future);
    const z = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
    return tf.matMul(tf.reshape(z, [rows, width]), out);
  };
  const loss = () => {
    // The embedding's gradient isn't there in this backend: a product with ones and zeros instead.
    let x = tf.reshape(tf.add(tf.reshape(tf.matMul(given, words), [batch, tokens, width]), places), [rows, width]);
    for (const block of blocks) {
      x = tf.add(x, attention(normed(tf, x, block.norms[0]), block));
      x = tf.add(x, affine(tf.relu(affine(normed(tf, x, block.norms[1]), block.up)), block.down));
    }
    const logits = affine(normed(tf, x, last), head);
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const logSum = tf.log(tf.sum(tf.exp(shifted), 1, true));
    return tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.sub(shifted, logSum)), 1)));
  };
  const adam = tf.train.adam(1e-3);
  return {
    way: "variableGrads and Adam",
    run: () => {
      const cost = adam.minimize(loss, true, variables);
      const [value] = cost.dataSync();
      cost.dispose();
      return value;
    },
    dispose: () => {
      adam.dispose();
      tf.dispose([...variables, future, given, wanted]);
    },
  };
}

/** It recommends its native package to whoever loads it in Node. */
function withoutAdvice(load) {
  const { warn, log } = console;
  console.warn = console.log = () => {};
  try {
    return load();
  } finally {
    Object.assign(console, { warn, log });
  }
}

/** @returns {Promise<{name: string, [kind: string]: unknown}>} its contenders for each kind of problem */
export async function openTfjs(require, path) {
  // The whole library: of its parts none but this one registers gradients for Node.
  const tf = withoutAdvice(() => require("@tensorflow/tfjs"));
  const backend = require("@tensorflow/tfjs-backend-wasm");
  if (path) backend.setWasmPaths(path);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm") throw new Error("its WebAssembly backend doesn't start");
  return {
    name: "tfjs-wasm",
    attention: async (problem) => [attentionOf(tf, problem)],
    encoder: async (problem) => [encoderOf(tf, problem)],
    product: async (problem) => [productOf(tf, problem)],
    training: (problem) => trainingOf(tf, problem),
  };
}
