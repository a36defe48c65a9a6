/**
 * Edits as a link writes them, one after the other:
 * `attn.W_q@0,1,2=1.5` sets a cell, `attn.W_q@0,2,*=0` a row; `…x0.5` multiplies, `attn.W_q@0,1,*<>0,2,*` lets two rows
 * change places, `attn.weights@0,*,*=[0.1 0.9]` holds a slab at these numbers.
 */
import type { Edit, SlabIndex } from "../engine/types";

export const MAX_EDITS = 4096;

/** Numbers that slabs may be held at, in all: more would not fit into a link. */
export const MAX_HELD = 4096;

const INDEX = String.raw`(?:\d{1,5}|\*)(?:,(?:\d{1,5}|\*)){0,4}`;
const EDIT = new RegExp(String.raw`^([A-Za-z_][\w.]{0,80})@(${INDEX})(=|x|<>)(.*)$`, "s");
const WHOLE_INDEX = new RegExp(`^${INDEX}$`);
const NUMBER = /^[+-]?(?:\d{1,60}\.?\d{0,60}|\.\d{1,60})(?:[eE][+-]?\d{1,3})?$/;

const parseIndex = (text: string): SlabIndex => text.split(",").map((at) => (at === "*" ? null : Number(at)));
const formatIndex = (index: SlabIndex): string => index.map((at) => at ?? "*").join(",");

/** A number that a 32-bit float can hold. */
function parseValue(text: string): number | undefined {
  const value = Number(text);
  return NUMBER.test(text) && Number.isFinite(Math.fround(value)) ? value : undefined;
}

/** Held numbers are a run's own, so of 32 bits: as few digits as give each of them again. */
export function formatHeld(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

function parseHeld(text: string): number[] | undefined {
  if (!text.endsWith("]") || text.length > 24 * MAX_HELD) return undefined;
  const parts = text.slice(1, -1).split(" ");
  if (parts.length > MAX_HELD) return undefined;
  const values = parts.map((part) => Math.fround(parseValue(part) ?? Number.NaN));
  return values.some(Number.isNaN) ? undefined : values;
}

/** Slabs that can change places: of one shape, and not the same one. */
const areTwins = (a: SlabIndex, b: SlabIndex): boolean =>
  a.length === b.length && a.every((at, axis) => (at === null) === (b[axis] === null)) && a.join() !== b.join();

function parseEdit(text: string): Edit | undefined {
  const match = EDIT.exec(text);
  if (!match) return undefined;
  const [, tensor = "", where = "", sign, rest = ""] = match;
  const index = parseIndex(where);
  if (sign === "<>") {
    const swap = WHOLE_INDEX.test(rest) ? parseIndex(rest) : undefined;
    return swap && areTwins(index, swap) ? { tensor, index, swap } : undefined;
  }
  if (sign === "=" && rest.startsWith("[")) {
    const values = parseHeld(rest);
    return values && { tensor, index, values };
  }
  const number = parseValue(rest);
  if (number === undefined) return undefined;
  return sign === "x" ? { tensor, index, factor: number } : { tensor, index, value: number };
}

const heldIn = (edits: readonly Edit[]): number =>
  edits.reduce((count, edit) => count + ("values" in edit ? edit.values.length : 0), 0);

/** Whether a link carries them all. */
export const fitsLink = (edits: readonly Edit[]): boolean => edits.length <= MAX_EDITS && heldIn(edits) <= MAX_HELD;

/** The edits that a link holds; undefined where one of them can't be read, or where there are too many. */
export function parseEdits(text: string): Edit[] | undefined {
  const parts = text.split(";", MAX_EDITS + 1);
  if (parts.length > MAX_EDITS) return undefined;
  const list: Edit[] = [];
  for (const part of parts) {
    const edit = parseEdit(part);
    if (!edit) return undefined;
    list.push(edit);
  }
  return fitsLink(list) ? list : undefined;
}

function formatEdit(edit: Edit): string {
  const where = `${edit.tensor}@${formatIndex(edit.index)}`;
  if ("factor" in edit) return `${where}x${edit.factor}`;
  if ("swap" in edit) return `${where}<>${formatIndex(edit.swap)}`;
  if ("values" in edit) return `${where}=[${edit.values.map(formatHeld).join(" ")}]`;
  return `${where}=${edit.value}`;
}

export const formatEdits = (edits: readonly Edit[]): string => edits.map(formatEdit).join(";");
