/** A learned decoder that writes a text on: what may come next at each place, how one is drawn, and what is kept. */
import { html, nothing, type TemplateResult } from "lit";
import type { DecodeResult } from "../../engine/decoding";
import { decimal } from "../../state/panel";
import { integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { signedScale } from "../../views/colour";
import "../../views/bars";
import "../../views/token_chips";
import { isolate } from "../labels";
import { heldOut } from "../learned/cards";
import { examplesOf } from "../learned/first";
import type { Page } from "../page";
import { type Answer, type Bench, latest, messageOf, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { type Change, exampleButtons, modelHead, withModel } from "./learned_parts";
import { counted, drawn, runOnce } from "./runs";
import { writing } from "./writing";

const MODEL = "language-model";
const MOST = 12;

const FIELDS = {
  text: line("document", examplesOf(MODEL)[0] ?? "", 2000),
  temperature: decimal(0.8, 0.05, 5),
  top_k: integer("document", 0, 0, 64),
  top_p: decimal(0.95, 0.05, 1),
  seed: integer("document", 1, 0, 4294967295),
  count: integer("document", 20, 1, 60),
  /** The piece after which is looked, counted from 1; 0 is the last. */
  place: integer("document", 0, 0, 512),
  layer: integer("document", 1, 1, 12),
};

interface Read {
  run: TraceView;
  /** One step of the search, for the shares that are drawn by. */
  next: DecodeResult;
}

/** The likeliest of a row, and their shares: sorted, not computed. */
function likeliest(row: Float32Array, most: number): number[] {
  return Array.from(row.keys())
    .sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0))
    .slice(0, most);
}

const visible = (piece: string): string => piece.replaceAll("\n", "↵");

function distribution({ run, next }: Read, chosen: number, set: Change): TemplateResult | typeof nothing {
  if (!run.has("probabilities")) return nothing;
  const { data, rows, cols } = run.matrix("probabilities", []);
  const pieces = Array.from({ length: rows }, (_, at) => run.tokens[0]?.[at]);
  const words = run.vocabulary("source");
  const place = chosen > 0 ? Math.min(chosen, rows) - 1 : rows - 1;
  const row = data.subarray(place * cols, (place + 1) * cols);
  const actual = pieces[place + 1]?.id;
  const last = place === rows - 1;
  const candidates = next.steps[0]?.live[0]?.next ?? [];
  return html`<section class="bench-section">
      <h2>${t("bench.language_model.places")}</h2>
      <al-token-chips .tokens=${pieces.map((piece) => visible(piece?.text ?? ""))} .selected=${place} .label=${t("bench.language_model.places")}
        @al-token=${(event: CustomEvent<{ index: number }>) => {
          if (event.detail.index >= 0)
            set({ place: event.detail.index + 1 }, t("bench.language_model.chosenPlace"), "panel.place");
        }}></al-token-chips>
      <p class="hint">${t("learned.pieces")}</p>
    </section>
    <div class="bench-pair">
      <section class="bench-section">
        <h2 dir="auto">${t("bench.language_model.atPlace", { word: isolate(`“${visible(pieces[place]?.text ?? "")}”`) })}</h2>
        <al-bars .label=${t("bench.language_model.after")} .bars=${likeliest(row, MOST).map((id) => ({
          name: visible(words[id] ?? String(id)),
          share: row[id] ?? 0,
          text:
            id === actual
              ? `${formatNumber(row[id] ?? 0, 3)} ${t("bench.language_model.actual")}`
              : formatNumber(row[id] ?? 0, 3),
          chosen: id === actual,
        }))}></al-bars>
      </section>
      ${
        last
          ? html`<section class="bench-section">
              <h2>${t("bench.language_model.drawn")}</h2>
              <al-bars .label=${t("bench.language_model.drawn")} .bars=${candidates
                .slice(0, MOST)
                .map(({ token, probability, kept }) => ({
                  name: visible(token),
                  share: probability,
                  out: probability === 0,
                  chosen: kept,
                }))}></al-bars>
              <p class="hint">${t("bench.language_model.drawnHint")}</p>
            </section>`
          : nothing
      }
    </div>`;
}

