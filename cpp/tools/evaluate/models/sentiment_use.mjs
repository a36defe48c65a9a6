import { evaluateSentiment, METRICS } from "../sentiment.mjs";

export const model = "sentiment-use";
export const metrics = METRICS;
export const evaluate = (options) => evaluateSentiment(model, options);
