/**
 * `<attention-lab>`: one figure of the page in any document. Importing this is harmless where there is no document, and
 * doing it twice as well. An element starts when it is scrolled near, and leaves nothing behind when it is removed.
 */

import { signal } from "@preact/signals-core";
import { watchPage } from "../../design/theme";
import { lacking } from "../../engine/support";
import { serialise } from "../../state/hash";
import { INITIAL, type SettingName, type State } from "../../state/settings";
import { t } from "../../strings/dialogs";
import "../../strings/unsupported";
import { provideViewStrings } from "../../views/strings";
import { dress } from "../theme";
import { viewStrings } from "../view_strings";
import { type Read, readAttribute, readAttributes, readState, STATE_ATTRIBUTES, writeState } from "./attributes";
import { type Control, parseControls } from "./controls";
import { base, connect, pageAddress } from "./engine";
import type { Mounted } from "./instance";
import { defineProperties, type SettingProperties, upgradeProperties } from "./properties";
import { parseHeight, USUAL_HEIGHT } from "./size";
import { buildTree, groundOf, sayIn } from "./tree";

/** How far out of sight an element starts. */
const NEAR = "600px";

/** Languages that there is a catalogue for. */
const LOCALES = ["en"];

const OWN_ATTRIBUTES = ["controls", "height", "loading", "locale"] as const;

