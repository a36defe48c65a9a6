/** Text or a file of any kind that the page understands, told apart by what is in it. */
import { readCsv } from "./csv";
import { type Found, MAX_BYTES } from "./found";
import { parseJson, readJsonValue } from "./json";
import { isNpy, readNpy } from "./npy";
import { readPrinted } from "./printed";
import { ReadError } from "./read_error";

/** `weights/q.npy` is called q. */
export const stemOf = (fileName: string): string =>
  fileName
    .replace(/^.*[/\\]/, "")
    .replace(/\.[A-Za-z0-9]{1,8}$/, "")
    .slice(0, 80);

/** A bracket with a number behind it, at whatever depth: a list, and not a label such as [CLS]. */
const LIST = /\[\s*[-+.\d]|\[\s*\[|\[\s*(?:nan|inf|true|false|np\.)/i;

function fromJson(text: string): Found {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    // NumPy's print begins with a bracket as well, and Python writes NaN and single quotes.
    if (error instanceof ReadError && error.code === "json" && LIST.test(text)) {
      return { arrays: readPrinted(text), tokens: [] };
    }
    throw error;
  }
  return readJsonValue(value);
}

/** What a text holds, pasted or read from a file of that name. Throws ReadError and nothing else. */
export function readText(text: string, fileName = ""): Found {
  if (text.length > MAX_BYTES) throw new ReadError("too_big", { max: MAX_BYTES / 2 ** 20 });
  const plain = text.replace(/^\ufeff/, "");
  if (plain.trim() === "") throw new ReadError("empty", { name: fileName });
  if (plain.includes("\0")) throw new ReadError("binary");
  const start = /\S/.exec(plain)?.[0];
  if (start === "{" || start === "[") {
    if (!/\.(?:csv|tsv)$/i.test(fileName)) return named(fromJson(plain), fileName);
  }
  if (!/\.(?:csv|tsv)$/i.test(fileName) && LIST.test(plain)) {
    const arrays = readPrinted(plain);
    if (arrays.length > 0) return named({ arrays, tokens: [] }, fileName);
  }
  const table = readCsv(plain, stemOf(fileName));
  const { rowLabels, shape } = table;
  return { arrays: [table], tokens: rowLabels && rowLabels.length === shape[0] ? rowLabels : [] };
}

/** A lone array without a name takes the file's. */
function named(found: Found, fileName: string): Found {
  const [only] = found.arrays;
  if (found.arrays.length === 1 && only && only.name === "" && fileName !== "") only.name = stemOf(fileName);
  return found;
}

function textOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}

/** What a file holds. Throws ReadError and nothing else. */
export function readFile(bytes: Uint8Array, fileName: string): Found {
  if (bytes.length > MAX_BYTES) throw new ReadError("too_big", { max: MAX_BYTES / 2 ** 20 });
  if (isNpy(bytes)) return { arrays: [readNpy(bytes, stemOf(fileName))], tokens: [] };
  // Both np.savez and torch.save write a zip.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3) throw new ReadError("archive");
  return readText(textOf(bytes), fileName);
}
