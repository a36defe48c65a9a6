/** Text and files that a reader hands in: what is in them, or why not. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MAX_BYTES } from "../../web/src/io/found";
import { writeNpy } from "../../web/src/io/npy";
import { readFile, readText } from "../../web/src/io/read";
import { ReadError } from "../../web/src/io/read_error";

interface Golden {
  cases: { name: string; text: string; tolerance: number; arrays: { shape: number[]; data: number[] }[] }[];
  files: { dtype: string; bytes: string; shape: number[]; data: number[] }[];
  summarised: { numpy: string; pytorch: string };
  mask: string;
  nan: string;
}
const golden = JSON.parse(readFileSync(new URL("../golden/printed.json", import.meta.url), "utf8")) as Golden;
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

/** What was wrong with a text, or null. Anything but the readers' own error is a fault. */
function refusal(read: () => unknown): { code: string; details: Record<string, string | number> } | null {
  try {
    read();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(ReadError);
    const { code, details } = error as ReadError;
    return { code, details };
  }
}

const readOne = (text: string, file = "") => {
  const { arrays } = readText(text, file);
  expect(arrays).toHaveLength(1);
  return arrays[0] as (typeof arrays)[number];
};

describe("what NumPy and PyTorch print", () => {
  for (const { name, text, tolerance, arrays } of golden.cases) {
    test(`is read: ${name}`, () => {
      const found = readText(text).arrays;
      expect(found.map(({ shape }) => shape)).toEqual(arrays.map(({ shape }) => shape));
      for (const [nth, { data }] of arrays.entries()) {
        for (const [at, value] of data.entries()) {
          const given = found[nth]?.data[at] ?? Number.NaN;
          expect(Math.abs(given - value), `${given} for ${value}`).toBeLessThanOrEqual(
            tolerance * (1 + Math.abs(value)),
          );
        }
      }
    });
  }

  test("keeps the names before the arrays and says who printed them", () => {
    const names = (text: string) => readText(text).arrays.map(({ name, format }) => `${name} ${format}`);
    const byName = (name: string) => golden.cases.find((one) => one.name === name)?.text ?? "";
    expect(names(byName("Q and K by name"))).toEqual(["Q numpy", "K numpy"]);
    expect(names(byName("print with a name"))).toEqual(["Q numpy", "K numpy"]);
    expect(names(byName("a dict"))).toEqual(["q numpy", "k numpy"]);
    expect(names(byName("three tensors by name"))).toEqual(["Q pytorch", "K pytorch", "V pytorch"]);
    expect(names("# the query\nlayer.0.q = torch.tensor([[1, 2]], device='cuda:0')\n")).toEqual(["layer.0.q pytorch"]);
  });

  test("is multiplied by the factor that older versions of PyTorch print before it", () => {
    const { data, shape } = readOne("tensor(1.00000e-02 *\n       [[ 1.5000, -2.0000],\n        [ 0.2500,  4.0000]])");
    expect(shape).toEqual([2, 2]);
    expect([...data]).toEqual([0.015, -0.02, 0.0025, 0.04].map(Math.fround));
  });

  test("with numbers left out is refused with the reason", () => {
    expect(refusal(() => readText(golden.summarised.numpy))?.code).toBe("ellipsis");
    expect(refusal(() => readText(golden.summarised.pytorch))?.code).toBe("ellipsis");
  });

  test("with NaN or infinity is read, and the first such cell is named", () => {
    expect(readOne(golden.nan).flaw).toEqual({ index: [1, 0], text: "NaN" });
    expect(readOne(golden.mask).flaw).toEqual({ index: [0, 1], text: "-Infinity" });
    expect(readOne("[[1, 2], [3, 1e400]]").flaw).toEqual({ index: [1, 1], text: "Infinity" });
    expect(readOne("[[1, 2], [3, 1e39]]").flaw).toEqual({ index: [1, 1], text: "1e+39" });
  });
});

