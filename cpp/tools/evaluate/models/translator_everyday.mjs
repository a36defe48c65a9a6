import { evaluateTranslator, METRICS } from "../translator.mjs";

export const model = "translator-everyday";
export const metrics = METRICS;
export const evaluate = (options) => evaluateTranslator(model, "everyday", options);
