/** Opens data of the reader's own: paste, drop or choose it, see what was recognised, say what is what, walk through it. */

import { html, nothing, type TemplateResult } from "lit";
import { placeOf } from "../io/found";
import { ROLES, type Role, sizesOf } from "../io/roles";
import { literal } from "../io/write";
import { SOURCE_INPUTS } from "../state/sources";
import { t } from "../strings/dialogs";
import { formatNumber } from "../trace/format";
import { maskScale, signedScale, weightsScale } from "../views/colour";
import { byId } from "./surroundings";
import "../views/preview";
import {
  failures,
  mend,
  type Piece,
  pieces,
  problems,
  remove,
  setRole,
  startOver,
  takeFiles,
  text,
  tokens,
  turn,
  type,
  walk,
  words,
} from "./open_state";
import { failureText, fixText, problemText, roleName } from "./open_words";
import { openDialog, type Page } from "./page";

const FIRST_VALUES = 4;
const ACCEPT = ".csv,.tsv,.txt,.json,.npy,.safetensors,text/plain,text/csv,application/json";
const READ_DELAY = 150;

const labelOf = (piece: Piece, at: number): string => piece.array.name || t("open.unnamed", { n: at + 1 });

/** The tutorial's own Q, K and V, as NumPy writes them. */
function example(): string {
  const { q, k, v } = SOURCE_INPUTS.notebook;
  const one = (name: string, given: typeof q | undefined) =>
    given
      ? literal(
          { data: given.data, rows: given.shape[0] ?? 0, cols: given.shape[1] ?? 0, rowLabels: [], colLabels: [] },
          name,
          "numpy",
        )
      : "";
  return one("Q", q) + one("K", k) + one("V", v);
}

const scaleOf = (role: Role, data: Float32Array) =>
  role === "mask" ? maskScale() : role === "attention" ? weightsScale() : signedScale(data);

function firstValues({ array }: Piece): string {
  const shown = Array.from(array.data.subarray(0, FIRST_VALUES), (value) => formatNumber(value, 2));
  return shown.join(", ") + (array.data.length > FIRST_VALUES ? ", …" : "");
}

function pieceView(piece: Piece, at: number): TemplateResult {
  const { array, role } = piece;
  const { rows, cols } = sizesOf(array);
  const label = labelOf(piece, at);
  const data = array.data.subarray(0, rows * cols);
  const flaw = array.flaw
    ? placeOf(
        array.shape,
        array.data.findIndex((value) => !Number.isFinite(value)),
      )
    : null;
  return html`<li class="open-piece" data-piece=${at}>
    <al-preview .matrix=${{ data, rows, cols }} .scale=${scaleOf(role, data)}></al-preview>
    <div class="open-piece-about">
      <strong dir="auto">${label}</strong>
      <span class="quiet">${array.shape.join(" × ")} · ${t(`open.formats.${array.format}`)}</span>
      <span class="quiet open-piece-values">${firstValues(piece)}</span>
      ${flaw ? html`<span class="field-error">${t("open.flawAt", { place: flaw.map((index) => index + 1).join(", ") })}</span>` : nothing}
    </div>
    <label class="open-piece-role">
      <span class="label">${t("open.role")}</span>
      <select class="select" name="role-${at}" aria-label=${t("open.roleOf", { label })} @change=${(event: Event) => {
        const chosen = ROLES.find((one) => one === (event.target as HTMLSelectElement).value);
        if (chosen) setRole(at, chosen);
      }}>
        ${ROLES.map((one) => html`<option value=${one} ?selected=${one === role} .selected=${one === role}>${roleName(one)}</option>`)}
      </select>
    </label>
    <div class="open-piece-tools">
      <button class="button small" data-action="turn" aria-label=${t("open.turnOf", { label })} @click=${() => turn(at)}>${t("open.turn")}</button>
      <button class="button small icon" data-action="remove" aria-label=${t("open.removeOf", { label })} title=${t("open.removeOf", { label })} @click=${() => remove(at)}>✕</button>
    </div>
  </li>`;
}

let timer: ReturnType<typeof setTimeout> | undefined;

