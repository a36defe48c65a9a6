/** Learned models at a distance, by the page's client; where their files come from; and names that are hostile text. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, type EngineClient } from "../../web/src/engine/connection";
import { modelsIn } from "../../web/src/engine/model_files";
import { createEngine, type TrainSpec } from "../../web/src/index";
import { headerOf, trained, withHeader, withNote } from "./model_file";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const FILMS: TrainSpec = {
  model: "classifier",
  config: { d_model: 8, n_heads: 2 },
  seed: 4,
  examples: [
    { text: "good film", label: 1 },
    { text: "bad film", label: 0 },
  ],
  optimizer: { learning_rate: 0.02 },
};
const films = (more: object = {}) =>
  trained(engine(), "films", FILMS, 40, { labels: ["negative", "positive"], ...more });

describe("the client", () => {
  let client: EngineClient | undefined;
  afterEach(() => client?.dispose());

  it("loads a model once and then runs and asks it by its name, until it is dropped", async () => {
    client = await connect({});
    const { bytes } = films();
    const about = await client.loadModel(bytes, { name: "mine" });
    expect(about).toMatchObject({ name: "mine", model: "classifier", labels: ["negative", "positive"] });
    expect(bytes.length).toBeGreaterThan(0);
    const run = await client.run({ model: "mine", text: "good film" });
    if (run === "stale") throw new Error("nothing overtook this run");
    expect(run.tensors.map(({ name }) => name)).toContain("attn.weights");
    expect((await client.call("classify", { model: "mine", text: "bad film" })).label).toBe("negative");
    const { liveHandles } = await client.stats();
    await client.dropModel("mine");
    await client.dropModel("mine");
    expect((await client.stats()).liveHandles).toBe(liveHandles - 1);
    await expect(client.call("classify", { model: "mine", text: "good film" })).rejects.toThrow(/loaded/u);
  });

  it("refuses a bad file and goes on with the model that it had", async () => {
    client = await connect({});
    const { bytes } = films();
    await client.loadModel(bytes, { name: "mine" });
    await expect(client.loadModel(bytes.slice(0, 50), { name: "mine" })).rejects.toThrow(/too long for a file/u);
    expect((await client.call("classify", { model: "mine", text: "good film" })).label).toBe("positive");
  });
});

describe("a model's file", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is fetched by its name with progress, from where the caller says", async () => {
    const { bytes } = films();
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: URL) => {
      asked.push(url.href);
      return new Response(bytes.slice(), { headers: { "content-length": String(bytes.length) } });
    });
    const own = await createEngine({ modelsUrl: "https://example.org/models/" });
    const seen: [number, number | undefined][] = [];
    const model = await own.loadModel("films", { onProgress: (loaded, total) => seen.push([loaded, total]) });
    expect(asked).toEqual(["https://example.org/models/films.safetensors"]);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(model.name).toBe("films");
    own.dispose();
  });

  it("is refused by a name that is a path, by a status, and where the caller has stopped", async () => {
    const fetched = vi.fn(async (_: URL, { signal }: { signal?: AbortSignal }) => {
      signal?.throwIfAborted();
      return new Response("no", { status: 404 });
    });
    vi.stubGlobal("fetch", fetched);
    const fetchModel = modelsIn("https://example.org/models/");
    await expect(fetchModel("../secret", {})).rejects.toThrow(/no model/u);
    await expect(fetchModel("https://elsewhere.org/x", {})).rejects.toThrow(/no model/u);
    expect(fetched).not.toHaveBeenCalled();
    await expect(fetchModel("films", {})).rejects.toThrow(/404/u);
    await expect(fetchModel("films", { signal: AbortSignal.abort() })).rejects.toThrow(/stopped/u);
  });
});

describe("a note of hostile text", () => {
  it("is text: labels, titles and words come back as they were written", async () => {
    const hostile = ["<img src=x onerror=alert(1)>", "__proto__"];
    const { bytes } = films({ labels: hostile, title: "<b>\u202e", about: "'\"\\" });
    const model = await engine().loadModel(bytes, { name: "constructor" });
    expect(model.labels).toEqual(hostile);
    expect(model.title).toBe("<b>\u202e");
    expect(hostile).toContain(engine().classify({ model: "constructor", text: "good film" }).label);
    model.dispose();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("reads hostile words of a vocabulary as words", async () => {
    const { bytes, note } = films();
    const vocabulary = (note.vocabulary as string[]).map((word) => (word === "film" ? "</script>" : word));
    const model = await engine().loadModel(withNote(bytes, { ...note, vocabulary }));
    expect(model.description.vocabulary).toContain("</script>");
    withTrace(engine().run({ model, tokens: ["</script>", "__proto__"] }), (trace) => {
      expect(trace.tensor("tokens").shape).toEqual([2]);
    });
    model.dispose();
  });

  it("is refused where labels, vocabulary or config are no lists and objects of their kinds", async () => {
    const { bytes, note } = films();
    for (const wrong of [
      { labels: "positive" },
      { labels: [1, 2] },
      { vocabulary: { 0: "a" } },
      { vocabulary: [null] },
      { config: [] },
      { config: { d_model: 2 ** 53, n_heads: 1 } },
      { config: { d_model: "8" } },
      { seed: -1 },
      { tokenizer: { type: "bpe", merges: [["a"]] } },
      { tokenizer: { type: "unigram", pieces: ["a"], scores: [] } },
      { image: [2 ** 53, 1, 1] },
    ]) {
      await expect(engine().loadModel(withNote(bytes, { ...note, ...wrong })), JSON.stringify(wrong)).rejects.toThrow(
        /^\[/u,
      );
    }
    expect(engine().stats().liveHandles).toBe(0);
  });

  it("asks a PyTorch file with a note, too, how many heads there are", async () => {
    const { bytes, note } = films();
    const named = withHeader(bytes, {
      ...headerOf(bytes),
      "layers.0.self_attn.in_proj_weight": { dtype: "F32", shape: [0], data_offsets: [0, 0] },
      __metadata__: { attention_lab: JSON.stringify({ ...note, config: { d_model: 8 } }) },
    });
    await expect(engine().loadModel(named)).rejects.toThrow(/config\.n_heads has to/u);
  });
});
