/** The page's client over the real wasm: in this thread, and behind a worker that Node lends its structured clone. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { connect, type EngineClient, shareEngine } from "../../web/src/engine/connection";
import { READY, type Reply, type Request } from "../../web/src/engine/messages";
import { Service } from "../../web/src/engine/service";
import type { RunSpec, TraceData } from "../../web/src/index";
import { TraceView } from "../../web/src/trace/trace_view";

/** What a browser's Worker does, in this thread: messages are cloned, buffers transferred, answers come later. */
class LocalWorker {
  static latest: LocalWorker | undefined;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly asked: Request[] = [];
  readonly service = new Service();
  /** Requests wait here while the test holds the worker up; or their answers, which are there already. */
  held: (() => void)[] | undefined;
  heldAnswers = false;
  /** Numbers that were answered with, in bytes. */
  bytes = 0;
  terminated = false;
  #last: Promise<void> = Promise.resolve();

  constructor() {
    LocalWorker.latest = this;
    queueMicrotask(() => this.onmessage?.({ data: READY }));
  }

  postMessage(message: Request): void {
    const request = structuredClone(message);
    this.asked.push(request);
    this.service.note(request);
    this.#last = this.#last.then(async () => {
      const hold = () => new Promise<void>((release) => this.held?.push(release));
      if (this.held && !this.heldAnswers) await hold();
      const { reply, transfer } = await this.service.handle(request);
      this.bytes += transfer.reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (this.held && this.heldAnswers) await hold();
      const data = structuredClone<Reply>(reply, { transfer });
      if (!this.terminated) this.onmessage?.({ data });
    });
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) go();
  }

  terminate(): void {
    this.terminated = true;
    this.service.dispose();
  }
}

/** A worker whose script can't be read, as on file://. */
class BrokenWorker extends LocalWorker {
  constructor() {
    super();
    queueMicrotask(() => this.onerror?.({ message: "", preventDefault: () => {} }));
    this.onmessage = null;
  }
}

const spec = (text: string): RunSpec => ({ text, config: { d_model: 4, n_heads: 2 } });

function done(answer: TraceData | "stale"): TraceData {
  if (answer === "stale") throw new Error("No newer run was asked for.");
  return answer;
}

const open: EngineClient[] = [];
async function client(kind?: typeof LocalWorker): Promise<EngineClient> {
  vi.stubGlobal("Worker", LocalWorker);
  const made = await connect({ worker: kind && (() => new kind() as unknown as Worker) });
  open.push(made);
  return made;
}

afterEach(() => {
  for (const one of open.splice(0)) one.dispose();
  vi.unstubAllGlobals();
});

