/** Users' own models: files of weights dropped on the page, opened and run, or refused with what was expected and found. */
import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { headerOf, withHeader, withNote } from "../engine/model_file";
import type { Lab } from "./support/lab";
import { bytesOf, drop, failure } from "./support/opening";
import { test } from "./support/test";

const PATIENCE = { timeout: 60_000 };
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Small, and of our own names: an encoder and a decoder. */
const OWN = new Uint8Array(readFileSync("web/models/grammar.safetensors"));
const NOTE = JSON.parse((headerOf(OWN).__metadata__ as { attention_lab: string }).attention_lab);
const TABLE = "source.embedding.table";

/** What torch itself wrote: state_dicts of modules with nn.Transformer* in them. */
const torch = (name: string): Uint8Array => {
  const { cases } = JSON.parse(readFileSync("tests/golden/torch_files.json", "utf8"));
  return new Uint8Array(Buffer.from(cases[name].file, "base64"));
};

const tensors = (bytes: Uint8Array): Record<string, Entry> => headerOf(bytes) as Record<string, Entry>;
const changed = (bytes: Uint8Array, change: (header: Record<string, Entry>) => void): Uint8Array => {
  const header = structuredClone(tensors(bytes));
  change(header);
  return withHeader(bytes, header);
};
const named = (header: Record<string, Entry>, name: string): Entry => header[name] as Entry;

/** A half-precision number by its three fields. */
function half(bits: number): number {
  const [sign, exponent, mantissa] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}

async function dropped(lab: Lab, name: string, bytes: Uint8Array): Promise<void> {
  await drop(lab, [{ name, bytes: [...bytes] }]);
}

const longHeader = (length: bigint): Uint8Array => {
  const bytes = OWN.slice();
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
};

/** Each file that can't be opened, and what is said of it. */
const WRONG: readonly (readonly [what: string, bytes: () => Uint8Array, said: readonly (string | RegExp)[]])[] = [
  ["of no bytes", () => new Uint8Array(), ["0 bytes are too few"]],
  ["that is cut off", () => OWN.slice(0, OWN.length - 100), [/expected|end|bytes/]],
  ["that is cut off within its header", () => OWN.slice(0, 300), ["a header of", "too long for a file of 300"]],
  ["whose header is longer than the file", () => longHeader(2n ** 53n), ["a header of 9007199254740992 bytes"]],
  ["whose header is no JSON", () => longHeader(64n), ["not JSON"]],
  [
    "that is text",
    () => new TextEncoder().encode("these are no weights at all, but a letter"),
    ["is it .safetensors?"],
  ],
  ["without a note", () => changed(OWN, (header) => delete header.__metadata__), ["attention_lab", "PyTorch"]],
  ["of another dtype", () => changed(OWN, (header) => (named(header, TABLE).dtype = "I64")), [TABLE, "I64"]],
  [
    "whose shape is not that of its numbers",
    () => changed(OWN, (header) => named(header, TABLE).shape.push(2)),
    [TABLE],
  ],
  [
    "with a tensor that the model lacks",
    () =>
      changed(OWN, (header) => {
        header.extra = { dtype: "F16", shape: [0], data_offsets: [0, 0] };
      }),
    ["extra", "lacks"],
  ],
  [
    "without one that it needs",
    () =>
      changed(OWN, (header) => {
        header["renamed.W"] = named(header, "output.W");
        delete header["output.W"];
      }),
    ["output.W"],
  ],
  [
    "with sizes that its shapes haven't",
    () => withNote(OWN, { ...NOTE, config: { ...NOTE.config, d_ff: 64 } }),
    ["64"],
  ],
  [
    "with fewer words than its table has rows",
    () => withNote(OWN, { ...NOTE, vocabulary: NOTE.vocabulary.slice(0, -1) }),
    [TABLE, `the ${NOTE.vocabulary.length - 1} words`],
  ],
  [
    "with numbers that are none",
    () => {
      const bytes = OWN.slice();
      // Half precision's NaN, in the last number.
      bytes.set([0xff, 0x7f], bytes.length - 2);
      return bytes;
    },
    ["no finite"],
  ],
  ["of a model that nobody knows", () => withNote(OWN, { ...NOTE, model: "lstm" }), ["lstm", "transformer"]],
  ["of layers that read vectors", () => torch("encoder post relu"), ["n_heads"]],
  [
    "of layers that read vectors, with a note",
    () =>
      withNote(torch("encoder post relu"), { format: 1, model: "encoder", config: { n_heads: 2, positions: "none" } }),
    [t("learned.reads.vectors")],
  ],
  [
    "of a model of pictures",
    () => new Uint8Array(readFileSync("web/models/digits.safetensors")),
    [t("learned.reads.pictures")],
  ],
];

