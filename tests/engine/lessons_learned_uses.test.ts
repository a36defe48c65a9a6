/** What the lessons on classes, searches, summaries and the tutorials' sentences say in figures, asked of the weights that ship. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { lessonOf } from "../../web/src/lessons/lessons";
import { wordsOf } from "./lesson_words";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const panelText = (id: string, question: number): string =>
  new URLSearchParams(lessonOf(id)?.questions?.[question]?.state?.panel ?? lessonOf(id)?.state.panel ?? "").get(
    "text",
  ) ?? "";
const figure = (card: string, name: string): number =>
  Number(
    new RegExp(`^${name}: (\\S+)$`, "m").exec(
      readFileSync(new URL(`../../docs/models/${card}.md`, import.meta.url), "utf8"),
    )?.[1],
  );
const percent = (share: number) => (share * 100).toFixed(share > 0.995 ? 1 : 0);

describe("the lesson on a sentence's class", () => {
  const said = wordsOf("S16");
  const kind = new URLSearchParams(lessonOf("S16")?.state.panel ?? "").get("text") ?? "";
  let positive = (_: string) => Number.NaN;

  beforeAll(async () => {
    const { labels = [] } = (await engine().loadModel("sentiment")).description;
    positive = (text) =>
      withTrace(
        engine().run({ model: "sentiment", text }),
        (trace) => trace.tensor("probabilities").data[labels.indexOf("positive")] ?? Number.NaN,
      );
  });

  it("answers each question as the model does", () => {
    const [without = 0, rude = 0, notBad = 0] = [0, 1, 2].map((at) => positive(panelText("S16", at)));
    expect(said).toContain(`${percent(without)} % positive. The word that is looked at most`);
    expect(said).toContain(`${percent(rude)} % positive: what is kind outweighs`);
    expect(positive("The food was bad.")).toBeLessThan(0.5);
    expect(said).toContain(`Negative, with ${percent(1 - notBad)} %`);
  });

  it("sets what is looked at beside what the answer hangs on", () => {
    const received = withTrace(engine().run({ model: "sentiment", text: kind }), (trace) => {
      const words = (trace.tokens[0] ?? []).map(({ text }) => text);
      const { data, shape } = trace.tensor("encoder.0.attn.weights");
      const rows = data.length / words.length;
      expect(shape.at(-1)).toBe(words.length);
      return words.map((word, k) => ({
        word,
        share:
          words.reduce(
            (sum, _, q) =>
              sum +
              [0, 1].reduce((of, head) => of + (data[(head * words.length + q) * words.length + k] ?? Number.NaN), 0),
            0,
          ) / rows,
      }));
    });
    const words = received.map(({ word }) => word);
    const whole = positive(kind);
    const falls = words.map((_, left) => whole - positive(words.filter((__, at) => at !== left).join(" ")));
    const [great, friendly] = [words.indexOf("great"), words.indexOf("friendly")];
    expect(said).toContain(`${((falls[great] ?? Number.NaN) * 100).toFixed(1)} points without “great”, less than 0.05`);
    const others = words.map((_, at) => at).filter((at) => at !== great && at !== friendly);
    for (const at of [friendly, ...others]) expect(Math.abs(falls[at] ?? 1)).toBeLessThan(0.0005);
    const share = (at: number) => (received[at]?.share ?? Number.NaN).toFixed(2);
    const most = Math.max(...others.map((at) => received[at]?.share ?? 0));
    expect(said).toContain(
      `${share(great)} of the attention (“friendly” ${share(friendly)}, any other at most ${most.toFixed(2)})`,
    );
    expect(said).toContain(`${share(great)} on average over words and heads`);
  });

  it("says which pairs with “not” were learned", () => {
    const [great, notGreat, notGood] = ["great", "not great", "not good"].map((word) =>
      positive(`The food was ${word}.`),
    );
    expect(said).toContain(`“The food was great.” is ${percent(great ?? 0)} % positive`);
    expect(said).toContain(`“The food was not great.” still ${percent(notGreat ?? 0)} %`);
    expect(said).toContain(`“The food was not good.” is ${percent(1 - (notGood ?? 0))} % negative`);
  });

  it("quotes the card", () => {
    expect(said).toContain(`${(figure("sentiment", "accuracy") * 100).toFixed(1)} % of 570 held-out`);
  });
});

describe("the lesson on greedy and beam", () => {
  const said = wordsOf("L10");
  /** As the workbench asks. */
  const written = (text: string, strategy: "greedy" | "beam") => {
    const { text: answer, beams } = engine().decode({
      model: "translator-everyday",
      text,
      strategy,
      maxLength: 20,
      ...(strategy === "beam" && { beamSize: 4, lengthPenalty: "none" }),
    });
    return `“${answer.replaceAll("'", "’")}”`
      .concat(`|−${Math.abs(beams[0]?.logProbability ?? Number.NaN).toFixed(2)}`)
      .split("|");
  };

  beforeAll(async () => {
    await engine().loadModel("translator-everyday");
  });

  it.each([0, 1, 2])("quotes what both write, and how likely each is, for question %i", (at) => {
    const text = panelText("L10", at);
    for (const strategy of ["greedy", "beam"] as const) {
      const [answer = "?", likely = "?"] = written(text, strategy);
      expect(said).toContain(answer);
      expect(said).toContain(likely);
    }
  });

  it("quotes the card: what a beam is worth over all held-out sentences", () => {
    const [beam, greedy] = ["bleu", "bleu:greedy"].map((name) => figure("translator-everyday", name).toFixed(1));
    expect(said).toContain(`BLEU ${beam} with a beam of 4 and a length penalty, ${greedy} without`);
  });
});

describe("the lessons on summaries and on the tutorials' sentences", () => {
  it("quote the summariser's card", () => {
    const [rouge, copied] = ["rouge-l", "rouge-l:first-words"].map((name) => figure("summariser", name));
    expect(wordsOf("S23")).toContain(
      `share ${rouge} % with what people wrote; copying the first words would share ${copied} %`,
    );
  });

  it("have the translator write what the tutorials say", async () => {
    await engine().loadModel("translator-everyday");
    const write = (text: string) => engine().decode({ model: "translator-everyday", text, strategy: "greedy" }).text;
    expect(write("Hello world")).toBe("bonjour le monde");
    expect(write("How are you?")).toBe("comment allez-vous?");
  });
});
