import { evaluateTranslator, METRICS } from "../translator.mjs";

export const model = "translator-debian";
export const metrics = METRICS;
export const evaluate = (options) => evaluateTranslator(model, "debian", options);
