/**
 * Checks arguments before they cross into wasm. Embind converts what it is given without asking: a missing tensor,
 * a string where a number belongs or a shape that its data doesn't fill must be refused here, with the shapes.
 */
import { describe, fault, shapeText } from "./errors";

/** 2^28 floats are 1 GiB, a quarter of what wasm32 can address. */
const MAX_ELEMENTS = 2 ** 28;
const MAX_RANK = 8;
/** Longer lists and texts are beyond every bound of the engine; walking through them first would only take time. */
const MAX_LENGTH = 2 ** 20;

export type Plain = Record<string, unknown>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

export function plainObject(op: string, what: string, value: unknown): Plain {
  if (isPlain(value)) return value;
  throw fault(op, `${what} must be an object, not ${describe(value)}`);
}

/** Refuses names that nothing reads: a misspelt option must not pass for its default. */
export function knownKeys(op: string, what: string, value: Plain, known: readonly string[]): void {
  const unknown = Object.keys(value).filter((key) => value[key] !== undefined && !known.includes(key));
  if (unknown.length > 0) {
    throw fault(op, `${what} has no ${unknown.map(describe).join(", ")}; it has ${known.join(", ")}`);
  }
}

export function integer(op: string, what: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw fault(op, `${what} must be a whole number ${bounds}, not ${describe(value)}`);
}

export function finite(op: string, what: string, value: unknown): number {
  // A double beyond float's range would arrive as infinity.
  if (typeof value === "number" && Number.isFinite(Math.fround(value))) return value;
  throw fault(op, `${what} must be a finite number, not ${describe(value)}`);
}

export function flag(op: string, what: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw fault(op, `${what} must be true or false, not ${describe(value)}`);
}

export function oneOf<T extends string>(op: string, what: string, value: unknown, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw fault(op, `${what} must be one of ${known.join(", ")}, not ${describe(value)}`);
}

export function list(op: string, what: string, value: unknown): unknown[] {
  if (Array.isArray(value)) {
    if (value.length > MAX_LENGTH) throw fault(op, `${what} has ${value.length} entries, more than ${MAX_LENGTH}`);
    return value;
  }
  throw fault(op, `${what} must be an array, not ${describe(value)}`);
}

/** A string in which lone surrogates, which UTF-8 has no bytes for, have become the replacement character. */
export function string(op: string, what: string, value: unknown): string {
  if (typeof value === "string") {
    if (value.length > MAX_LENGTH) throw fault(op, `${what} has ${value.length} characters, more than ${MAX_LENGTH}`);
    return value.replace(/\p{Surrogate}/gu, "\ufffd");
  }
  throw fault(op, `${what} must be a string, not ${describe(value)}`);
}

/** The cell's place, one whole number an axis; whether it lies in the tensor is for C++ to say. */
export function index(op: string, what: string, value: unknown): number[] {
  const places = list(op, what, value);
  if (places.length > MAX_RANK)
    throw fault(op, `${what} has ${places.length} numbers; a tensor has at most ${MAX_RANK} axes`);
  return places.map((place, axis) => integer(op, `${what}[${axis}]`, place, 0, 2 ** 31 - 1));
}

/** `float` for numbers, `mask` keeps booleans apart from numbers to add, `whole` for lengths and positions. */
export type TensorKind = "float" | "mask" | "whole";

/** A tensor as it crosses: bytes are a boolean mask, floats numbers. */
export interface CheckedTensor {
  data: Float32Array | Uint8Array | Int32Array;
  shape: number[];
}

function shapeOf(op: string, what: string, value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
    throw fault(op, `${what}: shape must be an array, not ${describe(value)}`);
  }
  const given = value as ArrayLike<unknown>;
  if (given.length > MAX_RANK) throw fault(op, `${what}: shape has ${given.length} axes, more than ${MAX_RANK}`);
  const sizes = Array.from(given);
  for (const size of sizes) {
    if (typeof size !== "number" || !Number.isInteger(size) || size < 0) {
      throw fault(op, `${what}: shape ${shapeText(sizes)} must be whole numbers of at least 0`);
    }
  }
  // Checked on the largest possible product: a size of 0 must not hide a size of 2^40.
  if (sizes.reduce<number>((product, size) => product * Math.max(1, size as number), 1) > MAX_ELEMENTS) {
    throw fault(op, `${what}: shape ${shapeText(sizes)} is beyond ${MAX_ELEMENTS} numbers`);
  }
  return sizes as number[];
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value)) return true;
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  return isPlain(value) && typeof value.length === "number";
}

function numbers(
  op: string,
  what: string,
  data: ArrayLike<unknown>,
  target: Float32Array | Int32Array | Uint8Array,
): void {
  const booleans = target instanceof Uint8Array;
  for (let i = 0; i < target.length; i++) {
    const value = data[i];
    const number = typeof value === "boolean" || typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number") throw fault(op, `${what}: data[${i}] must be a number, not ${describe(value)}`);
    // An Int32Array would wrap what doesn't fit instead of saying so.
    if (target instanceof Int32Array) integer(op, `${what}: data[${i}]`, number, -(2 ** 31), 2 ** 31 - 1);
    target[i] = booleans ? Number(number !== 0) : number;
  }
}

/** Whether a mask's data says yes and no rather than numbers to add. */
function saysBoolean(data: ArrayLike<unknown>): boolean {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray || typeof data[0] === "boolean";
}

/**
 * A tensor copied to what C++ reads. Throws when it isn't `{ data, shape }`, when a size is negative, fractional or
 * beyond 2^28 numbers in all, when the data doesn't fill the shape, or when an element is no number.
 */
export function tensor(op: string, what: string, value: unknown, kind: TensorKind = "float"): CheckedTensor {
  if (!isPlain(value) || !("data" in value) || !("shape" in value)) {
    throw fault(op, `${what} must be a tensor { data, shape }, not ${describe(value)}`);
  }
  const shape = shapeOf(op, what, value.shape);
  const data = value.data;
  if (!isArrayLike(data)) throw fault(op, `${what}: data must be an array of numbers, not ${describe(data)}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count) {
    throw fault(op, `${what}: ${data.length} numbers don't fill shape ${shapeText(shape)}, which takes ${count}`);
  }
  if (kind === "float" && data instanceof Float32Array) return { data, shape };
  const target =
    kind === "whole"
      ? new Int32Array(count)
      : kind === "mask" && saysBoolean(data)
        ? new Uint8Array(count)
        : new Float32Array(count);
  numbers(op, what, data, target);
  return { data: target, shape };
}
