/** What is written for other programs, read back or checked by their rules. */
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { describePng } from "../../web/src/io/png";
import { readText } from "../../web/src/io/read";
import { writeSafetensors } from "../../web/src/io/safetensors";
import {
  cropped,
  escapeLatex,
  literal,
  shortest,
  tableCsv,
  tableJson,
  tableLatex,
  tensorCsv,
} from "../../web/src/io/write";

const data = Float32Array.from([0.1, -2.5e-8, 3, 1e20, -0, 0.333333343]);
const table = { data, rows: 2, cols: 3, rowLabels: ["=SUM(A1)", 'a,"b"'], colLabels: ["x", "-y", "\nz"] };

describe("many arrays", () => {
  test("as .safetensors lie by their names where the header says, whatever the names, at multiples of eight", () => {
    const odd = 'a "b" \u{1f600} __proto__';
    const bytes = writeSafetensors(
      [
        { name: odd, shape: [2, 3], data },
        { name: "none", shape: [0], data: new Float32Array() },
        { name: "nan", shape: [1], data: Float32Array.of(Number.NaN) },
      ],
      { from: "a test" },
    );
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header).toEqual({
      __metadata__: { from: "a test" },
      [odd]: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
      none: { dtype: "F32", shape: [0], data_offsets: [24, 24] },
      nan: { dtype: "F32", shape: [1], data_offsets: [24, 28] },
    });
    expect(bytes.length).toBe(8 + length + 28);
    expect(new Float32Array(bytes.slice(8 + length).buffer)).toEqual(Float32Array.of(...data, Number.NaN));
  });
});

describe("a matrix", () => {
  test("as CSV comes back with every bit and every word", () => {
    const [back] = readText(tableCsv(table), "a.csv").arrays;
    expect(back?.data).toEqual(data);
    expect(back?.rowLabels).toEqual(table.rowLabels);
    expect(tableCsv(table)).toContain("'=SUM(A1)");
    expect(tableCsv(table)).toContain("'-y");
  });

  test("as JSON, as NumPy's and as PyTorch's literal comes back with every bit", () => {
    expect(JSON.parse(tableJson(table, "w"))).toMatchObject({ name: "w", shape: [2, 3], rows: table.rowLabels });
    expect(readText(literal(table, "scores, head 1", "numpy")).arrays).toMatchObject([
      { name: "scores_head_1", shape: [2, 3], format: "numpy" },
    ]);
    for (const library of ["numpy", "pytorch"] as const) {
      const [back] = readText(literal(table, "Q", library)).arrays;
      expect(back?.data).toEqual(data);
    }
    const odd = { data: [Number.NaN, Number.NEGATIVE_INFINITY], rows: 1, cols: 2, rowLabels: [], colLabels: [] };
    expect(literal(odd, "", "numpy")).toContain("[np.nan, -np.inf]");
    expect(JSON.parse(tableJson(odd, "odd")).data).toEqual([["NaN", "-Infinity"]]);
  });

  test("with all its axes as CSV is read back whole", () => {
    const numbers = Float32Array.from({ length: 24 }, (_, at) => Math.cos(at));
    const csv = tensorCsv(numbers, [2, 3, 4], "hqk");
    expect(csv.split("\n")[0]).toBe("h,q,k0,k1,k2,k3");
    expect(readText(csv, "a.csv").arrays[0]).toMatchObject({ shape: [2, 3, 4], data: numbers });
  });

  test("as LaTeX has a column for each of its own, no bare special character, and real minus signs", () => {
    const latex = tableLatex({ ...table, rowLabels: ["50 % & _x^2_", "\\input{a}"] }, { caption: "a_b #1" });
    expect(latex).toContain("\\begin{tabular}{lrrr}");
    expect(latex).toContain("50 \\% \\& \\_x\\textasciicircum{}2\\_");
    expect(latex).toContain("\\textbackslash{}input\\{a\\}");
    expect(latex).toContain("a\\_b \\#1");
    expect(latex).not.toMatch(/-0\.00/);
    expect(tableLatex({ ...table, data: [-1, 2, 3, 4, 5, 6] }, { caption: "" })).toContain("$-1.00$");
    expect(escapeLatex("a\nb")).toBe("a b");
  });

  test("has as few digits as bring each float back", () => {
    expect(shortest(Math.fround(0.1))).toBe("0.1");
    for (let at = 0; at < 2000; at++) {
      const value = Math.fround(Math.sin(at) * 10 ** ((at % 60) - 30));
      expect(Math.fround(Number(shortest(value)))).toBe(value);
    }
  });

  test("too large to be looked at shows its beginning", () => {
    expect(cropped(table, 9)).toBe(table);
    expect(cropped(table, 1)).toEqual({ data: [data[0]], rows: 1, cols: 1, rowLabels: ["=SUM(A1)"], colLabels: ["x"] });
  });
});

describe("a PNG", () => {
  /** One grey pixel. */
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
    "base64",
  );

  test("holds its words in chunks whose check sums are right, and its picture as before", () => {
    const text = "weights, “猫” & <b>";
    const made = Buffer.from(describePng(png, { title: "T", description: text }));
    const chunks: { type: string; body: Buffer; right: boolean }[] = [];
    for (let at = 8; at < made.length; ) {
      const length = made.readUInt32BE(at);
      const whole = made.subarray(at + 4, at + 8 + length);
      let crc = 0xffffffff;
      for (const byte of whole) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
      }
      const right = (crc ^ 0xffffffff) >>> 0 === made.readUInt32BE(at + 8 + length);
      chunks.push({ type: whole.toString("latin1", 0, 4), body: whole.subarray(4), right });
      at += 12 + length;
    }
    expect(chunks.map(({ type }) => type)).toEqual(["IHDR", "iTXt", "iTXt", "IDAT", "IEND"]);
    expect(chunks.every(({ right }) => right)).toBe(true);
    expect(chunks[2]?.body.toString("utf8")).toBe(`Description\0\0\0\0\0${text}`);
    expect(inflateSync(chunks[3]?.body as Buffer)).toEqual(Buffer.from([0, 0]));
  });

  test("that is none comes back as it was", () => {
    expect([...describePng(Uint8Array.from([1, 2]), { title: "a", description: "b" })]).toEqual([1, 2]);
  });
});
