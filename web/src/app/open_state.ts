/** What the reader has pasted, dropped or chosen so far, and what it is taken for: the state of the Open dialog. */
import { batch, computed, signal } from "@preact/signals-core";
import { problemsOf } from "../io/checks";
import { type Found, type FoundArray, MAX_BYTES } from "../io/found";
import { readFile, readText } from "../io/read";
import { ReadError } from "../io/read_error";
import { type Bounds, type Fix, firstOf, guessRoles, type Item, importedOf, type Role, turned } from "../io/roles";
import { type ProjectProblem, readProject } from "../state/project";
import { INITIAL, SETTING_NAMES, SETTINGS, type State, type Step } from "../state/settings";
import { t } from "../strings/dialogs";
import { openingOf } from "./learned/first";
import { bring, NoWords } from "./learned/store";
import { draft, openDialog, type Page, toast } from "./page";
import { messageOf } from "./run_state";

/** A recognised array; `typed` ones follow the text of the field, the others came as files. */
export interface Piece extends Item {
  typed: boolean;
  /** The role was chosen by the reader and is not guessed any more. */
  chosen: boolean;
}

export type Failure =
  | { kind: "read"; from: string; error: ReadError }
  | { kind: "model"; from: string; message: string }
  | { kind: "project"; from: string; problem: ProjectProblem };

/** Text longer than this is taken like a file: a field is no place for it. */
export const LONGEST_FIELD = 200_000;
const MAX_WORD = 80;
/** Weights are larger than tables: as much as the engine's memory has room for beside a run. */
const MAX_MODEL_BYTES = 64 * 2 ** 20;

export const text = signal("");
export const pieces = signal<readonly Piece[]>([]);
export const words = signal("");
export const failures = signal<readonly Failure[]>([]);

/** The words as typed: apart by spaces, or as a JSON list where they have spaces themselves. */
export function wordsIn(typed: string): string[] {
  const line = typed.trim();
  if (line.startsWith("[")) {
    try {
      const list: unknown = JSON.parse(line);
      if (Array.isArray(list) && list.every((word) => typeof word === "string")) {
        return list.map((word: string) => word.slice(0, MAX_WORD));
      }
    } catch {
      // Then it is no list: [CLS] is a word like any other.
    }
  }
  return line === "" ? [] : line.split(/\s+/).map((word) => word.slice(0, MAX_WORD));
}

const wordsText = (list: readonly string[]): string =>
  list.some((word) => word === "" || /\s/.test(word)) ? JSON.stringify(list) : list.join(" ");

export const tokens = computed(() => wordsIn(words.value));

export const boundsOf = ({ controller }: Page): Bounds => controller.limits;

export const problems = (page: Page) =>
  pieces.value.length === 0 ? [] : problemsOf(pieces.value, tokens.value, boundsOf(page));

/** Guesses again what nobody has chosen. */
function withGuesses(list: readonly Piece[]): Piece[] {
  const roles = guessRoles(list.map(({ array }) => array));
  return list.map((piece, at) => (piece.chosen ? piece : { ...piece, role: roles[at] ?? "none" }));
}

const pieceOf = (array: FoundArray, typed: boolean): Piece => ({ array, typed, chosen: false, role: "none" });

function take(page: Page, found: Found, from: string, typed: boolean): void {
  if (found.project !== undefined) {
    openProject(page, found.project, from);
    return;
  }
  // A file of the same name takes the place of the one before it.
  const names = new Set(found.arrays.map(({ name }) => name).filter((name) => name !== ""));
  const kept = pieces.value.filter((piece) => (typed ? !piece.typed : !names.has(piece.array.name)));
  batch(() => {
    pieces.value = withGuesses([...kept, ...found.arrays.map((array) => pieceOf(array, typed))]);
    if (found.tokens.length > 0) words.value = wordsText(found.tokens);
  });
}

function fail(from: string, error: unknown): void {
  if (!(error instanceof ReadError)) throw error;
  failures.value = [...failures.value, { kind: "read", from, error }];
}

/** Reads the field's text; what came as files stays. */
export function type(page: Page, typed: string): void {
  batch(() => {
    text.value = typed;
    failures.value = [];
    if (typed.trim() === "") {
      pieces.value = withGuesses(pieces.value.filter((piece) => !piece.typed));
      return;
    }
    try {
      take(page, readText(typed), "", true);
    } catch (error) {
      pieces.value = withGuesses(pieces.value.filter((piece) => !piece.typed));
      fail("", error);
    }
  });
}

