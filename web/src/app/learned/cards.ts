/** What a model's card says: data, size, figures on held-out data, how to train it again, limits. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../../strings/benches";
import { openCard } from "./card";
import { figuresOf, markdown } from "./markdown";
import { shelved } from "./shelf";
import { aboutOf } from "./store";

const cards = import.meta.glob<string>("../../../../docs/models/*.md", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** A model's card as Markdown; undefined for one without. */
const cardOf = (name: string): string | undefined =>
  Object.entries(cards).find(([path]) => path.endsWith(`/${name}.md`))?.[1];

function facts(name: string): TemplateResult {
  const about = aboutOf(name) ?? shelved(name);
  if (!about) return html`<p>${t("learned.unknown", { name })}</p>`;
  const rows: [string, string | undefined][] = [
    [t("learned.what"), t(`learned.kinds.${about.kind}`)],
    [t("learned.data"), about.about],
    [t("learned.licence"), about.licence],
    [t("learned.architecture"), about.model],
    [t("learned.parameters"), about.parameters.toLocaleString("en").replaceAll(",", "\u202f")],
  ];
  return html`<table class="card-facts"><tbody>${rows.map(([label, value]) =>
    value ? html`<tr><th scope="row">${label}</th><td dir="auto">${value}</td></tr>` : nothing,
  )}</tbody></table>`;
}

const metricName = (name: string): string | undefined => find(`learned.metrics.${name}`);

/** A figure and those that it is to be held against stand together: by what comes before the colon, as the card has them. */
function together(figures: readonly [string, string][]): [string, string][] {
  const kinds = [...new Set(figures.map(([name]) => name.replace(/:.*$/, "")))];
  return kinds.flatMap((kind) => figures.filter(([name]) => name.replace(/:.*$/, "") === kind));
}

/** How near numbers are to somebody else's is no matter of held-out data. */
const ofNumbers = (figures: readonly [string, string][]): boolean =>
  figures.every(([metric]) => metric.startsWith("max-error"));

/** The figures of a model's card that the page has words for, for the panel beside a workbench. */
export function heldOut(name: string): TemplateResult | typeof nothing {
  const known = together(figuresOf(cardOf(name) ?? "").figures).filter(([metric]) => metricName(metric) !== undefined);
  return known.length === 0
    ? nothing
    : html`<section class="panel" data-held-out=${name}><h2>${t(ofNumbers(known) ? "learned.measured" : "learned.figures")}</h2>
        <dl class="held-out">${known.map(([metric, value]) => html`<div><dt>${metricName(metric)}</dt><dd>${value}</dd></div>`)}</dl>
        <button class="button small" data-action="card-figures" aria-haspopup="dialog" @click=${() => openCard(name)}>${t("learned.wholeCard")}</button>
      </section>`;
}

/** Figures on held-out data, then what the card says of data, training and limits. */
function cardView(card: string): TemplateResult {
  const { figures, rest } = figuresOf(card);
  return html`${
    figures.length > 0
      ? html`<h3>${t(ofNumbers(figures) ? "learned.measured" : "learned.figures")}</h3>
          <dl class="bench-figures">${figures.map(([name, value]) => html`<div><dt>${metricName(name) ?? name}</dt><dd>${value}</dd></div>`)}</dl>`
      : nothing
  }
  ${markdown(rest)}`;
}

export function cardBody(name: string): TemplateResult {
  const card = cardOf(name);
  return html`<div class="card" data-card=${name}>${facts(name)} ${card ? cardView(card) : nothing}</div>`;
}