/** The keys that one layer keeps, and how much is kept in all. */
function kept(run: TraceView, layer: number, choose: TemplateResult): TemplateResult | typeof nothing {
  const names = run.names.filter((name) => /^decoder\.\d+\.attn\.[kv]$/.test(name));
  const keys = names.filter((name) => name.endsWith(".k"));
  const at = Math.min(layer, keys.length) - 1;
  const name = keys[at];
  if (name === undefined) return nothing;
  const { data, rows, cols } = run.matrix(name, [0]);
  const all = names.reduce((sum, one) => sum + run.tensor(one).data.length, 0);
  const pieces = Array.from({ length: rows }, (_, nth) => visible(run.tokens[0]?.[nth]?.text ?? ""));
  return html`<details class="fold">
    <summary>${t("bench.language_model.cache")}</summary>
    <p class="hint">${t("bench.language_model.cacheWhat", { kept: counted(all - all / rows), row: counted(all / rows) })}</p>
    ${choose}
    ${drawn({
      data,
      rows,
      cols,
      name: t("matrix.names.attn.k"),
      label: t("bench.language_model.keys", { head: t("learned.headOf", { layer: at + 1, head: 1 }) }),
      scale: signedScale(data),
      rowLabels: pieces,
      hue: "k",
      maxCell: 28,
    })}
  </details>`;
}

const ask = latest<Read>();

export const languageModel: Bench = {
  id: "language_model",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const { ready, head } = modelHead(page, MODEL);
    const sampling = {
      strategy: "sample",
      temperature: values.temperature,
      topK: values.top_k,
      topP: values.top_p,
      seed: values.seed,
    } as const;
    const answer: Answer<Read> = ready
      ? ask(JSON.stringify([values.text, sampling]), () =>
          withModel(page, MODEL, async () => ({
            run: await runOnce(page, { model: MODEL, text: values.text }),
            next: await (await page.engine()).call("decode", {
              model: MODEL,
              text: values.text,
              maxLength: 1,
              ...sampling,
            }),
          })),
        )
      : { value: null, problem: null, stale: false };
    const { value, stale } = answer;
    return {
      unreadable,
      sideLast: true,
      stage: html`${head}
        ${fields.text("text", { label: t("bench.language_model.text"), rows: 4 })}
        ${exampleButtons(examplesOf(MODEL), set)}
        ${
          ready
            ? writing({
                count: values.count,
                write: (pieces) =>
                  withModel(page, MODEL, async () => {
                    const client = await page.engine();
                    // A seed of its own for each place, so that going on doesn't draw the same numbers again.
                    const seed = (values.seed + values.text.length) % 2 ** 32;
                    const found = await client.call("decode", {
                      model: MODEL,
                      text: values.text,
                      maxLength: pieces,
                      ...sampling,
                      seed,
                    });
                    const gap =
                      /^▁/.test(found.tokens[0] ?? "") && values.text !== "" && !/\s$/.test(values.text) ? " " : "";
                    set({ text: `${values.text}${gap}${found.text}`, place: 0 }, t("bench.language_model.written"));
                  }),
                messageOf,
              })
            : nothing
        }
        ${problemNotice(answer.problem)}
        ${
          value
            ? html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>${distribution(value, values.place, set)} ${kept(value.run, values.layer, fields.number("layer", t("bench.language_model.layer")))}</div>`
            : nothing
        }`,
      side: html`<section class="panel"><h2>${t("bench.language_model.sampling")}</h2>
        ${fields.slider("temperature", t("bench.decoding.temperature"), 0.05, formatNumber(values.temperature, 2))}
        ${fields.number("top_k", t("bench.decoding.topK"), t("bench.decoding.topKHint"))}
        ${fields.slider("top_p", t("bench.decoding.topP"), 0.05, formatNumber(values.top_p, 2))}
        ${fields.number("seed", t("bench.decoding.seed"))}
        ${fields.number("count", t("bench.language_model.count"))}
      </section>
      ${heldOut(MODEL)}`,
    };
  },
};
