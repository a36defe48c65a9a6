/** 100,000 hostile states through parse, serialise and parse: brought within bounds or refused, never thrown. */
import { describe, expect, it } from "vitest";
import { readAttributes, readState, writeState } from "../../web/src/app/embed/attributes";
import { elementCode, frameCode, frameHash } from "../../web/src/app/embed/code";
import { parseControls } from "../../web/src/app/embed/controls";
import { readFrameHash, readMessage } from "../../web/src/app/embed/messages";
import { parse, serialise } from "../../web/src/state/hash";
import { INITIAL, SETTING_NAMES, SETTINGS, type State } from "../../web/src/state/settings";
import { hostileStates, type KnownSetting } from "./hostile_states";

const ROUNDS = 100_000;
const KNOWN: KnownSetting[] = SETTING_NAMES.map((name) => ({ name, ...(SETTINGS[name] as object) }));
const names = new Set<string>(SETTING_NAMES);

const full = (patch: Partial<State>): State => ({ ...INITIAL, ...patch });

/** What is wrong with a patch: a name that is none, or a value that its setting doesn't allow. */
function fault(patch: Partial<State>): string | undefined {
  for (const [name, value] of Object.entries(patch)) {
    if (!names.has(name)) return name;
    const { min, max, options, maxLength, initial } = SETTINGS[name as keyof State] as unknown as KnownSetting & {
      maxLength?: number;
      initial: unknown;
    };
    const number = typeof value === "number" ? value : undefined;
    if (min !== undefined && !(number !== undefined && number >= min)) return name;
    if (max !== undefined && !(number !== undefined && number <= max)) return name;
    if (options && !options.includes(value as string)) return name;
    if (maxLength !== undefined && !(typeof value === "string" && value.length <= maxLength)) return name;
    if (typeof initial === "boolean" && typeof value !== "boolean") return name;
  }
  return undefined;
}

/** A state says the same after a link, and after the names and texts that a script reads. */
function expectToComeBack(patch: Partial<State>, given: unknown): void {
  const wrong = fault(patch);
  if (wrong !== undefined) throw new Error(`${wrong} is out of bounds after ${String(given)}`);
  const hash = serialise(full(patch));
  const again = parse(hash);
  if (again.problem !== null) throw new Error(`${hash} is refused, made of ${String(given)}`);
  if (serialise(full(again.patch)) !== hash) throw new Error(`${hash} comes back otherwise`);
  const state = full({ ...again.patch, lesson: "" });
  if (serialise(full(readState(writeState(state)).patch)) !== serialise(state))
    throw new Error(`${hash} is not taken back by name`);
}

describe("100,000 hostile states", () => {
  const states = hostileStates(6, ROUNDS, KNOWN);

  it("are good and bad in fair parts", () => {
    const problems = states.slice(0, 5000).filter(({ hash }) => parse(hash).problem !== null).length;
    expect(problems).toBeGreaterThan(1000);
    expect(problems).toBeLessThan(4500);
  });

  it("as links come to a state within bounds that a link brings back exactly", () => {
    for (const { hash } of states) expectToComeBack(readState(hash).patch, hash);
  }, 120_000);

  it("as values of any type come to such a state, or are refused by name", () => {
    for (const { values, hash } of states) {
      const { patch, refused } = readState(values);
      expectToComeBack(patch, hash);
      const odd = Object.values(values).some((value) => typeof value === "object" || typeof value === "function");
      if (odd && refused.length === 0) throw new Error(`nothing was refused of ${Object.keys(values).join()}`);
    }
  }, 120_000);

  it("as attributes, in frames' addresses and in messages throw nothing", () => {
    for (const { hash, values, caption } of states) {
      const texts = new Map(new URLSearchParams(hash));
      expectToComeBack(readAttributes((name) => texts.get(name) ?? null).patch, hash);
      const frame = readFrameHash(
        `#${hash}&caption=${caption}&controls=${caption}&height=${caption}&parent=${caption}`,
      );
      if (frame.caption.length > 1000 || !/^[a-z ]*$/.test(frame.controls ?? "")) throw new Error(hash);
      readMessage({ attentionLab: 1, type: "setState", state: values, id: caption });
      readMessage({ attentionLab: 1, type: caption, state: hash });
    }
  }, 120_000);

  it("written as code hold nothing but the code's own tags", () => {
    for (const { hash, caption } of states.slice(0, 20_000)) {
      const options = {
        state: full(readState(hash).patch),
        site: "https://lab.example/",
        theme: "auto" as const,
        controls: parseControls("all"),
        height: 400,
        width: null,
        caption,
        integrity: "",
        classic: false,
      };
      const [element, frame] = [elementCode(options), frameCode(options)];
      const tags = [...`${element}${frame}`.matchAll(/<[^>]*>/g)].map(([tag]) => /^<\/?([a-z-]*)/.exec(tag)?.[1]);
      if (!tags.every((tag) => ["script", "attention-lab", "span", "iframe"].includes(tag ?? "")))
        throw new Error(`${element}\n${frame}`);
      // And the frame's address says what the figure was.
      const { link } = readFrameHash(`#${frameHash(options)}`);
      if (serialise(full(parse(link ?? "").patch)) !== serialise({ ...options.state, theme: "auto" }))
        throw new Error(frame);
    }
  }, 120_000);
});
