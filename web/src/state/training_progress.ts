/** How a training goes: what was reported of each step, how many to take at once, and how long it will take still. */

/** Of every step that was taken. */
export interface History {
  losses: readonly number[];
  rates: readonly number[];
  norms: readonly number[];
}

/** On what nothing is learned from. */
export interface Measured {
  step: number;
  loss: number;
  accuracy: number;
}

export const NO_HISTORY: History = { losses: [], rates: [], norms: [] };

interface Reported {
  losses: readonly number[];
  learningRates: readonly number[];
  gradientNorms: readonly number[];
}

export const withReport = ({ losses, rates, norms }: History, report: Reported): History => ({
  losses: [...losses, ...report.losses],
  rates: [...rates, ...report.learningRates],
  norms: [...norms, ...report.gradientNorms],
});

/** What was reported until a step, that included. */
export const historyUntil = ({ losses, rates, norms }: History, step: number): History => ({
  losses: losses.slice(0, step),
  rates: rates.slice(0, step),
  norms: norms.slice(0, step),
});

const MOST_STEPS = 50;

/** Steps for the next slice of work, so that it takes about `wanted` milliseconds; it at most doubles. */
export function nextSlice(taken: number, milliseconds: number, wanted = 120): number {
  const fitting = milliseconds > 0 ? Math.floor((taken * wanted) / milliseconds) : taken * 2;
  return Math.max(1, Math.min(MOST_STEPS, taken * 2, fitting));
}

/** Seconds still to go, by the pace of the latest slices; undefined before there is one. */
export function secondsLeft(slices: readonly { steps: number; seconds: number }[], left: number): number | undefined {
  const latest = slices.slice(-20);
  const steps = latest.reduce((sum, one) => sum + one.steps, 0);
  const seconds = latest.reduce((sum, one) => sum + one.seconds, 0);
  return steps > 0 ? (seconds * left) / steps : undefined;
}

/** Places to draw of a long course: at most about `most`, evenly apart, and always the last. */
export function drawnPlaces(length: number, most = 200): number[] {
  const every = Math.max(1, Math.ceil(length / most));
  const places = Array.from({ length: Math.ceil(length / every) }, (_, at) => at * every);
  if (length > 0 && places.at(-1) !== length - 1) places.push(length - 1);
  return places;
}
