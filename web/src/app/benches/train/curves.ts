/** How a training goes, as curves and figures: every number is the engine's report of that step. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { drawnPlaces, secondsLeft } from "../../../state/training_progress";
import { t } from "../../../strings/benches";
import { formatNumber } from "../../../trace/format";
import "../../../views/curve";
import type { CurveLine } from "../../../views/curve";
import { counted, figures } from "../runs";
import type { Course } from "./course";

const HEIGHT = 150;

const at = (list: readonly number[], places: readonly number[]): number[] =>
  places.map((place) => list[place] ?? Number.NaN);

function curve(label: string, x: readonly number[], lines: CurveLine[], fromZero = true): TemplateResult {
  return html`<section class="bench-section"><h3>${label}</h3>
    <al-curve .x=${x} .height=${HEIGHT} .xTitle=${t("training.step")} .label=${label} .lines=${lines} .fromZero=${fromZero}></al-curve>
  </section>`;
}

/** `1 min 20 s`. */
export function duration(seconds: number): string {
  const all = Math.max(0, Math.round(seconds));
  return all < 60 ? t("training.seconds", { s: all }) : t("training.minutes", { m: Math.floor(all / 60), s: all % 60 });
}

/** `words`: whether each label is a word, and not an example's class. */
export function progressFigures(
  { latest, measured, slices, step, total, status }: Course,
  words: boolean,
): TemplateResult {
  const left = status === "running" ? secondsLeft(slices, total - step) : undefined;
  const held = measured.at(-1);
  return figures([
    [t("training.steps"), t("training.ofSteps", { n: step, total })],
    [t("training.loss"), latest ? formatNumber(latest.loss, 3) : "–"],
    ...(held
      ? ([[t("training.accuracy"), t("training.percent", { n: (held.accuracy * 100).toFixed(1) })]] as const)
      : []),
    [t("training.rate"), latest ? String(Number(latest.learningRate.toPrecision(3))) : "–"],
    [t("training.norm"), latest ? formatNumber(latest.gradientNorm, 3) : "–"],
    [
      t(words ? "training.perSecond.words" : "training.perSecond.classes"),
      latest ? counted(latest.tokensPerSecond) : "–",
      t("training.speedTitle"),
    ],
    [t("training.left"), left === undefined ? "–" : duration(left)],
  ]);
}

/** Drawn again when there is more to draw. */
export const trainingCurves = ({ history, measured }: Course) =>
  guard([history.losses, measured], () => curvesOf(history, measured));

function curvesOf(history: Course["history"], measured: Course["measured"]): TemplateResult | typeof nothing {
  const { losses, rates, norms } = history;
  if (losses.length < 2) return nothing;
  const places = drawnPlaces(losses.length);
  const steps = places.map((place) => place + 1);
  const taken = measured.map((one) => one.step);
  return html`<div class="bench-pair">
      ${curve(t("training.lossOfStep"), steps, [{ name: t("training.loss"), y: at(losses, places), hue: "accent" }])}
      ${
        taken.length > 1
          ? html`${curve(t("training.accuracyHeldOut"), taken, [
              { name: t("training.accuracy"), y: measured.map(({ accuracy }) => accuracy), hue: "q" },
            ])}
            ${curve(t("training.lossHeldOut"), taken, [
              { name: t("training.heldOut"), y: measured.map(({ loss }) => loss), hue: "k" },
              // The loss of the batch behind the same step, where there is one.
              { name: t("training.batch"), y: taken.map((step) => losses[step - 1] ?? Number.NaN), hue: "ink" },
            ])}`
          : nothing
      }
    </div>
    <details class="fold">
      <summary>${t("training.more")}</summary>
      <div class="bench-pair">
        ${curve(t("training.rate"), steps, [{ name: t("training.rate"), y: at(rates, places), hue: "v" }])}
        ${curve(t("training.norm"), steps, [{ name: t("training.norm"), y: at(norms, places), hue: "k" }])}
      </div>
    </details>`;
}
