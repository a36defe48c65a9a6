/** The models that ship, as a caller of the package has them: loaded by name, asked in plain text. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
// @ts-expect-error A build script, plain JavaScript.
import { writeSafetensors } from "../../web/scripts/safetensors.mjs";
// @ts-expect-error A build script, plain JavaScript.
import { useLiteNote, useLiteTensors } from "../../web/scripts/use_lite.mjs";
import { createEngine } from "../../web/src/index";
import { useEngine, withTrace } from "./support";

const FOLDER = fileURLToPath(new URL("../../web/models/", import.meta.url));
const CARDS = fileURLToPath(new URL("../../docs/models/", import.meta.url));
const engine = useEngine();

const loaded = async (name: string) => engine().loadModel(name);

/** The held-out examples that ship with a model. */
function sample(name: string): { source: string; target: string }[] {
  const lines = readFileSync(`${CARDS}samples/${name}.jsonl`, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as { source: string; target: string });
}

describe("translator-everyday", () => {
  it("says what the tutorial says, greedily and by beam search", async () => {
    const model = await loaded("translator-everyday");
    for (const [text, wanted] of [
      ["Hello world", "bonjour le monde"],
      ["How are you?", "comment allez-vous?"],
    ] as const) {
      expect(engine().decode({ model, text, strategy: "greedy" }).text).toBe(wanted);
      const beam = engine().decode({ model, text, strategy: "beam", beamSize: 4 });
      expect(beam.text).toBe(wanted);
      expect(beam.beams.length).toBeGreaterThanOrEqual(4);
    }
    model.dispose();
  });

  it("lets a cross-attention heatmap be read off the run of a translation", async () => {
    const model = await loaded("translator-everyday");
    const { text } = engine().decode({ model, text: "Who are they?", strategy: "greedy" });
    expect(text).toBe("qui sont-ils?");
    const trace = engine().run({ model: "translator-everyday", text: "Who are they?", target: text });
    withTrace(trace, () => {
      const weights = trace.tensor("decoder.1.cross.weights");
      const [heads = 0, queries = 0, keys = 0] = weights.shape;
      expect(heads).toBe(4);
      for (let row = 0; row < heads * queries; row++) {
        const sum = weights.data.slice(row * keys, (row + 1) * keys).reduce((total, weight) => total + weight, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
    });
    model.dispose();
  });

  it("translates words that it has never seen from their pieces, down to bytes", async () => {
    const model = await loaded("translator-everyday");
    for (const text of ["zyxw qqq", "漢字 🙂", "<script>alert(1)</script>", "\u0000\u202e"]) {
      expect(typeof engine().decode({ model, text, strategy: "greedy", maxLength: 12 }).text).toBe("string");
    }
    model.dispose();
  });
});

describe("translator-debian", () => {
  it("translates descriptions of packages", async () => {
    const model = await loaded("translator-debian");
    const { text } = engine().decode({ model, text: "Documentation for cbflib", strategy: "greedy" });
    expect(text).toBe("documentation pour cbflib");
    model.dispose();
  });
});

describe("summariser", () => {
  it("says in a few words what a paragraph of its sample says", async () => {
    const model = await loaded("summariser");
    const [first] = sample("summariser");
    const { text } = engine().decode({ model, text: first?.source ?? "", strategy: "greedy", maxLength: 30 });
    expect(text.split(" ").length).toBeLessThan(13);
    expect(text.length).toBeGreaterThan(5);
    model.dispose();
  });
});

describe("language-model", () => {
  const options = { strategy: "sample", temperature: 0.8, topK: 20, maxLength: 16 } as const;

  it("writes on from a beginning, the same again from the same seed, other words from another", async () => {
    const model = await loaded("language-model");
    const write = (seed: number) => engine().decode({ model, text: "And it came to pass", ...options, seed }).text;
    const texts = [1, 2, 3].map(write);
    expect(write(1)).toBe(texts[0]);
    expect(new Set(texts).size).toBeGreaterThan(1);
    model.dispose();
  });

  it("finds it likeliest that a phrase it has read goes on as it did", async () => {
    const model = await loaded("language-model");
    const { text } = engine().decode({ model, text: "and it came to", strategy: "greedy", maxLength: 1 });
    expect(text).toContain("pass");
    model.dispose();
  });
});

describe("pronouns", () => {
  it.each([
    ["The elephant ate the banana as it was hungry", "elephant", 1],
    ["The elephant ate the banana as it was ripe", "banana", 4],
    ["The banana was eaten by the elephant because it was ripe", "banana", 1],
  ])("resolves the pronoun of %j to %s, and looks at it", async (text, noun, place) => {
    const model = await loaded("pronouns");
    expect(engine().classify({ model, text }).label).toBe(noun);
    const trace = engine().run({ model: "pronouns", text });
    withTrace(trace, () => {
      const { data, shape } = trace.tensor("encoder.1.attn.weights");
      const [, , keys = 0] = shape;
      const it = text.toLowerCase().split(" ").indexOf("it");
      const looks = Array.from(data.slice(it * keys, (it + 1) * keys));
      expect(looks.indexOf(Math.max(...looks))).toBe(place);
    });
    model.dispose();
  });
});

describe("sentiment", () => {
  it.each([
    ["I really loved this wonderful film.", "positive"],
    ["The food was great and the staff was friendly.", "positive"],
    ["The food was not great and the staff was rude.", "negative"],
    ["What a waste of money and time!", "negative"],
  ])("finds %j %s", async (text, label) => {
    const model = await loaded("sentiment");
    expect(engine().classify({ model, text }).label).toBe(label);
    model.dispose();
  });

  it("gives the word that praises more weight than any other, in either head", async () => {
    const model = await loaded("sentiment");
    withTrace(engine().run({ model, text: "The food was great" }), (trace) => {
      const { data, shape } = trace.tensor("encoder.0.attn.weights");
      const [heads = 0, queries = 0, keys = 0] = shape;
      for (let head = 0; head < heads; head++) {
        const sums = Array.from({ length: keys }, (_, key) =>
          Array.from({ length: queries }, (_, query) => data[(head * queries + query) * keys + key] ?? 0).reduce(
            (sum, weight) => sum + weight,
            0,
          ),
        );
        expect(sums.indexOf(Math.max(...sums))).toBe(3);
      }
    });
    model.dispose();
  });
});

describe("the models of the offline file", () => {
  it("are pronouns, sentiment, digits and the small grammar, together below one megabyte", () => {
    const index = JSON.parse(readFileSync(`${FOLDER}index.json`, "utf8")) as { name: string; inline: boolean }[];
    const inline = index.flatMap(({ name, inline }) => (inline ? [name] : []));
    expect(inline.sort()).toEqual(["digits", "grammar", "pronouns", "sentiment"]);
    const bytes = inline.map((name) => statSync(`${FOLDER}${name}.safetensors`).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
  });
});

describe("every card", () => {
  const models = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".safetensors") ? [file.slice(0, -12)] : []));

  it.each(models)("of %s says how well it does, how to train it again, and where it fails", (name) => {
    const card = `${CARDS}${name}.md`;
    expect(existsSync(card)).toBe(true);
    const text = readFileSync(card, "utf8");
    expect(text).toMatch(/^---\n(?:[\w:-]+: -?[\d.]+\n)+---\n/);
    expect(text).toContain(`npm run train -- ${name}`);
    expect(text).toMatch(/\n## Limits\n/);
    expect(text).toMatch(/seed \d+/);
  });

  it.each(
    ["translator-everyday", "translator-debian", "summariser", "language-model"].filter((name) =>
      models.includes(name),
    ),
  )("of %s is about a file below three megabytes, with samples that were held out", (name) => {
    expect(statSync(`${FOLDER}${name}.safetensors`).size).toBeLessThan(3_000_000);
    expect(sample(name).length).toBeGreaterThan(7);
  });
});

describe("sentiment-use", () => {
  it("brings its encoder along and tells praise from blame", async () => {
    const note = { attention_lab: JSON.stringify(useLiteNote()) };
    const encoder = new Uint8Array(writeSafetensors(useLiteTensors(), note, "F16"));
    const own = await createEngine({
      fetchModel: async (name) =>
        name === "use-lite" ? encoder : new Uint8Array(readFileSync(`${FOLDER}${name}.safetensors`)),
    });
    const model = await own.loadModel("sentiment-use");
    expect(model.labels).toEqual(["negative", "positive"]);
    expect(own.classify({ model: "sentiment-use", text: "I really loved this wonderful film." }).label).toBe(
      "positive",
    );
    const bad = own.classify({ model, text: "This movie was a terrible waste of time." });
    expect(bad.label).toBe("negative");
    expect(bad.probabilities[0]).toBeGreaterThan(0.8);
    own.dispose();
  }, 600_000);

  it("is refused where its encoder is not to be had, by a message that names it", async () => {
    const head = new Uint8Array(readFileSync(`${FOLDER}sentiment-use.safetensors`));
    const alone = await createEngine({ fetchModel: () => Promise.reject(new Error("no use-lite here")) });
    await expect(alone.loadModel(head)).rejects.toThrow("no use-lite here");
    alone.dispose();
  });
});
