/** A whole training step on a tiny language model (S22): forward, loss, backward, clip, update, and forward again. */
import { html, nothing, type TemplateResult } from "lit";
import type { LossSpec, RunSpec } from "../../engine/types";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { signedScale } from "../../views/colour";
import "../../views/curve";
import { tensorName } from "../actions";
import type { Page } from "../page";
import { latest, type Panel } from "./bench";
import { type FieldSet, problemNotice } from "./fields";
import type { FIELDS } from "./optimiser";
import type { Part } from "./optimiser_parts";
import { drawn, figures, inTurn, runOnce } from "./runs";

/** What one step did, and the run after it. */
interface Taken {
  /** Before the step. */
  loss: number;
  norm: number;
  coefficient: number;
}

interface Course {
  /** The run with the weights as they are now. */
  now: TraceView;
  taken: Taken[];
}

const ask = latest<Course>();

interface Setup {
  text: string;
  seed: number;
  smoothing: number;
  maxNorm: number;
  rate: number;
  steps: number;
}

const MODEL = { d_model: 8, n_heads: 2, n_layers: 1, d_ff: 16 } as const;

const lossOf = (view: TraceView): number => view.tensor("loss").data[0] ?? Number.NaN;

/** The names of what is learned, in the tape's order. */
const learnable = (view: TraceView): string[] =>
  view.data.tensors.filter(({ role }) => role === "parameter").map(({ name }) => name);

/** Each word is to be followed by the next one; the last has none. */
function targetsOf(view: TraceView): number[] {
  const ids = (view.tokens[0] ?? []).map(({ id }) => id);
  return [...ids.slice(1), -1];
}

/** Takes the steps from the beginning: Adam remembers every gradient. */
async function course(page: Page, { text, seed, smoothing, maxNorm, rate, steps }: Setup): Promise<Course> {
  return inTurn(async () => {
    const engine = await page.engine();
    const base: RunSpec = { model: "decoder_only", text, seed, config: { ...MODEL } };
    const first = await runOnce(page, base);
    const loss: LossSpec = {
      type: "cross_entropy",
      targets: targetsOf(first),
      ignore_index: -1,
      label_smoothing: smoothing,
    };
    let now = await runOnce(page, { ...base, loss });
    const names = learnable(now);
    const start = names.flatMap((name) => Array.from(now.tensor(name).data));
    const sizes = names.map((name) => now.tensor(name).data.length);
    const history: number[][] = [];
    const taken: Taken[] = [];
    for (let step = 0; step < steps; step++) {
      const gradients = names.map((name) => Array.from(now.gradient(name)?.data ?? []));
      const clipped = await engine.call("clip", { gradients, maxNorm });
      taken.push({ loss: lossOf(now), norm: clipped.norm, coefficient: clipped.coefficient });
      history.push(clipped.gradients.flat());
      const adam = await engine.call("adam", { parameters: start, gradients: history, learningRate: rate });
      const parameters = Float32Array.from(adam.steps.at(-1)?.parameters ?? start);
      let at = 0;
      const weights = Object.fromEntries(
        names.map((name, index) => {
          const data = parameters.slice(at, at + (sizes[index] ?? 0));
          at += data.length;
          return [name, { data, shape: now.info(name).shape }];
        }),
      );
      now = await runOnce(page, { ...base, weights, loss });
    }
    return { now, taken };
  });
}

const four = (value: number): string => formatNumber(value, 4);

/** How likely the model holds each word that really came. */
function guesses(view: TraceView): TemplateResult | typeof nothing {
  if (!view.has("probabilities")) return nothing;
  const words = view.data.vocabulary ?? [];
  const tokens = (view.tokens[0] ?? []).map(({ text }) => text);
  const { data, rows, cols } = view.matrix("probabilities");
  return drawn({
    data,
    rows,
    cols,
    rowLabels: tokens,
    colLabels: Array.from({ length: cols }, (_, at) => words[at] ?? String(at)),
    rowTitle: t("bench.decoding.last"),
    colTitle: t("bench.decoding.next"),
    name: tensorName("probabilities"),
    scale: { kind: "sequential", domain: [0, 1] },
    maxCell: 44,
  });
}