/** Text that was pasted or dropped somewhere: into the field, or like a file where it is too long for one. */
export function takeText(page: Page, given: string): void {
  if (given.length <= LONGEST_FIELD) {
    type(page, given);
    return;
  }
  failures.value = [];
  try {
    take(page, readText(given), "", false);
  } catch (error) {
    fail(t("open.pasted"), error);
  }
}

export async function takeFiles(page: Page, files: readonly File[]): Promise<void> {
  failures.value = [];
  for (const file of files) {
    if (/\.safetensors$/i.test(file.name)) {
      await takeModel(page, file);
      continue;
    }
    try {
      if (file.size > MAX_BYTES) throw new ReadError("too_big", { max: MAX_BYTES / 2 ** 20 });
      take(page, readFile(new Uint8Array(await file.arrayBuffer()), file.name), file.name, false);
    } catch (error) {
      // A folder that was dropped is listed as a file that nobody can read.
      fail(file.name, error instanceof ReadError ? error : new ReadError("binary"));
    }
  }
}

/** Opens a file of weights as a learned model; where it is none, says so and leaves all as it is. */
async function takeModel(page: Page, file: File): Promise<void> {
  try {
    if (file.size > MAX_MODEL_BYTES) {
      const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
      throw new Error(t("learned.fileTooBig", { found: megabytes(file.size), max: megabytes(MAX_MODEL_BYTES) }));
    }
    const { name, about } = await bring(await page.engine(), file.name, new Uint8Array(await file.arrayBuffer()));
    batch(() => {
      draft.value = null;
      openDialog.value = null;
      page.store.change(
        freshState(page.store.state.peek(), openingOf(name, about)),
        t("learned.change", { title: about.title }),
      );
      startOver();
    });
  } catch (error) {
    const message = error instanceof NoWords ? t(`learned.reads.${error.reads}`) : messageOf(error);
    failures.value = [
      ...failures.value,
      { kind: "model", from: file.name, message: message.replace(/^\[model\] /, "") },
    ];
  }
}

export function startOver(): void {
  batch(() => {
    text.value = "";
    pieces.value = [];
    words.value = "";
    failures.value = [];
  });
}

function replace(at: number, change: (piece: Piece) => Piece): void {
  pieces.value = pieces.value.map((piece, nth) => (nth === at ? change(piece) : piece));
}

export const setRole = (at: number, role: Role): void => replace(at, (piece) => ({ ...piece, role, chosen: true }));

export const turn = (at: number): void => replace(at, (piece) => ({ ...piece, array: turned(piece.array) }));

export function remove(at: number): void {
  pieces.value = withGuesses(pieces.value.filter((_, nth) => nth !== at));
}

export function mend(fix: Fix): void {
  if (fix.kind === "words") words.value = "";
  else if (fix.kind === "turn") turn(fix.item);
  else if (fix.kind === "first") replace(fix.item, (piece) => ({ ...piece, array: firstOf(piece.array) }));
  else setRole(fix.item, fix.role);
}

/** A state that begins anew but for how the page looks. */
function freshState(now: State, patch: Partial<State>): State {
  const place: readonly string[] = ["block", "step", "cell", "head", "heads", "which", "quantity", "side", "view"];
  const looks = SETTING_NAMES.filter((name) => SETTINGS[name].kind === "view" && !place.includes(name));
  return { ...INITIAL, ...Object.fromEntries(looks.map((name) => [name, now[name]])), ...patch };
}

/** Leaves the dialog for the first step of what was brought along. */
export function walk(page: Page): void {
  const imported = importedOf(pieces.value, tokens.value);
  const layers = imported.kind === "attention" && imported.tensors.length > 1;
  const step: Record<typeof imported.kind, Step> = {
    qkv: "scores",
    x: "qkv",
    attention: layers ? ".heads" : "softmax",
    matrix: ".matrix",
  };
  const place = layers ? { block: "heads" } : {};
  const state = freshState(page.store.state.peek(), {
    source: "imported",
    imported,
    step: step[imported.kind],
    ...place,
  });
  batch(() => {
    draft.value = null;
    openDialog.value = null;
    page.store.change(state, t("open.change"));
    startOver();
  });
}

/** Takes a project file's state over, or says why not and leaves all as it is. */
function openProject(page: Page, file: unknown, from: string): void {
  const read = readProject(file);
  if ("problem" in read) {
    failures.value = [...failures.value, { kind: "project", from, problem: read.problem }];
    return;
  }
  batch(() => {
    draft.value = null;
    openDialog.value = null;
    page.store.change(read.state, t("open.projectChange"));
    startOver();
    toast.value = { text: t("open.projectDone") };
  });
}
