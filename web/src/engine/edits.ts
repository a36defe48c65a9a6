/** Checks an edit made by hand before it crosses into C++, which knows the shapes. */
import { finite, integer, knownKeys, list, type Plain, plainObject, string } from "./checks";
import { fault } from "./errors";
import type { SlabIndex } from "./types";

/** What an edit does, each by its own field. */
const KINDS = ["value", "factor", "swap", "values"] as const;
const MAX_RANK = 8;

/** A place along each axis, or null for all of them. */
function slab(op: string, what: string, value: unknown): SlabIndex {
  const places = list(op, what, value);
  if (places.length > MAX_RANK) {
    throw fault(op, `${what} has ${places.length} entries; a tensor has at most ${MAX_RANK} axes`);
  }
  return places.map((place, axis) => (place === null ? null : integer(op, `${what}[${axis}]`, place, 0, 2 ** 31 - 1)));
}

function amount(op: string, kind: (typeof KINDS)[number], what: string, value: unknown): unknown {
  if (kind === "swap") return slab(op, what, value);
  if (kind !== "values") return finite(op, what, value);
  const numbers = ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float32Array) : value;
  return list(op, what, numbers).map((number, at) => finite(op, `${what}[${at}]`, number));
}

/**
 * The edit with its numbers checked. Throws `[op] what...` where it has not exactly one of value, factor, swap and values,
 * where a place is no whole number, and where a number is not finite.
 */
export function checkedEdit(op: string, what: string, value: unknown): Plain {
  const given = plainObject(op, what, value);
  knownKeys(op, what, given, ["tensor", "index", ...KINDS]);
  const tensor = string(op, `${what}.tensor`, given.tensor);
  const index = slab(op, `${what}.index`, given.index);
  const kinds = KINDS.filter((kind) => given[kind] !== undefined);
  const [kind] = kinds;
  if (!kind || kinds.length > 1) {
    throw fault(op, `${what} must have one of ${KINDS.join(", ")}, not ${kinds.join(" and ") || "none of them"}`);
  }
  return { tensor, index, [kind]: amount(op, kind, `${what}.${kind}`, given[kind]) };
}