describe("a file of weights that is dropped", () => {
  test("of our own names opens under its file's name, is named for what it is, walked through and asked", async ({
    open,
  }) => {
    const lab = await open({ state: { side: "model" } });
    await dropped(lab, "Mine <b>.safetensors", OWN);
    const badge = lab.page.locator("[data-model-badge]").first();
    await badge.waitFor(PATIENCE);
    expect(await lab.page.getByRole("dialog").count()).toBe(0);
    expect(await badge.getAttribute("data-model-badge")).toBe("mine-b-");
    expect(await badge.innerText()).toContain(NOTE.title);
    expect(await lab.page.locator("[data-badge]").innerText()).toBe(t("learned.kinds.own"));
    await lab.type("the cat sees the dog");
    await expect.poll(() => lab.chips()).toEqual(["the", "cat", "sees", "the", "dog"]);
    const link = await lab.share("link");
    await link.locator("[data-notice=link-missing]").waitFor();
    expect(await link.locator("[data-notice=link-missing]").innerText()).toBe(
      t("share.linkWithoutModel", { name: "mine-b-" }),
    );
  });

  for (const [name, texts] of [
    ["language", ["a b c"]],
    ["translator by default", ["a b", "p q"]],
  ] as const)
    test(`of PyTorch's names, ${name}, opens and shows its own numbers`, async ({ open }) => {
      const lab = await open();
      const bytes = torch(name);
      await dropped(lab, "theirs.safetensors", bytes);
      await lab.page.locator("[data-model-badge=theirs]").first().waitFor(PATIENCE);
      await lab.type(texts[0]);
      await expect.poll(async () => (await lab.chips()).join(" ")).toBe(texts[0]);
      // The word's row of the table is the row that the file has, behind the four marks that stand first.
      await lab.goTo("embedding");
      const { data_offsets, shape } = named(
        tensors(bytes),
        name === "language" ? "embedding.weight" : "src_embed.weight",
      );
      const file = Buffer.from(bytes);
      const width = shape[1] ?? 0;
      const begin = 8 + Number(file.readBigUInt64LE()) + data_offsets[0];
      const row = Array.from({ length: width }, (_, at) => half(file.readUInt16LE(begin + 2 * (4 * width + at))));
      await expect.poll(async () => (await lab.values(t("matrix.names.embedding.out")))[0]).toEqual(row);
    });

  test("and is not one that can be opened is refused with what was expected and found, whatever is wrong, and nothing is lost", async ({
    open,
  }) => {
    const lab = await open({ state: { text: "one two three", step: "scores", causal: true } });
    const before = await lab.values("scores");
    for (const [what, bytes, said] of WRONG) {
      await dropped(lab, "wrong.safetensors", bytes());
      await expect.poll(() => failure(lab).count(), { ...PATIENCE, message: what }).toBe(1);
      const text = await failure(lab).innerText();
      expect(text, what).toContain("wrong.safetensors: ");
      for (const part of said) expect(text, what).toMatch(part);
      await lab.page.keyboard.press("Escape");
    }
    expect(await lab.values("scores")).toEqual(before);
    expect(await lab.sentence.inputValue()).toBe("one two three");
    expect(await lab.page.locator("[data-badge]").innerText()).toContain("7");
    // The right one after them all.
    await dropped(lab, "right.safetensors", OWN);
    await lab.page.locator("[data-model-badge=right]").first().waitFor(PATIENCE);
  });

  test("of 200 MB is refused before it is read", async ({ open }) => {
    const lab = await open();
    await lab.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(200 * 2 ** 20)], "large.safetensors"));
      document
        .querySelector("main")
        ?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => failure(lab).allInnerTexts(), PATIENCE).toHaveLength(1);
    expect(await failure(lab).innerText()).toContain(t("learned.fileTooBig", { found: 200, max: 64 }));
  });

  test("beside others that are none is opened, and a file whose note is hostile is text", async ({ open }) => {
    const lab = await open();
    const hostile = withNote(OWN, {
      ...NOTE,
      title: "<img src=x onerror=alert(1)>",
      about: "\u202eabc <script>alert(2)</script>",
      licence: "[a](javascript:alert(3))",
    });
    await drop(lab, [
      { name: "notes.txt", bytes: bytesOf("hello") },
      { name: "hostile.safetensors", bytes: [...hostile] },
    ]);
    const badge = lab.page.locator("[data-model-badge=hostile]").first();
    await badge.waitFor(PATIENCE);
    expect(await badge.innerText()).toContain("<img src=x onerror=alert(1)>");
    await lab.page.locator("[data-action=card]").first().click();
    await expect.poll(() => lab.page.locator("[data-card]").innerText()).toContain("<script>alert(2)</script>");
  });
});
