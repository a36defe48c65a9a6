/** `<al-step-rail>`: the journey as a named track, with back, play, next and speed. On a phone the names fold away. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import { roveFocus } from "./roving";
import { stepRailStyles } from "./step_rail_styles";
import { onStringsChange, viewStrings } from "./strings";

export interface RailStep {
  id: string;
  name: string;
}

export class StepRail extends LitElement {
  static override properties = {
    steps: { attribute: false },
    current: { attribute: false },
    playing: { attribute: false },
    speed: { attribute: false },
    speeds: { attribute: false },
    duration: { attribute: false },
    more: { attribute: false },
  };

  declare steps: readonly RailStep[];
  declare current: string;
  declare playing: boolean;
  declare speed: number;
  declare speeds: readonly number[];
  /** Milliseconds that a step lasts while playing: its part of the track fills in that time. 0: it doesn't fill. */
  declare duration: number;
  /** Whether back and next lead anywhere, when the track is only a part of the way; undefined: its ends are the ends. */
  declare more: { back: boolean; next: boolean } | undefined;

  static override styles = [baseStyles, hostStyles, stepRailStyles];
  #follow = false;

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.steps = [];
    this.current = "";
    this.playing = false;
    this.speed = 1;
    this.speeds = [0.5, 1, 2, 4];
    this.duration = 0;
  }

  override render() {
    const words = viewStrings();
    const at = this.steps.findIndex((step) => step.id === this.current);
    const last = this.steps.length - 1;
    return html`<div class="rail">
      <div class="controls">
        ${this.#button("back", words.back, this.more ? !this.more.back : at <= 0, BACK)}
        <button class="button primary play" data-action=${this.playing ? "pause" : "play"} aria-label=${this.playing ? words.pause : words.play} @click=${() => this.#emit("al-play")}>
          ${this.playing ? PAUSE : PLAY}
          <span class="play-word">${this.playing ? words.pause : words.play}</span>
        </button>
        ${this.#button("next", words.next, this.more ? !this.more.next : at >= last, NEXT)}
      </div>
      <p class="here" aria-hidden="true"><b>${this.steps[at]?.name ?? ""}</b> <span class="quiet">${at + 1}/${this.steps.length}</span></p>
      <ol
        class="track"
        aria-label=${words.steps}
        style=${inlineStyle(`--steps:${this.steps.length};--half:${Math.ceil(this.steps.length / 2)}`)}
        @keydown=${this.#key}
      >
        ${this.steps.map((step, i) => {
          const here = i === at;
          const place = here ? "here" : i < at ? "done" : "ahead";
          return html`<li>
            <button
              class="step ${place}"
              aria-current=${here ? "step" : nothing}
              aria-label=${words.stepOf(step.name, i + 1, this.steps.length)}
              tabindex=${here || (at < 0 && i === 0) ? 0 : -1}
              @click=${() => this.#go(i)}
            >
              <span class="bar">${here && this.playing && this.duration > 0 ? html`<span class="fill" style=${inlineStyle(`animation-duration:${this.duration}ms`)}></span>` : nothing}</span>
              <span class="name">${step.name}</span>
            </button>
          </li>`;
        })}
      </ol>
      <label class="speed">
        <span class="visually-hidden">${words.speed}</span>
        <select class="select" .value=${String(this.speed)} @change=${this.#speed}>
          ${this.speeds.map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${speed}×</option>`)}
        </select>
      </label>
    </div>`;
  }

  #button(kind: "back" | "next", label: string, off: boolean, icon: TemplateResult) {
    // Not `disabled`: the button that was just pressed must keep the focus at the end of the track.
    return html`<button
      class="button icon ${kind}"
      aria-label=${label}
      title=${label}
      aria-disabled=${off ? "true" : "false"}
      @click=${() => off || this.#emit(`al-${kind}`)}
    >
      ${icon}
    </button>`;
  }

  #emit(type: string, detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #go(at: number): void {
    const step = this.steps[at];
    if (step) this.#emit("al-step", { id: step.id });
  }

  readonly #speed = (event: Event): void => {
    this.#emit("al-speed", { speed: Number((event.target as HTMLSelectElement).value) });
  };

  readonly #key = (event: KeyboardEvent): void => {
    const stops = [...this.renderRoot.querySelectorAll<HTMLElement>(".step")];
    roveFocus(event, stops, (to) => {
      this.#follow = true;
      this.#go(to);
    });
  };

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#follow || !changed.has("current")) return;
    this.#follow = false;
    this.renderRoot.querySelector<HTMLElement>(".step.here")?.focus();
  }
}

const BACK = html`<svg viewBox="0 0 16 16" aria-hidden="true" class="stroke"><path d="M10 3 5 8l5 5" /></svg>`;
const PLAY = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5v11l9-5.5z" /></svg>`;
const PAUSE = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 3h3v10H4zM9 3h3v10H9z" /></svg>`;
const NEXT = html`<svg viewBox="0 0 16 16" aria-hidden="true" class="stroke"><path d="m6 3 5 5-5 5" /></svg>`;

define("al-step-rail", StepRail);

declare global {
  interface HTMLElementTagNameMap {
    "al-step-rail": StepRail;
  }
}
