/** JSON with numbers in it: nested lists, `{ data, shape }`, several by name, and attention as BertViz takes it. */
import { arrayOf, count, type Found, type FoundArray, MAX_ARRAYS, MAX_AXES, MAX_NUMBERS } from "./found";
import { Nested } from "./nested";
import { numberIn } from "./printed";
import { ReadError, short } from "./read_error";

/** Deeper than any data: a parser may fall over where a person never goes. */
const MAX_DEPTH = 32;
const MAX_TOKENS = 4096;

type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

function checkDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > MAX_DEPTH) throw new ReadError("deep", { max: MAX_AXES });
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
}

/** The parsed text; throws `deep` for nesting that nobody writes and `json` for what is no JSON. */
export function parseJson(text: string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ReadError("json", { message: short(error instanceof Error ? error.message : "") });
  }
}

const isWords = (value: unknown): value is string[] =>
  isList(value) && value.length > 0 && value.length <= MAX_TOKENS && value.every((word) => typeof word === "string");

const holdsNumber = (value: unknown): boolean => {
  let inner = value;
  for (let depth = 0; isList(inner) && depth <= MAX_AXES; depth++) inner = inner[0];
  return isList(value) && (typeof inner === "number" || inner === undefined || isList(inner));
};

function nestedOf(value: unknown): Nested {
  const nested = new Nested();
  const visit = (entry: unknown): void => {
    if (isList(entry)) {
      nested.open();
      for (const one of entry) visit(one);
      nested.close();
      return;
    }
    const number =
      typeof entry === "number"
        ? entry
        : typeof entry === "boolean"
          ? Number(entry)
          : typeof entry === "string"
            ? numberIn(entry)
            : undefined;
    if (number === undefined) throw new ReadError("not_number", { text: short(JSON.stringify(entry) ?? "") });
    nested.number(number);
  };
  visit(value);
  return nested;
}

function arrayIn(name: string, value: unknown): FoundArray {
  const nested = nestedOf(value);
  return arrayOf(name, "json", nested.shape, nested.numbers);
}

/** `{ data, shape }`: the data flat or nested, as long as the shape says. */
function shaped(name: string, { data, shape }: Plain): FoundArray {
  const fits =
    isList(shape) && shape.length <= MAX_AXES && shape.every((size) => Number.isInteger(size) && (size as number) >= 0);
  if (!fits) throw new ReadError("shape", { text: short(JSON.stringify(shape) ?? "") });
  const sizes = shape as number[];
  if (count(sizes) > MAX_NUMBERS) throw new ReadError("too_many", { max: MAX_NUMBERS });
  const { numbers } = nestedOf(data);
  if (numbers.length !== count(sizes)) {
    throw new ReadError("fill", { shape: sizes.join(" × "), expected: count(sizes), found: numbers.length });
  }
  return arrayOf(name, "json", sizes, numbers);
}

const nameOf = ({ name }: Plain, otherwise: string): string => (typeof name === "string" ? name : otherwise);

/** Words wherever the usual files have them. */
function tokensOf(value: Plain): string[] {
  for (const key of ["tokens", "words", "all_tokens", "left_text"]) {
    const words = value[key];
    if (isWords(words)) return words;
    // A run's own JSON has words with their keys, one list a sentence.
    const texts = isList(words) && isList(words[0]) ? words[0].map((word) => (isPlain(word) ? word.text : word)) : null;
    if (isWords(texts)) return texts;
  }
  return [];
}

function fromObject(value: Plain): Found {
  if ("data" in value && "shape" in value) {
    return { arrays: [shaped(nameOf(value, ""), value)], tokens: tokensOf(value) };
  }
  const found: Found = { arrays: [], tokens: tokensOf(value) };
  const take = (name: string, entry: unknown): void => {
    if (found.arrays.length >= MAX_ARRAYS) throw new ReadError("many_arrays", { max: MAX_ARRAYS });
    if (isPlain(entry) && "data" in entry && "shape" in entry) found.arrays.push(shaped(nameOf(entry, name), entry));
    else if (isPlain(entry) && "attn" in entry) {
      // BertViz's own: one entry a kind of attention, with the words of its rows.
      found.arrays.push(arrayIn("attention", entry.attn));
      if (found.tokens.length === 0) found.tokens = tokensOf(entry);
    } else if (holdsNumber(entry)) found.arrays.push(arrayIn(name, entry));
    else if (isList(entry) && entry.some(isPlain)) for (const one of entry) take(name, one);
  };
  for (const [name, entry] of Object.entries(value)) take(name, entry);
  return found;
}

/** What a parsed JSON text holds. Throws `nothing` where there are no numbers in it. */
export function readJsonValue(value: unknown): Found {
  if (isPlain(value) && typeof value.format === "string" && value.format.startsWith("attention-lab")) {
    return { arrays: [], tokens: [], project: value };
  }
  const found: Found = isPlain(value)
    ? fromObject(value)
    : isList(value) && value.some(isPlain)
      ? fromObject({ list: value })
      : { arrays: isList(value) ? [arrayIn("", value)] : [], tokens: [] };
  if (found.arrays.length === 0) throw new ReadError("nothing");
  return found;
}