function parameters(view: TraceView, chosen: string, choose: (name: string) => void): TemplateResult {
  const names = learnable(view);
  const name = names.includes(chosen) ? chosen : (names[0] ?? "");
  const gradient = view.gradient(name)?.data ?? new Float32Array();
  const { rows, cols } = view.matrix(name);
  const data = gradient.slice(0, rows * cols);
  return html`<section class="bench-section">
    <h2>${t("bench.optimiser.gradientOf")}</h2>
    <select class="select" name="gradient" aria-label=${t("bench.optimiser.gradientOf")} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${names.map((one) => html`<option value=${one} ?selected=${one === name}>${tensorName(one)} (${view.info(one).shape.join(" × ")})</option>`)}
    </select>
    ${drawn({ data, rows, cols, name: t("bench.optimiser.backward", { name: tensorName(name) }), scale: signedScale(data), digits: 3, maxCell: 40 })}
  </section>`;
}

export function stepPart(page: Page, { values, set }: Panel<typeof FIELDS>, fields: FieldSet<typeof FIELDS>): Part {
  const { text, seed, smoothing, clip_at: maxNorm, learning: rate, taken: steps } = values;
  const problem = text.trim() === "" ? t("bench.empty") : null;
  const setup = { text, seed, smoothing, maxNorm, rate, steps };
  const answer = problem
    ? { value: null, problem: null, stale: false }
    : ask(JSON.stringify(setup), () => course(page, setup));
  const { value } = answer;
  const last = value?.taken.at(-1);
  const losses = value ? [...value.taken.map(({ loss }) => loss), lossOf(value.now)] : [];
  return {
    stage: html`${fields.text("text", { label: t("sentence.label"), problem })}
      <div class="bench-actions">
        <button class="button primary" data-action="take-step" ?disabled=${steps >= 40 || problem !== null} @click=${() =>
          set({ taken: steps + 1 }, t("bench.optimiser.take"))}>${t("bench.optimiser.take")}</button>
        <button class="button" data-action="untrained" ?disabled=${steps === 0} @click=${() => set({ taken: 0 }, t("bench.optimiser.untrained"))}>${t("bench.optimiser.untrained")}</button>
        <span class="hint" role="status">${t("bench.optimiser.takenSteps", { n: value?.taken.length ?? 0 })}</span>
      </div>
      ${problemNotice(answer.problem)}
      ${
        value
          ? html`<div class="bench-result-parts ${answer.stale ? "bench-waits" : ""}" data-result>
              ${figures([
                ...(last
                  ? ([
                      [t("bench.optimiser.lossBefore"), four(last.loss)],
                      [t("bench.optimiser.norm"), four(last.norm)],
                      [t("bench.optimiser.coefficient"), four(last.coefficient)],
                    ] as const)
                  : []),
                [t(last ? "bench.optimiser.lossAfter" : "bench.training.loss"), four(lossOf(value.now))],
              ])}
              ${
                losses.length > 1
                  ? html`<al-curve .x=${losses.map((_, at) => at)} .height=${150} .dots=${true} .xTitle=${t("bench.optimiser.stepName")} .label=${t("bench.training.loss")}
                      .lines=${[{ name: t("bench.training.loss"), y: losses, hue: "accent" }]}></al-curve>`
                  : nothing
              }
              <section class="bench-section"><h2>${t("bench.optimiser.guesses")}</h2>${guesses(value.now)}</section>
              ${parameters(value.now, values.tensor, (name) => set({ tensor: name }, t("bench.optimiser.gradientOf")))}
            </div>`
          : nothing
      }`,
    side: html`${fields.slider("smoothing", t("bench.optimiser.smoothing"), 0.05, formatNumber(smoothing, 2))}
      <p class="hint">${t("bench.optimiser.smoothingHint")}</p>
      ${fields.number("clip_at", t("bench.optimiser.maxNorm"))} ${fields.number("learning", t("bench.optimiser.rate"))}
      ${fields.number("seed", t("model.seed"))}`,
  };
}