describe("JSON", () => {
  test("is read as nested lists, as data with a shape, and as several arrays by name", () => {
    expect(readOne("[[1,2],[3,4],[5,6]]")).toMatchObject({ shape: [3, 2], format: "json" });
    expect(readOne('{"name":"attn.q","data":[1,2,3,4],"shape":[2,2]}')).toMatchObject({
      name: "attn.q",
      shape: [2, 2],
    });
    const { arrays, tokens } = readText('{"tokens":["a","b"],"Q":[[1],[2]],"K":{"data":[3,4],"shape":[2,1]}}');
    expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ["Q", [2, 1]],
      ["K", [2, 1]],
    ]);
    expect(tokens).toEqual(["a", "b"]);
    expect(refusal(() => readText('{"data":[1,2,3],"shape":[2,2]}'))).toEqual({
      code: "fill",
      details: { shape: "2 × 2", expected: 4, found: 3 },
    });
    expect(refusal(() => readText('{"data":[1],"shape":[-1]}'))?.code).toBe("shape");
    expect(refusal(() => readText('{"data":[1],"shape":[1e9,1e9]}'))?.code).toBe("too_many");
  });

  test("of BertViz's shape is read with its words, as lists and as its views take it", () => {
    const layer = [
      [
        [
          [0.25, 0.75],
          [0.5, 0.5],
        ],
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0, 1],
          [1, 0],
        ],
      ],
    ];
    const plain = readText(JSON.stringify({ tokens: ["[CLS]", "hi"], attention: [layer, layer] }));
    expect(plain.arrays).toMatchObject([{ name: "attention", shape: [2, 1, 3, 2, 2] }]);
    expect(plain.tokens).toEqual(["[CLS]", "hi"]);
    const view = {
      attention: [{ name: null, attn: [layer[0], layer[0]], left_text: ["a", "b"], right_text: ["a", "b"] }],
    };
    const drawn = readText(JSON.stringify(view));
    expect(drawn.arrays).toMatchObject([{ name: "attention", shape: [2, 3, 2, 2] }]);
    expect(drawn.tokens).toEqual(["a", "b"]);
  });

  test("says which row has another length, how deep is too deep, and what is no number", () => {
    expect(refusal(() => readText("[[1,2],[3]]"))).toEqual({
      code: "ragged",
      details: { row: 2, expected: 2, found: 1 },
    });
    expect(refusal(() => readText("[[1,[2]],[3]]"))?.code).toBe("mixed");
    expect(refusal(() => readText("[[],[]]"))?.code).toBe("empty");
    expect(refusal(() => readText("[1, 2"))?.code).toBe("truncated");
    expect(refusal(() => readText('{"a": [1, 2'))?.code).toBe("truncated");
    expect(refusal(() => readText('{"a": {'))?.code).toBe("json");
    expect(refusal(() => readText("[[1, {}]]"))?.code).toBe("not_number");
    expect(refusal(() => readText('[[1, "<img src=x onerror=alert(1)>"]]'))?.code).toBe("not_number");
    expect(refusal(() => readText("[".repeat(100_000)))?.code).toBe("deep");
    expect(refusal(() => readText('{"a":'.repeat(100_000)))?.code).toBe("deep");
    expect(refusal(() => readText('{"__proto__":{"a":1}}'))?.code).toBe("nothing");
  });
});