function source(page: Page): TemplateResult {
  return html`<label class="label" for="open-text">${t("open.paste")}</label>
    <textarea
      id="open-text" class="field open-text" autofocus rows=${pieces.value.length > 0 ? 4 : 8} spellcheck="false" autocomplete="off" dir="ltr"
      placeholder=${t("open.placeholder")} .value=${text.value} aria-describedby="open-failure"
      @input=${(event: Event) => {
        const typed = (event.target as HTMLTextAreaElement).value;
        clearTimeout(timer);
        timer = setTimeout(() => type(page, typed), READ_DELAY);
      }}
    ></textarea>
    <div class="open-tools">
      <input type="file" id="open-files" hidden multiple accept=${ACCEPT}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const files = [...(input.files ?? [])];
          // So that the same file can be chosen again once it was mended.
          input.value = "";
          void takeFiles(page, files);
        }} />
      <button class="button" data-action="choose-files" @click=${() => byId("open-files")?.click()}>${t("open.choose")}</button>
      <button class="button" data-action="open-example" @click=${() => type(page, example())}>${t("open.example")}</button>
      ${
        pieces.value.length > 0 || text.value !== "" || failures.value.length > 0
          ? html`<button class="button plain" data-action="start-over" @click=${startOver}>${t("open.startOver")}</button>`
          : nothing
      }
    </div>
    <div id="open-failure" role="alert">
      ${failures.value.map((failure) => html`<p class="notice error" data-notice="open-failure"><span dir="auto">${failureText(failure)}</span></p>`)}
      ${failures.value.length > 0 ? asSentence(page) : nothing}
    </div>`;
}

/** Words that hold no numbers may have been meant for the sentence. */
function asSentence({ actions }: Page): TemplateResult | typeof nothing {
  const line = text.value.trim().replace(/\s+/g, " ");
  if (!/^[\p{L}\p{M}\p{N}\s.,;:!?'"’“”«»¿¡()-]{2,200}$/u.test(line) || !/\p{L}{2}/u.test(line)) return nothing;
  return html`<p><button class="button" data-action="as-sentence" @click=${() => {
    startOver();
    openDialog.value = null;
    actions.choosePreset(line);
  }}>${t("open.asSentence")}</button></p>`;
}

function recognised(page: Page): TemplateResult {
  const list = pieces.value;
  const wrong = problems(page);
  const printed = list.some(({ array }) => array.format === "pytorch" || array.format === "numpy");
  return html`<h3>${t("open.recognised", { count: list.length })}</h3>
    <div id="open-problems" aria-live="polite">
      ${wrong.map(
        (problem) => html`<div class="notice error" data-problem=${problem.code}>
          <span dir="auto">${problemText(problem)}</span>
          ${problem.fixes.map((fix) => {
            const at = "item" in fix ? fix.item : -1;
            const piece = list[at];
            return html`<button class="button small" data-fix=${fix.kind} @click=${() => mend(fix)}>${fixText(fix, piece ? labelOf(piece, at) : "")}</button>`;
          })}
        </div>`,
      )}
    </div>
    <ul class="open-pieces">${list.map(pieceView)}</ul>
    <label class="open-words">
      <span class="label">${t("open.words")}</span>
      <input class="field" name="open-words" dir="auto" autocomplete="off" spellcheck="false" placeholder=${t("open.wordsPlaceholder")}
        .value=${words.value} @input=${(event: Event) => {
          words.value = (event.target as HTMLInputElement).value;
        }} />
      ${tokens.value.length > 0 ? html`<span class="hint">${t("open.wordsCount", { count: tokens.value.length })}</span>` : nothing}
    </label>
    ${printed ? html`<p class="hint">${t("open.printed")}</p>` : nothing}
    <div class="open-go">
      <button class="button primary" data-action="walk" aria-disabled=${wrong.length > 0} aria-describedby="open-problems" @click=${() => {
        if (wrong.length === 0) walk(page);
      }}>${t("open.walk")}</button>
      <span class="hint">${wrong.length > 0 ? t("open.walkNot") : t(`open.walks.${walkKind(list)}`)}</span>
    </div>`;
}

function walkKind(list: readonly Piece[]): "qkv" | "x" | "attention" | "matrix" {
  const has = (role: Role): boolean => list.some((piece) => piece.role === role);
  return has("q") || has("k") ? "qkv" : has("x") ? "x" : has("attention") ? "attention" : "matrix";
}

export function openBody(page: Page): TemplateResult {
  return html`<p class="quiet">${t("open.what")}</p>
    <div class="open-form">${source(page)} ${pieces.value.length > 0 ? recognised(page) : formats()}</div>`;
}

/** What can be opened, as long as nothing is. */
function formats(): TemplateResult {
  return html`<details class="fold">
    <summary>${t("open.formatsTitle")}</summary>
    <dl class="open-formats">
      ${(["printed", "table", "json", "npy", "bertviz", "project"] as const).map(
        (one) => html`<dt>${t(`open.kinds.${one}.name`)}</dt><dd>${t(`open.kinds.${one}.what`)}</dd>`,
      )}
    </dl>
  </details>`;
}
