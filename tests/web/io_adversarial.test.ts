/** Files made to break a reader: cut off anywhere, with sizes that lie, keys by the thousand, nesting without end. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MAX_AXES, MAX_BYTES, MAX_NUMBERS } from "../../web/src/io/found";
import { writeNpy } from "../../web/src/io/npy";
import { readFile, readText } from "../../web/src/io/read";
import { ReadError } from "../../web/src/io/read_error";

const golden = JSON.parse(readFileSync(new URL("../golden/printed.json", import.meta.url), "utf8")) as {
  cases: { name: string; text: string }[];
  files: { dtype: string; bytes: string }[];
};

/** The error's code, or "read". What is thrown and is no ReadError fails the test. */
function answer(read: () => unknown): string {
  try {
    read();
    return "read";
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return error.code;
  }
}

const ofText = (text: string, name = ""): string => answer(() => readText(text, name));
const ofFile = (bytes: Uint8Array): string => answer(() => readFile(bytes, "a.npy"));

/** A .npy file with a header of one's own; `length`: what it says that the header's length is. */
function npy(header: string, numbers = 4, version = 1, length = header.length): Uint8Array {
  const wide = version > 1;
  const bytes = new Uint8Array(8 + (wide ? 4 : 2) + header.length + 4 * numbers);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (wide) view.setUint32(8, length, true);
  else view.setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(header), wide ? 12 : 10);
  return bytes;
}

const header = (shape: string, descr = "'<f4'"): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;

describe("an .npy file", () => {
  test("cut off at any byte is refused, whatever its dtype", () => {
    const files = golden.files.map(({ bytes }) => Uint8Array.from(Buffer.from(bytes, "base64")));
    for (const bytes of [...files, writeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])]) {
      for (let length = 6; length < bytes.length; length++) {
        expect(ofFile(bytes.subarray(0, length)), `${length} of ${bytes.length} bytes`).not.toBe("read");
      }
    }
  });

  test("whose header says that it is longer than the file, or than any header, is refused", () => {
    const good = header("(2, 2)");
    expect(ofFile(npy(good))).toBe("read");
    expect(ofFile(npy(good, 4, 1, 4000))).toBe("truncated");
    expect(ofFile(npy(good, 4, 1, 65535))).toBe("npy");
    expect(ofFile(npy(good, 4, 2, 2 ** 32 - 1))).toBe("npy");
    expect(ofFile(npy(good, 4, 9))).toBe("npy");
  });

  test.each(["'|O'", "'<U5'", "'<c8'", "'<f16'", "'>V4'", "[('a', '<f4')]", "'<f4", "''", "'__proto__'"])(
    "of dtype %s is refused",
    (descr) => {
      expect(ofFile(npy(header("(2, 2)", descr)))).toBe("dtype");
    },
  );

  test("whose sizes are huge, or huge when multiplied, asks for no memory", () => {
    for (const shape of ["(9007199254740992,)", "(4294967296, 4294967296)", "(999999999999,)", "(-1,)", "(1e3,)"]) {
      expect(ofFile(npy(header(shape))), shape).toBeOneOf(["npy", "too_many"]);
    }
    expect(ofFile(npy(header("(999999999999, 0)")))).toBe("empty");
    expect(ofFile(npy(header(`(${"1,".repeat(90)})`)))).toBe("deep");
    expect(ofFile(npy(header(`(${"1,".repeat(1000)})`)))).toBe("npy");
    expect(ofFile(npy(header("(2, 3)")))).toBe("truncated");
  });

  test("with NaN is read, and the first such number is named", () => {
    const { arrays } = readFile(writeNpy(Float32Array.of(1, Number.NaN, 3, Number.NaN), [2, 2]), "a.npy");
    expect(arrays[0]?.flaw).toEqual({ index: [0, 1], text: "NaN" });
  });
});

describe("text", () => {
  const texts: readonly (readonly [what: string, text: string, file: string])[] = [
    ...golden.cases.map(({ name, text }) => [name, text, ""] as const),
    ["a table with quotes", ',"a ""b""","c,d"\n"one\ntwo",1,2\nthree,3,4\n', "a.csv"],
    ["a table of the engine", "h,q,k0,k1\n0,0,1,2\n0,1,3,4\n", "attn.weights.csv"],
    ["attention with words", '{"tokens":["a","\\ud83d\\ude00"],"attention":[[[[[0.5,0.5],[1,0]]]]]}', "a.json"],
    ["data with its shape", '{"name":"q","data":[1,2,3,4],"shape":[2,2]}', "q.json"],
  ];
  test.each(texts)("cut off anywhere is read or refused: %s", (_, text, file) => {
    expect(ofText(text, file)).toBe("read");
    for (let length = 0; length < text.length; length++) ofText(text.slice(0, length), file);
  });

  test("of more bytes than the limit is not looked at", () => {
    expect(ofText("1".repeat(MAX_BYTES + 1))).toBe("too_big");
  });
});