/** Where there is no document the class can be named, and that is all. */
const Base: typeof HTMLElement =
  typeof HTMLElement === "undefined" ? (class {} as unknown as typeof HTMLElement) : HTMLElement;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface AttentionLab extends SettingProperties {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the properties are put on the prototype from the table of settings
export class AttentionLab extends Base {
  static readonly observedAttributes: readonly string[] = [...STATE_ATTRIBUTES, ...OWN_ATTRIBUTES];

  /** The page's own part of the shadow tree. */
  #page: HTMLElement | undefined;
  #frame: HTMLElement | undefined;
  #embed: HTMLButtonElement | undefined;
  #watcher: IntersectionObserver | undefined;
  #unwatch: (() => void) | undefined;
  #mounted: Mounted | undefined;
  /** Counts starts: what was begun before the last end is given up. */
  #turn = 0;
  #starting: Promise<Mounted> | undefined;
  /** What the reader made of it, while the element is out of the document. */
  #kept: Partial<State> | undefined;
  /** An attribute has changed since a start has read them. */
  #overtaken = false;
  readonly #controls = signal<ReadonlySet<Control>>(parseControls(null));
  readonly #ground = signal<"auto" | "light" | "dark">("auto");
  #last: State | undefined;

  connectedCallback(): void {
    if (!this.#page) this.#build();
    upgradeProperties(this);
    this.#ground.value = groundOf(this);
    this.#dress();
    if (this.#starting) return;
    if (this.getAttribute("loading") === "eager" || typeof IntersectionObserver === "undefined") {
      void this.#begin().catch(() => {});
      return;
    }
    this.#watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#begin().catch(() => {});
      },
      { rootMargin: NEAR },
    );
    this.#watcher.observe(this);
  }

  disconnectedCallback(): void {
    // A move within the document is a removal and an insertion at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  attributeChangedCallback(name: string, _before: string | null, text: string | null): void {
    if (name === "controls") this.#control(parseControls(text));
    else if (name === "height") this.#size();
    else if (name === "locale" && text !== null && !LOCALES.includes(text.split("-")[0] ?? ""))
      this.#refuse(["locale"]);
    else if (STATE_ATTRIBUTES.includes(name)) this.#follow(name, text);
  }

  /** Resolves when the element shows its figure. */
  get ready(): Promise<void> {
    return this.#begin().then(({ shown }) => shown);
  }

  /** What differs from the defaults, as text by name: a link's parts. */
  getState(): Record<string, string> {
    return writeState(this.#state());
  }

  /** A link's hash, or values by name. What can't be read is left out, and the `error` event names it. */
  async setState(given: string | Record<string, string | number | boolean>): Promise<void> {
    const { patch, refused } = readState(given);
    if (refused.length > 0) this.#refuse(refused);
    const mounted = await this.#begin();
    mounted.change(typeof given === "string" ? { ...INITIAL, ...patch } : patch);
  }

  /** To the next step. */
  async next(): Promise<void> {
    await this.ready;
    (await this.#begin()).next();
  }

  /** Tells the steps one after the other. */
  async play(): Promise<void> {
    await this.ready;
    (await this.#begin()).play(true);
  }

  async pause(): Promise<void> {
    (await this.#begin()).play(false);
  }

  /** The present matrix as a picture, with its labels and a description inside. */
  async toImage({ format = "png" }: { format?: "png" | "svg" } = {}): Promise<Blob> {
    await this.ready;
    return (await this.#begin()).image(format === "svg" ? "svg" : "png");
  }

  #state(): State {
    return this.#mounted?.state() ?? { ...INITIAL, ...this.#given().patch, ...this.#kept };
  }

  #given(): Read {
    return readAttributes((name) => this.getAttribute(name));
  }

  /** A fresh tree: what drew into the one before keeps marks in it. */
  #build(): void {
    const { page, frame, embed } = buildTree(this);
    this.#page = page;
    this.#frame = frame;
    this.#embed = embed;
    embed.addEventListener("click", () => {
      this.#begin().then(
        (mounted) => mounted.embed(),
        () => {},
      );
    });
    this.#control(this.#controls.peek());
    this.#unwatch?.();
    this.#unwatch = watchPage(page);
    this.#size();
    this.#say(t("embed.waiting"));
  }

  /** In its own colours before there is a figure: what is light at first flashes on dark ground. */
  #dress(): void {
    if (this.#page && !this.#mounted) dress(this.#page, this.#state(), this.#ground.value);
  }

  #control(controls: ReadonlySet<Control>): void {
    this.#controls.value = controls;
    if (this.#embed) this.#embed.hidden = controls.size === 0;
  }

  /** Words in the figure's place. */
  #say(text: string, role: "status" | "alert" = "status"): void {
    if (this.#frame) sayIn(this.#frame, text, role);
  }

  #size(): void {
    const { style } = this.#page ?? {};
    if (!style) return;
    const height = parseHeight(this.getAttribute("height"));
    if (height === undefined) this.#refuse(["height"]);
    this.#page?.toggleAttribute("data-auto", height === "auto");
    this.#page?.toggleAttribute("data-fill", height === "fill");
    const length = height === undefined || height === "auto" ? USUAL_HEIGHT : height === "fill" ? "100%" : height;
    style.setProperty("block-size", height === "auto" ? "auto" : length);
    style.setProperty("min-block-size", height === "auto" ? length : "0");
  }

  #follow(name: string, text: string | null): void {
    if (!this.#mounted) {
      this.#kept = undefined;
      this.#overtaken = true;
      this.#dress();
      return;
    }
    // A scene is set anew; a single setting changes that alone.
    const whole = ["lesson", "state", "model", "mask", "sentence"].includes(name) || text === null;
    const { patch, refused } = whole ? this.#given() : readAttribute(name, text);
    if (refused.length > 0) this.#refuse(refused);
    this.#mounted.change(whole ? { ...INITIAL, ...patch } : patch);
  }

  #refuse(names: readonly string[]): void {
    this.#tell("error", { code: "unreadable", names, message: t("embed.refused", { names: names.join(", ") }) });
  }

  /** Later than the call that led to it: listeners may be added in the same breath as the element. */
  #tell(type: "ready" | "change" | "step" | "error", detail: object = {}): void {
    queueMicrotask(() => this.dispatchEvent(new CustomEvent(type, { detail })));
  }

  #begin(): Promise<Mounted> {
    this.#starting ??= this.#start(++this.#turn);
    return this.#starting;
  }

  async #start(turn: number): Promise<Mounted> {
    this.#watcher?.disconnect();
    if (!this.#page) this.#build();
    const { shadowRoot: shadow } = this;
    const [page, frame] = [this.#page as HTMLElement, this.#frame as HTMLElement];
    try {
      if (!this.isConnected) throw new Error(t("embed.detached"));
      const missing = lacking();
      if (missing) throw new Error(t(missing === "webassembly" ? "app.noWasm" : "unsupported.features.why"));
      provideViewStrings(viewStrings);
      const { patch, refused } = this.#given();
      this.#overtaken = false;
      if (refused.length > 0) this.#refuse(refused);
      this.#say(t("app.loading"));
      // Evaluated by the first element that starts: a server that imports this has no document to draw into.
      const { evaluate } = await import("virtual:attention-page");
      const mounted = await evaluate().mount({
        shadow: shadow as ShadowRoot,
        page,
        frame,
        connect,
        opened: () => {
          if (turn === this.#turn) frame.replaceChildren();
        },
        state: { ...patch, ...this.#kept },
        controls: this.#controls,
        ground: this.#ground,
        address: pageAddress,
        files: base,
        changed: (state) => this.#changed(state, turn),
        failed: (message) => this.#tell("error", { code: "run", message }),
      });
      if (turn !== this.#turn) {
        mounted.end();
        throw new Error(t("embed.detached"));
      }
      this.#mounted = mounted;
      this.#kept = undefined;
      if (this.#overtaken) mounted.change({ ...INITIAL, ...this.#given().patch });
      void mounted.shown.then(() => {
        if (turn === this.#turn) this.#tell("ready");
      });
      return mounted;
    } catch (error) {
      if (turn === this.#turn) {
        const message = messageOf(error);
        this.#build();
        this.#say(message, "alert");
        this.#tell("error", { code: "start", message });
        this.#starting = undefined;
      }
      throw error;
    }
  }

  #changed(state: State, turn: number): void {
    const last = this.#last;
    this.#last = state;
    if (!last || turn !== this.#turn) return;
    this.#tell("change", { state: writeState(state), hash: serialise(state) });
    if (last.step === state.step && last.block === state.block) return;
    this.#tell("step", { step: state.step, block: state.block });
  }

  /** What the reader made of it is kept for the case that the element comes back. */
  #end(): void {
    this.#turn += 1;
    this.#watcher?.disconnect();
    this.#watcher = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#starting = undefined;
    this.#last = undefined;
    this.#page = undefined;
    this.#frame = undefined;
    this.#embed = undefined;
    if (!this.#mounted) return;
    this.#kept = this.#mounted.state();
    this.#mounted.end();
    this.#mounted = undefined;
  }

  /** @internal */
  read(name: SettingName): unknown {
    return this.#state()[name];
  }
}

defineProperties(AttentionLab.prototype);

/** Defines the element, once. */
export function defineAttentionLab(name = "attention-lab"): void {
  if (typeof customElements === "undefined" || customElements.get(name)) return;
  customElements.define(name, name === "attention-lab" ? AttentionLab : class extends AttentionLab {});
}
