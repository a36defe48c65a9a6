/** What the shown views are given: pages of their own with runs of the engine, and answers of its pure calls. */
import { createClient, type EngineClient } from "../../engine/client";
import type { DecodeResult } from "../../engine/decoding";
import { chainLogits, END, parseChain, START } from "../../state/chain";
import { drawingPicture, type Picture, parseDrawing } from "../../state/picture";
import type { State } from "../../state/settings";
import { createStore } from "../../state/store";
import { TraceView } from "../../trace/trace_view";
import { createActions } from "../actions";
import { DEFAULT_CHAIN } from "../benches/decoding";
import { createController } from "../controller";
import type { Page } from "../page";
import { createPlayer } from "../player";

async function livePage(state: Partial<State>): Promise<Page> {
  const store = createStore(state);
  const client = await createClient();
  const controller = await createController(store, client, createClient);
  return {
    store,
    controller,
    engine: async () => client,
    actions: createActions(store, controller.trace.peek.bind(controller.trace)),
    player: createPlayer(store, controller),
  };
}

/** The unigram answer's parts that the lattice draws. */
export interface Cut {
  symbols: string[];
  lattice: { from: number; to: number; id: number; piece: string; logProbability: number; best: boolean }[];
}

export interface Live {
  attention: Page;
  encoder: Page;
  transformer: Page;
  search: DecodeResult;
  cut: Cut;
  rates: number[];
  picture: Picture;
  /** What each patch of the picture attends to. */
  patches: TraceView;
}

/** Pixels on a side of a patch of the drawing. */
export const PATCH = 2;

/** A smile, drawn bit by bit. */
const DRAWING = "3c42a581a599423c";
const SIDE = 8;

async function answers(engine: EngineClient): Promise<Pick<Live, "search" | "cut" | "rates" | "picture" | "patches">> {
  const chain = parseChain(DEFAULT_CHAIN);
  if (!chain.ok) throw new Error("the chain that the workbench opens with cannot be read");
  const [search, cut, schedule] = await Promise.all([
    engine.call("decode", {
      logits: chainLogits(chain.chain),
      vocabulary: chain.chain.words,
      start: START,
      end: END,
      strategy: "beam",
      beamSize: 2,
      maxLength: 6,
    }),
    engine.call("unigram", { texts: ["the cat sat on the mat", "the rat sat"], size: 24, text: "the rat" }),
    engine.call("schedule", { type: "noam", rate: 1, d_model: 512, warmup: 40, steps: 200 }),
  ]);
  const picture = drawingPicture(parseDrawing(DRAWING, SIDE), SIDE);
  const seen = await engine.run({
    model: "vision",
    inputs: { image: { data: picture.data, shape: [picture.height, picture.width, 3] } },
    config: { patch_size: PATCH, patch_embedding: "raw", positions: "none" },
  });
  if (seen === "stale") throw new Error("another run was asked for");
  return {
    picture,
    patches: new TraceView(seen),
    search,
    cut: { symbols: cut.symbols ?? [], lattice: cut.lattice ?? [] },
    rates: schedule.learningRates,
  };
}

export async function createLive(): Promise<Live> {
  const [attention, encoder, transformer] = await Promise.all([
    livePage({ step: "scores", cell: { tensor: "attn.scores", index: [0, 2, 1] } }),
    livePage({ model: "encoder", block: "heads", step: ".heads" }),
    livePage({ model: "transformer", text: "Hello world", block: "decoder.0.cross", step: "softmax" }),
  ]);
  return { attention, encoder, transformer, ...(await answers(await createClient())) };
}
