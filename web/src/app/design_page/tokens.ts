/** Type, distances, shapes and colours, read off the page as it is painted now: nothing here repeats a value. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../../strings/design";
import { contrast } from "../../views/colour";
import { inlineStyle } from "../../views/inline_style";
import { section } from "./section";

const TEXTS = ["--text-xs", "--text-s", "--text-m", "--text-l", "--text-xl", "--text-2xl"] as const;

/** Every custom property that the root's sheets set, as they stand in the source. */
export function allTokens(): string[] {
  const names = new Set<string>();
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || !rule.selectorText.startsWith(":root")) continue;
      // The build's own helpers are none of the design's.
      for (const name of rule.style) if (/^--(?!lightningcss)/.test(name)) names.add(name);
    }
  }
  return [...names];
}

const value = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const says = (name: string): string => find(`design.tokens.${name.slice(2)}`) ?? "";

/** A length in pixels as the browser has it now: a projector's rem is larger. */
function pixels(name: string): string {
  const probe = document.createElement("i");
  probe.style.cssText = `position:absolute;width:var(${name})`;
  document.body.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return `${Number(width.toFixed(1))} px`;
}

const isColour = (name: string): boolean => CSS.supports("color", value(name));
const isLength = (name: string): boolean => CSS.supports("width", value(name));
const startsWith = (prefix: string) => (name: string) => name.startsWith(prefix);

/** Colours as six digits, whatever way they were written. */
function solid(colour: string): string {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return colour;
  context.fillStyle = colour;
  return context.fillStyle;
}

const GROUNDS = ["--paper", "--surface", "--sunk", "--accent-soft"] as const;
const ON_THEIR_OWN: Readonly<Record<string, string>> = {
  "--accent-ink": "--accent",
  "--nan-ink": "--nan-ground",
  "--hatch-line": "--hatch-ground",
};

/** What stands on a ground, each with the least ratio that it owes: text, outlines of fields, what only decorates. */
function owed(name: string): number | null {
  if (/^--(?:ink|accent$|accent-ink|danger$|hue-|nan-ink)/.test(name)) return 4.5;
  return name === "--field-line" ? 3 : null;
}

function ratios(name: string): TemplateResult[] {
  const own = ON_THEIR_OWN[name];
  const least = owed(name);
  if (least === null && !own) return [];
  const grounds = own ? [own] : least === 3 ? GROUNDS.slice(0, 2) : GROUNDS;
  return grounds.map((ground) => {
    const ratio = contrast(solid(value(name)), solid(value(ground)));
    const enough = least === null || ratio >= least;
    return html`<span class="design-ratio" data-ratio=${ratio.toFixed(2)} data-enough=${enough}>
      <b style=${inlineStyle(`color: var(${name}); background: var(${ground})`)}>${least === 4.5 ? t("design.sample") : nothing}</b>
      ${t(enough ? "design.ratio" : "design.ratioShort", { ratio: ratio.toFixed(1), ground })}
    </span>`;
  });
}

function colourRow(name: string): TemplateResult {
  return html`<tr data-token=${name}>
    <th scope="row"><span class="design-swatch" style=${inlineStyle(`background: var(${name})`)}></span> <code>${name}</code></th>
    <td><code>${value(name)}</code></td>
    <td>${says(name)}</td>
    <td>${ratios(name)}</td>
  </tr>`;
}

function lengthRow(name: string): TemplateResult {
  return html`<tr data-token=${name}>
    <th scope="row"><code>${name}</code></th>
    <td class="figure">${pixels(name)}</td>
    <td><span class="design-length" style=${inlineStyle(`width: var(${name})`)}></span></td>
    <td>${says(name)}</td>
  </tr>`;
}

const table = (rows: TemplateResult[], heads: string[]): TemplateResult => html`<div class="bench-scroll" tabindex="0">
  <table class="bench-table">
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody>
  </table>
</div>`;

export function tokenSections(): TemplateResult[] {
  const names = allTokens();
  const texts = names.filter(startsWith("--text-"));
  const colours = names.filter(isColour);
  const lengths = names.filter((name) => isLength(name) && !texts.includes(name));
  const others = names.filter((name) => ![...texts, ...colours, ...lengths].includes(name));
  const columns = [t("design.token"), t("design.value"), t("design.when"), t("design.contrast")];
  return [
    section(
      "type",
      html`${texts
        .toSorted((a, b) => TEXTS.indexOf(a as (typeof TEXTS)[number]) - TEXTS.indexOf(b as (typeof TEXTS)[number]))
        .map(
          (name) => html`<p class="design-type" data-token=${name}>
            <span style=${inlineStyle(`font-size: var(${name})`)}>${t("design.specimen")}</span>
            <small class="quiet"><code>${name}</code> · ${pixels(name)} · ${says(name)}</small>
          </p>`,
        )}`,
    ),
    section(
      "spacing",
      table(lengths.map(lengthRow), [columns[0] ?? "", columns[1] ?? "", t("design.shown"), columns[2] ?? ""]),
    ),
    section("colours", table(colours.map(colourRow), columns)),
    section(
      "rest",
      table(
        others.map(
          (name) => html`<tr data-token=${name}>
            <th scope="row"><code>${name}</code></th><td><code>${value(name)}</code></td><td>${says(name)}</td>
          </tr>`,
        ),
        columns.slice(0, 3),
      ),
    ),
  ];
}
