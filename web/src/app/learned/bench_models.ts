/** Which model a workbench asks, by what its panel says: one table for the workbenches and for what the header says of them. */
import type { BenchId, State } from "../../state/settings";
import { shelved } from "./shelf";

type Models = Readonly<Record<string, string>>;

const MODELS: Partial<Record<BenchId, Models>> = {
  pronouns: { pronouns: "pronouns" },
  sentiment: { scratch: "sentiment", use: "sentiment-use" },
  translation: { everyday: "translator-everyday", debian: "translator-debian" },
  summary: { trained: "summariser" },
  language_model: { "": "language-model" },
  digits: { "": "digits" },
  similarity: { "": "use-lite" },
  heads: { use: "use-lite", pronouns: "pronouns", sentiment: "sentiment" },
};

/** By their names in the panel, those that the build has; the first is the one that is opened. */
export const modelsOf = (bench: BenchId): Models =>
  Object.fromEntries(Object.entries(MODELS[bench] ?? {}).filter(([, name]) => shelved(name)));

/** Without any of its models a workbench has nothing to show. */
export const isStocked = (bench: BenchId): boolean =>
  !MODELS[bench] || bench === "translation" || bench === "summary" || Object.keys(modelsOf(bench)).length > 0;

/** The model that is asked; undefined where the workbench trains one of its own, or needs none. */
export function modelAsked({ bench, panel }: Pick<State, "bench" | "panel">): string | undefined {
  const models = modelsOf(bench);
  const which = new URLSearchParams(panel).get("which");
  return which === "own" ? undefined : (models[which ?? ""] ?? Object.values(models)[0]);
}