describe("JSON", () => {
  test("with one key by the hundred thousand is read once, and with as many keys is refused with the limit", () => {
    const entries = (key: (at: number) => string) =>
      `{${Array.from({ length: 200_000 }, (_, at) => `"${key(at)}":[[1,2],[3,4]]`).join(",")}}`;
    expect(readText(entries(() => "a")).arrays).toHaveLength(1);
    expect(ofText(entries((at) => `k${at}`))).toBe("many_arrays");
  });

  test("whose keys belong to every object is read as any other", () => {
    const found = readText('{"__proto__":[[1,2]],"constructor":[[3,4]],"toString":[[5,6]]}');
    expect(found.arrays.map(({ name }) => name)).toEqual(["__proto__", "constructor", "toString"]);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  test("whose shape lies about its data is refused before there is room for it", () => {
    const shaped = (shape: string) => ofText(`{"data":[1,2,3,4],"shape":${shape}}`);
    expect(shaped("[2,2]")).toBe("read");
    expect(shaped("[9007199254740992]")).toBe("too_many");
    expect(shaped("[9007199254740992,9007199254740992]")).toBe("too_many");
    expect(shaped("[1e308,1e308]")).toBe("too_many");
    expect(shaped("[3,2]")).toBe("fill");
    expect(shaped("[1e308,0]")).toBe("fill");
    for (const bad of ["[-2,-2]", "[2.5]", '["2",2]', "null", "{}", "4", `[${"1,".repeat(50)}4]`])
      expect(shaped(bad), bad).toBe("shape");
  });

  test("nested deeper than any data is refused, lists and objects and both by turns", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
      ['[{"attn":', "}]"],
    ] as const) {
      for (const depth of [40, 1000, 1_000_000])
        expect(ofText(`${open.repeat(depth)}[1]${close.repeat(depth)}`)).toBe("deep");
    }
    expect(ofText(`${"[".repeat(MAX_AXES + 1)}1${"]".repeat(MAX_AXES + 1)}`)).toBe("deep");
    // Brackets within a string are letters.
    expect(readText(`{"tokens":["${"[".repeat(1000)}"],"a":[[1,2]]}`).tokens).toEqual(["[".repeat(1000)]);
  });

  test("with NaN, or with numbers beyond a float, is read and says where; other words are refused", () => {
    expect(readText("[[1, NaN], [3, 4]]").arrays[0]?.flaw).toEqual({ index: [0, 1], text: "NaN" });
    expect(readText('[[1, 2], ["nan", 4]]').arrays[0]?.flaw).toEqual({ index: [1, 0], text: "NaN" });
    expect(readText("[[1e400, 2]]").arrays[0]?.flaw?.text).toBe("Infinity");
    expect(ofText('[[1, "one"]]')).toBe("not_number");
    expect(ofText("[[1, null]]")).toBe("not_number");
    expect(ofText('[[1, {"a": 2}]]')).toBe("not_number");
  });

  test("with a number of a million digits, or a call within a call within a call, is refused", () => {
    expect(ofText(`["${"1".repeat(1_000_000)}x"]`)).toBe("not_number");
    expect(ofText(`["${"1".repeat(1_000_000)}"]`)).toBe("not_number");
    expect(ofText(`["${"np.a(".repeat(1_000_000)}1${")".repeat(1_000_000)}"]`)).toBe("not_number");
    expect(ofText(`["${"-".repeat(1_000_000)}"]`)).toBe("not_number");
  });

  test("with a name of a million letters is called by its beginning", () => {
    const [array] = readText(`{"${"a".repeat(1_000_000)}":[[1,2]]}`).arrays;
    expect(array?.name).toBe("a".repeat(80));
    expect(readText(`{"name":"${"b".repeat(1_000_000)}","data":[1],"shape":[1,1]}`).arrays[0]?.name).toHaveLength(80);
  });
});

describe("a table", () => {
  test("of cells made to be read again and again is refused soon", () => {
    const cells = (cell: string) => Array.from({ length: 4000 }, () => cell).join(",");
    expect(ofText(cells(`${"1".repeat(4000)}x`), "a.csv")).toBeOneOf(["nothing", "cell"]);
    expect(ofText(`1,2\n${cells(`${"1".repeat(4000)}x`)}`, "a.csv")).toBeOneOf(["ragged", "cell", "nothing"]);
    expect(ofText(cells(`${"np.a(".repeat(800)}1`), "a.csv")).toBeOneOf(["nothing", "cell"]);
  });

  test("of a million rows of which one is longer, or a million columns, is answered", () => {
    expect(ofText(`${"1,2\n".repeat(1_000_000)}1,2,3\n`, "a.csv")).toBe("ragged");
    expect(ofText(`${"1,".repeat(1_000_000)}2\n${"1,".repeat(1_000_000)}2\n`, "a.csv")).toBe("read");
    expect(ofText(`${"1,".repeat(MAX_NUMBERS + 5000)}2`, "a.csv")).toBe("too_many");
  });

  test("whose places speak of more rows than there are is refused", () => {
    expect(ofText("h,q,k0,k1\n0,0,1,2\n9007199254740992,9007199254740992,3,4\n", "w.csv")).toBe("fill");
    expect(ofText("h,q,k0,k1\n0,0,1,2\n-1,0,3,4\n", "w.csv")).toBe("fill");
    expect(ofText("h,q,k0,k1\nNaN,0,1,2\n", "w.csv")).toBe("fill");
  });

  test("with a quote that never closes is refused, and one of quotes alone too", () => {
    expect(ofText('1,2\n"3,4', "a.csv")).toBe("truncated");
    expect(ofText('""'.repeat(1_000_000), "a.csv")).not.toBe("read");
  });
});
