// Writes ONNX files: the few messages of its protocol buffers that a graph of operators needs.

/** Fields by number and the way they are written: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 */
const VARINT = 0;
const BYTES = 2;
const FLOAT_TYPE = 1;
const INT64_TYPE = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;

const text = new TextEncoder();

/** One after the other, in plain arrays of bytes: a browser has no others. */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

const whole = (field, value) => joined([varint((field << 3) | VARINT), varint(value)]);
const bytes = (field, content) => {
  const buffer = typeof content === "string" ? text.encode(content) : content;
  return joined([varint((field << 3) | BYTES), varint(buffer.length), buffer]);
};
const message = (...fields) => joined(fields.flat());

const attribute = ([name, value]) =>
  Array.isArray(value)
    ? message(bytes(1, name), bytes(8, joined(value.map(varint))), whole(20, ATTRIBUTE_INTS))
    : message(bytes(1, name), whole(3, value), whole(20, ATTRIBUTE_INT));

/** One operator: what it reads, what it makes, and its attributes, whole numbers or lists of them. */
export const node = (op, inputs, output, attributes = {}, domain = "") =>
  message(
    inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(4, op),
    Object.entries(attributes).map((one) => bytes(5, attribute(one))),
    bytes(7, domain),
  );

/** A constant: a Float32Array, or a BigInt64Array. */
export const constant = (name, shape, data) =>
  message(
    bytes(1, joined(shape.map(varint))),
    whole(2, data instanceof Float32Array ? FLOAT_TYPE : INT64_TYPE),
    bytes(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );

const place = (name, shape) =>
  message(
    bytes(1, name),
    bytes(2, bytes(1, message(whole(1, FLOAT_TYPE), bytes(2, message(shape.map((size) => bytes(1, whole(1, size)))))))),
  );

/** A model of floats: its inputs and outputs by name and shape. */
export function onnxFile({ nodes, constants, inputs, outputs }) {
  const graph = message(
    nodes.map((one) => bytes(1, one)),
    bytes(2, "bench"),
    constants.map((one) => bytes(5, one)),
    inputs.map((one) => bytes(11, place(...one))),
    outputs.map((one) => bytes(12, place(...one))),
  );
  const opset = (domain, version) => bytes(8, message(bytes(1, domain), whole(2, version)));
  return message(whole(1, IR_VERSION), bytes(7, graph), opset("", 17), opset("com.microsoft", 1));
}
