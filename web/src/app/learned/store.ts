/** Which models were asked for, how far their loading is, and which engines have them. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { EngineClient, ModelDescription } from "../../engine/client";
import { encoderOf, joinHead } from "../../engine/heads";
import { bytesOf } from "./fetching";
import { type Shelved, shelved } from "./shelf";

export type Loading =
  | { status: "loading"; bytes: number; total: number }
  | { status: "stopped" }
  | { status: "failed"; error: unknown }
  | { status: "ready"; about: ModelDescription };

const states = signal<ReadonlyMap<string, Loading>>(new Map());
/** Bytes that the reader brought along, by the name that links know them by. */
const own = new Map<string, Uint8Array<ArrayBuffer>>();
/** How often a name was brought along. */
const versions = new Map<string, number>();
const coming = new Map<string, { bytes: Promise<Uint8Array<ArrayBuffer>>; stop: AbortController }>();
const loaded = new WeakMap<EngineClient, Map<string, Promise<ModelDescription>>>();

/** How far each model is that was asked for. */
export const loadings: ReadonlySignal<ReadonlyMap<string, Loading>> = states;

function say(name: string, state: Loading): void {
  states.value = new Map(states.peek()).set(name, state);
}

/** What a model that has been loaded says of itself. */
export const aboutOf = (name: string): ModelDescription | undefined => {
  const state = states.value.get(name);
  return state?.status === "ready" ? state.about : undefined;
};

export const isOwn = (name: string): boolean => own.has(name);

/** Names of what the reader brought along. */
export const ownNames = (): readonly string[] => [...own.keys()];

/** A model that nobody knows: named by a link that came without its file. */
export class UnknownModel extends Error {
  constructor(readonly model: string) {
    super(`there is no model ${model}`);
  }
}

/** A file of the reader's that the page can't walk through: it begins with vectors, or with a picture. */
export class NoWords extends Error {
  constructor(readonly reads: "vectors" | "pictures") {
    super(`the model reads ${reads}`);
  }
}

export const wasStopped = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

function fetching(model: Shelved): Promise<Uint8Array<ArrayBuffer>> {
  const known = coming.get(model.name);
  if (known) return known.bytes;
  const stop = new AbortController();
  const bytes = bytesOf(
    model,
    (got) => say(model.name, { status: "loading", bytes: got, total: model.bytes }),
    stop.signal,
  );
  coming.set(model.name, { bytes, stop });
  say(model.name, { status: "loading", bytes: 0, total: model.bytes });
  return bytes;
}

/** Begins to fetch a model for an engine that isn't there yet. `provide` tells what goes wrong. */
export function fetchAhead(name: string): void {
  const model = shelved(name);
  if (model && !own.has(name)) fetching(model).catch(() => {});
}

/** A classifier's head with the model whose vectors it reads; other files as they are. */
async function withEncoder(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = encoderOf(bytes);
  if (encoder === undefined) return bytes;
  const model = shelved(encoder);
  if (!model) throw new UnknownModel(encoder);
  // Its progress is the progress of what was asked for.
  const stop = coming.get(name)?.stop.signal ?? new AbortController().signal;
  const read = await bytesOf(model, (got) => say(name, { status: "loading", bytes: got, total: model.bytes }), stop);
  return joinHead(bytes, read);
}

async function load(client: EngineClient, name: string): Promise<ModelDescription> {
  const given = own.get(name);
  const model = shelved(name);
  if (!given && !model) throw new UnknownModel(name);
  const bytes = given ?? (await fetching(model as Shelved));
  return client.loadModel(await withEncoder(name, bytes), { name });
}

/**
 * Loads a model into an engine, once: asking again waits for the same. Nothing is kept of what failed, so that asking
 * again tries again.
 */
export function provide(client: EngineClient, name: string): Promise<ModelDescription> {
  const known = loaded.get(client) ?? new Map<string, Promise<ModelDescription>>();
  loaded.set(client, known);
  const key = `${name} ${versions.get(name) ?? 0}`;
  const found = known.get(key);
  if (found) return found;
  const made = load(client, name);
  known.set(key, made);
  made.then(
    (about) => say(name, { status: "ready", about }),
    (error: unknown) => {
      known.delete(key);
      coming.delete(name);
      say(name, wasStopped(error) ? { status: "stopped" } : { status: "failed", error });
    },
  );
  return made;
}

/** Stops the loading; what was under way is rejected. */
export function stopLoading(name: string): void {
  coming.get(name)?.stop.abort();
}

const TRIAL = "a-file-that-is-tried";

/** Takes a file of the reader's own: checked by an engine first, kept under a free name made of the file's. */
export async function bring(
  client: EngineClient,
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ name: string; about: ModelDescription }> {
  const stem =
    file
      .replace(/\.safetensors$/i, "")
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, "-")
      .slice(0, 32) || "model";
  let name = stem;
  for (let nth = 2; shelved(name); nth++) name = `${stem}-${nth}`;
  const whole = await withEncoder(name, bytes);
  // Under a name of no use to anybody, until it is known to be one that can be opened.
  const trial = await client.loadModel(whole, { name: TRIAL });
  if (trial.model === "image_classifier") throw new NoWords("pictures");
  if (trial.vocabulary.length === 0) throw new NoWords("vectors");
  const about = await client.loadModel(whole, { name });
  own.set(name, bytes);
  // Another file of this name takes the place of the one before it, in every engine.
  versions.set(name, (versions.get(name) ?? 0) + 1);
  say(name, { status: "ready", about });
  return { name, about };
}

/** Whether the state's model was asked for and isn't there. */
export function isMissing({ source, learned }: { source: string; learned: string }): boolean {
  const status = states.peek().get(learned)?.status;
  return source === "sentence" && learned !== "" && (status === "failed" || status === "stopped");
}
