/**
 * Arrays as NumPy and PyTorch print them: `array([[1., 2.]], dtype=float32)`, `[[1. 2.]\n [3. 4.]]`,
 * `tensor([[0.1, 0.2]], grad_fn=<MmBackward0>)`, several of them with names before them. One pass from left to right.
 */
import { arrayOf, type Format, type FoundArray, MAX_ARRAYS } from "./found";
import { Nested } from "./nested";
import { ReadError, short } from "./read_error";

/** How far before a bracket its name, call and factor are looked for. */
const BEFORE = 160;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** As far as the next space, comma or bracket; no number is longer. */
const WORD = /[^\s,[\]]{1,64}/y;
const WORDS: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  true: 1,
  false: 0,
};

/** No number is written longer, types around it included; what is longer could keep the patterns below busy for ever. */
const LONGEST = 128;

/** A number as Python or JavaScript writes it; undefined for anything else. */
export function numberIn(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  if (NUMBER.test(text)) return Number(text);
  const plain = /^(?:np|numpy|torch)\.\w+\((.*)\)$/.exec(text)?.[1];
  if (plain !== undefined) return numberIn(plain);
  const sign = /^[-+]/.test(text) ? 1 : 0;
  const word = text.slice(sign).toLowerCase();
  const value = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return value === undefined ? undefined : text.startsWith("-") ? -value : value;
}

const isSpace = (character: string): boolean => character === "," || character.trim() === "";

/** Where the brackets from `at` on end. */
function behindBrackets(text: string, at: number): number {
  let i = at;
  while (i < text.length && (text[i] === "[" || isSpace(text[i] as string))) i++;
  return i;
}

/** Whether numbers begin here: prose and types, `[CLS]` and `[torch.FloatTensor]`, do not hold any. */
const beginsNumbers = (text: string, at: number): boolean =>
  /^(?:[-+]?[\d.]|\]|…|[-+]?(?:nan|inf|true|false)|(?:np|numpy)\.\w+\()/i.test(text.slice(at, at + 24));

interface Before {
  name: string;
  factor: number;
  format: Format;
}

/** What stands before a bracket: `K = torch.tensor(1.0e-03 *` names it, says who printed it and what to multiply by. */
function readBefore(text: string): Before {
  const scaled = /([-+]?\d+(?:\.\d*)?(?:e[-+]?\d{1,3})?)\s*\*\s*$/i.exec(text);
  let rest = scaled ? text.slice(0, scaled.index) : text;
  const call = /(?:[A-Za-z_]\w{0,30}\.){0,4}([A-Za-z_]\w{0,30})\(\s*$/.exec(rest);
  if (call) rest = rest.slice(0, call.index);
  rest = rest.replace(/Parameter containing:\s*$/, "");
  const name = /([\p{L}_][\p{L}\p{N}_.]{0,60})['"]?\s*(?:[:=]\s*|\s)$/u.exec(rest)?.[1] ?? "";
  const format = call?.[1]?.toLowerCase().includes("tensor") ? "pytorch" : "numpy";
  return { name, factor: scaled ? Number(scaled[1]) : 1, format };
}

/** Reads the array whose first bracket is at `from`; gives where it ends. */
function readBody(text: string, from: number): { nested: Nested; end: number } {
  const nested = new Nested();
  let at = from;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === "[") nested.open();
    else if (character === "]") {
      nested.close();
      if (nested.depth === 0) return { nested, end: at + 1 };
    } else if (text.startsWith("...", at) || character === "…") throw new ReadError("ellipsis");
    else if (!isSpace(character)) {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0] ?? character;
      const value = numberIn(word);
      if (value === undefined) throw new ReadError("not_number", { text: short(word) });
      nested.number(value);
      at += word.length;
      continue;
    }
    at++;
  }
  throw new ReadError("truncated");
}

/** Every array in the text, in its order; none where no bracket holds numbers. */
export function readPrinted(text: string): FoundArray[] {
  const arrays: FoundArray[] = [];
  let before = 0;
  let at = text.indexOf("[");
  while (at >= 0) {
    const inside = behindBrackets(text, at);
    if (!beginsNumbers(text, inside)) {
      // Past the whole run of brackets, so that a million of them are looked at once.
      at = text.indexOf("[", inside);
      continue;
    }
    if (arrays.length >= MAX_ARRAYS) throw new ReadError("many_arrays", { max: MAX_ARRAYS });
    const { name, factor, format } = readBefore(text.slice(Math.max(before, at - BEFORE), at));
    const { nested, end } = readBody(text, at);
    const numbers = factor === 1 ? nested.numbers : nested.numbers.map((value) => value * factor);
    arrays.push(arrayOf(name, format, nested.shape, numbers));
    before = end;
    at = text.indexOf("[", end);
  }
  return arrays;
}