describe.each([
  ["in this thread", undefined],
  ["behind a worker", LocalWorker],
] as const)("a client %s", (_, kind) => {
  test("runs a spec into one buffer that every tensor is a view of", async () => {
    const engine = await client(kind);
    const data = done(await engine.run(spec("the cat sat")));
    const view = new TraceView(data);
    expect(data.values).toHaveLength(data.floats);
    expect(data.values.buffer.byteLength).toBe(4 * data.floats);
    expect(view.tensor("attn.weights").data.buffer).toBe(data.values.buffer);
    expect(view.tensor("attn.weights").shape).toEqual([2, 3, 3]);
    expect(data.milliseconds).toBeGreaterThan(0);
    const before = Array.from(data.values);
    await engine.run({ text: "word ".repeat(200), config: { d_model: 64, n_heads: 4 } });
    expect(Array.from(data.values)).toEqual(before);
  });

  test("explains, exports, cuts words, says bounds and counts handles", async () => {
    const engine = await client(kind);
    expect(await engine.explain("attn.out", [0, 0])).toBeUndefined();
    const data = done(await engine.run(spec("the cat sat")));
    const cell = await engine.explain("attn.scaled", [1, 2, 0]);
    expect(cell?.value).toBe(new TraceView(data).value("attn.scaled", [1, 2, 0]));
    expect(cell?.source?.name).toBe("attn.scores");
    expect(await engine.exportTensor("npy", "attn.out")).toBeInstanceOf(Uint8Array);
    expect(await engine.exportTensor("csv", "attn.out")).toContain(",");
    expect(JSON.parse((await engine.exportTensor("json", "attn.out")) as string).shape).toEqual([3, 4]);
    expect((await engine.tokenize("A cat!")).map((word) => word.key)).toEqual(["a", "cat"]);
    expect((await engine.limits()).tokens).toBe(512);
    const far = Float32Array.from({ length: 8 }, (_, i) => i).subarray(2, 4);
    const { output } = await engine.call("softmax", { input: { data: far.fill(1), shape: [2] } });
    expect(Array.from(output.data)).toEqual([0.5, 0.5]);
    await expect(engine.call("softmax", { input: { data: [1], shape: [2] } })).rejects.toThrow("[softmax] input");
    const stop = new AbortController();
    const stopped = engine.call("softmax", { input: { data: [1], shape: [1] } }, stop.signal);
    stop.abort();
    await expect(stopped).rejects.toThrow("[softmax] stopped");
    await expect(engine.call("softmax", { input: { data: [1], shape: [1] } }, stop.signal)).rejects.toThrow("stopped");
    await expect(engine.call("dispose" as "softmax", {} as never)).rejects.toThrow("[engine] there is nothing to call");
    expect((await engine.stats()).liveHandles).toBe(1);
  });

  test("answers only the latest of many runs, and computes few of the others", async () => {
    const engine = await client(kind);
    const answers = await Promise.all(["a", "b", "c", "d", "e"].map((word) => engine.run(spec(`${word} cat`))));
    expect(answers.slice(0, 4)).toEqual(["stale", "stale", "stale", "stale"]);
    expect(done(answers[4] ?? "stale").tokens[0]?.[0]?.text).toBe("e");
    const ran = LocalWorker.latest?.asked.filter((request) => request.name === "run").length;
    if (kind) expect(ran).toBe(2);
  });

  test("turns what is refused into an Error, and still explains the run that is shown", async () => {
    const engine = await client(kind);
    done(await engine.run(spec("the cat")));
    await expect(engine.run({ text: "  " })).rejects.toThrow(/^\[/);
    await expect(engine.run({ ...spec("a"), config: { d_model: 7, n_heads: 2 } })).rejects.toThrow(
      /n_heads 2 does not divide/,
    );
    await expect(engine.run({ text: 5 } as unknown as RunSpec)).rejects.toThrow(/text must be a string/);
    expect((await engine.explain("attn.scores", [0, 1, 1]))?.index).toEqual([0, 1, 1]);
    await expect(engine.explain("attn.scores", [9, 9, 9])).rejects.toThrow(/attn\.scores/);
    await expect(engine.exportTensor("csv", "attn.p")).rejects.toThrow(/there is no tensor/);
    await expect(engine.tokenize(5 as unknown as string)).rejects.toThrow(/must be a string/);
  });

  test("explains the run that is shown while a newer one is refused after another was overtaken", async () => {
    const engine = await client(kind);
    const shown = new TraceView(done(await engine.run(spec("the cat"))));
    const overtaken = engine.run(spec("one two three four five"));
    const refused = engine.run(spec(" "));
    expect(await overtaken).toBe("stale");
    await expect(refused).rejects.toThrow(/^\[/);
    expect((await engine.explain("attn.scores", [0, 1, 1]))?.value).toBe(shown.value("attn.scores", [0, 1, 1]));
  });

  test("holds the memory of two runs at most", async () => {
    const engine = await client(kind);
    for (let i = 0; i < 10; i++) done(await engine.run(spec(`word ${i}`)));
    expect((await engine.stats()).liveHandles).toBeLessThanOrEqual(2);
  });

  test("rejects everything after dispose", async () => {
    const engine = await client(kind);
    const pending = engine.run(spec("the cat"));
    engine.dispose();
    await expect(pending).rejects.toThrow("[engine] this client was disposed of");
    await expect(engine.run(spec("a"))).rejects.toThrow("[engine] this client was disposed of");
    await expect(engine.limits()).rejects.toThrow("[engine] this client was disposed of");
  });
});

describe("a client behind a worker", () => {
  test("sends of a view its own part, not the buffer behind it", async () => {
    const engine = await client(LocalWorker);
    const large = new Float32Array(100_000);
    large.set([1, 2, 3, 4], 500);
    const x = { data: large.subarray(500, 504), shape: [1, 4] };
    done(await engine.run({ inputs: { x }, config: { d_model: 4, n_heads: 1 } }));
    const request = LocalWorker.latest?.asked.at(-1);
    const sent = request?.name === "run" ? request.ask.spec.inputs?.x?.data : undefined;
    expect((sent as Float32Array).buffer.byteLength).toBe(16);
    expect(large.buffer.byteLength).toBe(400_000);
  });

  test("drops a late answer even when it was already on its way", async () => {
    const engine = await client(LocalWorker);
    const worker = LocalWorker.latest;
    if (!worker) throw new Error("A client was made.");
    worker.held = [];
    worker.heldAnswers = true;
    const early = engine.run(spec("early"));
    await vi.waitFor(() => expect(worker.held).toHaveLength(1));
    const late = engine.run(spec("late"));
    worker.release();
    expect(await early).toBe("stale");
    expect(done(await late).tokens[0]?.[0]?.text).toBe("late");
  });

  test("copies no number of a run that was overtaken before it was begun, and those of the last once", async () => {
    const engine = await client(LocalWorker);
    const worker = LocalWorker.latest;
    if (!worker) throw new Error("A client was made.");
    done(await engine.run(spec("shown")));
    worker.bytes = 0;
    worker.held = [];
    const runs = Array.from({ length: 20 }, (_, at) => engine.run(spec(`run number ${at}`)));
    await vi.waitFor(() => expect(worker.held).toHaveLength(1));
    worker.release();
    const answers = await Promise.all(runs);
    expect(answers.slice(0, -1)).toEqual(Array(19).fill("stale"));
    const last = done(answers.at(-1) as TraceData);
    expect(last.tokens[0]?.at(-1)?.text).toBe("19");
    expect(worker.bytes).toBe(4 * last.floats);
    // Of twenty the engine was asked for two.
    expect(worker.asked.filter(({ name }) => name === "run")).toHaveLength(3);
    const cell = ["attn.scores", [0, 1, 1]] as const;
    expect((await engine.explain(...cell))?.value).toBe(new TraceView(last).value(...cell));
    expect((await engine.stats()).liveHandles).toBeLessThanOrEqual(2);
  });

  test("moves into the page when the worker can't start", async () => {
    const said = vi.spyOn(console, "info").mockImplementation(() => {});
    const engine = await client(BrokenWorker);
    expect(done(await engine.run(spec("the cat"))).tokens[0]).toHaveLength(2);
    expect(LocalWorker.latest?.terminated).toBe(true);
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  test("moves into the page when making a worker throws, as a strict policy makes it", async () => {
    const said = vi.spyOn(console, "info").mockImplementation(() => {});
    vi.stubGlobal("Worker", LocalWorker);
    const engine = await connect({
      worker: () => {
        throw new DOMException("refused", "SecurityError");
      },
    });
    open.push(engine);
    expect((await engine.limits()).tokens).toBe(512);
    said.mockRestore();
  });

  test("rejects what is asked for when the worker breaks down later", async () => {
    const engine = await client(LocalWorker);
    const worker = LocalWorker.latest;
    if (!worker) throw new Error("A client was made.");
    worker.held = [];
    const pending = engine.limits();
    worker.onerror?.({ message: "out of memory", preventDefault: () => {} });
    await expect(pending).rejects.toThrow("[engine] the worker stopped: out of memory");
    worker.release();
  });
});

describe("an engine that several clients share", () => {
  test("is started once, keeps each one's runs apart, and ends with the last of them", async () => {
    let starts = 0;
    let asked = 0;
    const join = shareEngine(async () => {
      asked++;
      return {
        worker: () => {
          starts++;
          return new LocalWorker() as unknown as Worker;
        },
      };
    });
    vi.stubGlobal("Worker", LocalWorker);
    const [first, second] = await Promise.all([join(), join()]);
    expect({ starts, asked }).toEqual({ starts: 1, asked: 1 });
    const worker = LocalWorker.latest as LocalWorker;
    const one = (await first.run(spec("a b"))) as TraceData;
    const other = (await second.run(spec("a b c"))) as TraceData;
    // Neither makes the other's stale, and each explains its own.
    const shape = (data: TraceData) => data.tensors.find(({ name }) => name === "attn.weights")?.shape.join();
    expect([shape(one), shape(other)]).toEqual(["2,2,2", "2,3,3"]);
    const cell = ["attn.weights", [0, 1, 1]] as const;
    const [mine, yours] = [(await first.explain(...cell))?.value, (await second.explain(...cell))?.value];
    expect(mine).toBeCloseTo(new TraceView(one).value(...cell), 5);
    expect(yours).toBeCloseTo(new TraceView(other).value(...cell), 5);
    const before = (await second.stats()).liveHandles;
    first.dispose();
    first.dispose();
    expect((await second.stats()).liveHandles).toBeLessThan(before);
    expect(worker.terminated).toBe(false);
    await expect(first.run(spec("a"))).rejects.toThrow("[engine] this client was disposed of");
    second.dispose();
    await vi.waitFor(() => expect(worker.terminated).toBe(true));
    // Whoever comes later starts another.
    (await join()).dispose();
    expect(starts).toBe(2);
  });

  test("keeps no trainer for a client that is gone before it comes", async () => {
    const join = shareEngine(async () => ({ worker: undefined }));
    const [first, second] = await Promise.all([join(), join()]);
    const before = (await second.stats()).liveHandles;
    const training = first.train({
      model: "transformer",
      config: { d_model: 8, n_heads: 2, d_ff: 8, n_layers: 1 },
      pairs: [{ source: "a b", target: "b a" }],
    });
    first.dispose();
    await expect(training).rejects.toThrow("[train] this client was disposed of");
    await vi.waitFor(async () => expect((await second.stats()).liveHandles).toBe(before));
    second.dispose();
  });

  test("may be asked for again after it did not start", async () => {
    let tries = 0;
    const join = shareEngine(async () => {
      tries++;
      if (tries === 1) throw new Error("[engine] no network");
      return { worker: undefined };
    });
    await expect(join()).rejects.toThrow("no network");
    const client = await join();
    expect((await client.limits()).tokens).toBeGreaterThan(0);
    client.dispose();
  });
});
