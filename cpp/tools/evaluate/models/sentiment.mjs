import { evaluateSentiment, METRICS } from "../sentiment.mjs";

export const model = "sentiment";
export const metrics = METRICS;
export const evaluate = (options) => evaluateSentiment(model, options);