describe("tables", () => {
  test("are read with any of the usual separators, quotes and line ends", () => {
    for (const text of [
      "1,2\n3,4",
      "1;2\r\n3;4\r\n",
      "1\t2\n3\t4\n\n",
      "1 2\r3  4",
      '"1","2"\n"3","4"',
      "\ufeff1,2\n3,4",
    ]) {
      expect([...readOne(text).data], JSON.stringify(text)).toEqual([1, 2, 3, 4]);
      expect(readOne(text).shape).toEqual([2, 2]);
    }
  });

  test("keep the words of their first row and column", () => {
    const { arrays, tokens } = readText(',The,"a, ""b"""\nThe,0.25,0.75\n"a, ""b""",1,0\n', "weights.csv");
    expect(arrays).toMatchObject([
      { name: "weights", shape: [2, 2], rowLabels: ["The", 'a, "b"'], colLabels: ["The", 'a, "b"'] },
    ]);
    expect(tokens).toEqual(["The", 'a, "b"']);
    expect(readOne(",0,1\n0,0.5,0.5\n1,0,1\n")).toMatchObject({ shape: [2, 2] });
    expect(readOne("d1;d2\n1;2\n")).toMatchObject({ shape: [1, 2], colLabels: ["d1", "d2"] });
    expect(readOne(",[CLS],<b>\n[CLS],1,0\n<b>,0,1").rowLabels).toEqual(["[CLS]", "<b>"]);
    expect(readOne(",'=1+1,b\n'=1+1,1,0\nb,0,1").rowLabels).toEqual(["=1+1", "b"]);
  });

  test("with decimal commas are read; with commas and points mixed they are refused", () => {
    expect([...readOne("0,5;1,25\n-2,0;1e-1").data]).toEqual([0.5, 1.25, -2, 0.1].map(Math.fround));
    expect([...readOne('"0,5","1,25"').data]).toEqual([0.5, 1.25]);
    expect(refusal(() => readText("1,234;0.5"))?.code).toBe("decimal");
  });

  test("name the row that is too long and the cell that is no number", () => {
    expect(refusal(() => readText("1,2\n3,4,5"))).toEqual({
      code: "ragged",
      details: { row: 2, expected: 2, found: 3 },
    });
    expect(refusal(() => readText("1,2\n3,four"))).toEqual({ code: "cell", details: { row: 2, col: 2, text: "four" } });
    expect(refusal(() => readText('1,=HYPERLINK("x")\n2,3\n4,=1+1'))?.code).toBe("cell");
    expect(refusal(() => readText("hello world"))?.code).toBe("nothing");
    expect(refusal(() => readText('"1,2'))?.code).toBe("truncated");
    expect(refusal(() => readText(" \n\t"))?.code).toBe("empty");
    expect(readOne("1,nan\n2,3").flaw).toEqual({ index: [0, 1], text: "NaN" });
  });

  test("as the engine writes them come back with all their axes", () => {
    const { shape, data } = readOne("h,q,k0,k1\n0,0,1,2\n0,1,3,4\n1,0,5,6\n1,1,7,8\n", "attn.weights.csv");
    expect(shape).toEqual([2, 2, 2]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(refusal(() => readText("h,q,k0\n0,0,1\n1,1,2\n"))?.code).toBe("fill");
  });
});

describe(".npy files", () => {
  for (const { dtype, bytes, shape, data } of golden.files) {
    test(`of ${dtype} ${shape.join("x")} are read`, () => {
      const [found] = readFile(bytesOf(bytes), "/tmp/folder/k.npy").arrays;
      expect(found).toMatchObject({ name: "k", format: "npy", shape });
      expect([...(found?.data ?? [])]).toEqual(data.map(Math.fround));
    });
  }

  test("written here are read back", () => {
    for (const shape of [[7], [2, 3], [2, 3, 4]]) {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => Math.sin(at));
      const bytes = writeNpy(data, shape);
      expect((10 + new DataView(bytes.buffer).getUint16(8, true)) % 64).toBe(0);
      expect(readFile(bytes, "a.npy").arrays[0]).toMatchObject({ shape, data });
    }
  });

  test("that are cut off, of objects, of no numbers or no .npy at all are refused", () => {
    const whole = bytesOf(golden.files[0]?.bytes ?? "");
    const of = (header: string, body = 64) => {
      const text = header.padEnd(117);
      const bytes = new Uint8Array(10 + text.length + 1 + body);
      bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length + 1, 0]);
      for (let at = 0; at < text.length; at++) bytes[10 + at] = text.charCodeAt(at);
      return bytes;
    };
    const code = (bytes: Uint8Array) => refusal(() => readFile(bytes, "a.npy"))?.code;
    expect(code(whole.subarray(0, whole.length - 1))).toBe("truncated");
    expect(code(whole.subarray(0, 40))).toBe("truncated");
    expect(code(whole.subarray(0, 8))).toBe("truncated");
    expect(code(of("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"))).toBe("dtype");
    expect(code(of("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }"))).toBe("dtype");
    expect(code(of("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"))).toBe("dtype");
    expect(code(of("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }"))).toBe("empty");
    expect(code(of("{'descr': '<f4', 'fortran_order': False, 'shape': (), }"))).toBe("empty");
    expect(code(of("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), }"))).toBe("too_many");
    expect(code(of("nonsense"))).toBe("dtype");
    expect(code(Uint8Array.from([0x50, 0x4b, 3, 4, 0]))).toBe("archive");
    expect(code(Uint8Array.from([1, 2, 0, 4]))).toBe("binary");
    expect(code(new Uint8Array(MAX_BYTES + 1))).toBe("too_big");
  });
});
