/** A number's story as it stands on the page, and whether its arithmetic is right when done again on the shown digits. */

export interface Story {
  /** The matrix, such as `scores`. */
  name: string;
  place: string;
  value: string;
  /** `0.30 × −0.55 = −0.17`, one a term. */
  lines: string[];
  /** `= 2.41`, under the lines. */
  total: string;
  /** The line that finishes the story after the sum, or the whole of it: `1.20 = 2.406 / √(4)`. */
  closing: string;
  /** The page says that digits were rounded. */
  rounded: boolean;
  /** Where it comes from. */
  origins: string[];
}

/** Runs in the page. */
export function readStory(): Story | null {
  /** Text with roots, powers and fractions written in line. */
  const read = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
    if (!(node instanceof Element)) return "";
    if (node.matches("style, [hidden]")) return "";
    const parts = Array.from(node.childNodes, read);
    const children = Array.from(node.children, read);
    switch (node.localName) {
      case "al-equation":
        return Array.from(node.shadowRoot?.childNodes ?? [], read).join("");
      case "sup":
        return `^(${parts.join("")})`;
      case "sub":
        return `_${parts.join("")}`;
      case "msup":
        return `${children[0]}^(${children[1]})`;
      case "msub":
        return `${children[0]}_${children[1]}`;
      case "mfrac":
        return `((${children[0]}) / (${children[1]}))`;
      case "msqrt":
        return `√(${parts.join("")})`;
      case "mtext":
        return `“${parts.join("")}”`;
      case "mspace":
        return " ";
      default:
        return parts.join("");
    }
  };
  const text = (element: Element | null | undefined): string =>
    // Without what cannot be seen: marks that keep the direction of writing, and those of mathematics.
    element
      ? read(element)
          .replace(/[\u2061-\u2069]/g, "")
          .replace(/\s+/g, " ")
          .trim()
      : "";
  const cells = (row: Element): string => Array.from(row.querySelectorAll(".cell"), text).filter(Boolean).join(" ");

  const root = document.querySelector("al-explanation")?.shadowRoot;
  if (!root?.querySelector(".value")) return null;
  return {
    name: text(root.querySelector("h2")),
    place: text(root.querySelector(".place")),
    value: text(root.querySelector(".value")),
    lines: Array.from(root.querySelectorAll(".sum .row:not(.total)"), cells),
    total: Array.from(root.querySelectorAll(".sum .row.total"), cells).join(""),
    closing: text(root.querySelector(".closing")),
    rounded: root.querySelector(".under .quiet") !== null,
    origins: [
      ...new Set(
        Array.from(
          document
            .querySelector("al-provenance")
            ?.shadowRoot?.querySelectorAll<HTMLElement>("[aria-level='1'][data-tensor]") ?? [],
          (row) => row.dataset.tensor ?? "",
        ),
      ),
    ],
  };
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The value of an expression as it is written on the page; NaN where it is not only numbers. */
export function evaluate(written: string): number {
  const plain = written
    .replace(/10(⁻?)([⁰¹²³⁴-⁹]+)/g, (_all, minus: string, digits: string) => {
      const exponent = Array.from(digits, (digit) => SUPERSCRIPTS.indexOf(digit)).join("");
      return `10**${minus ? "-" : ""}${exponent}`;
    })
    .replaceAll("−", "-")
    .replaceAll("×", "*")
    .replaceAll("÷", "/")
    .replaceAll("∞", "Infinity")
    .replace(/√\(?(\d+)\)?/g, "sqrt($1)")
    .replace(/\be ?\^ ?\(/g, "exp(")
    .replace(/\^ ?\(/g, "**(")
    .replace(/\^(\()?/g, "**$1")
    .replace(/^\s*\+/, "")
    .replace(/\(“[^”]*”\)|“[^”]*”/g, "");
  if (!/^(?:[\d.\s()+\-*/]|exp|sqrt|sin|cos|Infinity)+$/.test(plain)) return Number.NaN;
  try {
    const value = new Function("exp", "sqrt", "sin", "cos", `return ${plain}`)(Math.exp, Math.sqrt, Math.sin, Math.cos);
    return typeof value === "number" ? value : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

const NUMBER = /^[−-]?\d+(?:\.\d+)?$/;

const decimals = (written: string): number => written.split(".")[1]?.length ?? 0;

/** Half a unit of the last shown digit, and what a double adds to it. */
const within = (written: string): number => 0.5 * 10 ** -decimals(written) + 1e-9;

/** Whether both sides of a line agree as far as its result is shown. `=` promises it; `≈` says that digits were lost. */
function complaint(line: string, slack = 1): string | undefined {
  const sides = line.split(/[=≈]/).map((side) => side.trim());
  const result = sides.find((side) => NUMBER.test(side) || side === "0");
  if (result === undefined) return undefined;
  for (const side of sides) {
    const value = evaluate(side);
    // What is not arithmetic: another cell's name, a note.
    if (Number.isNaN(value)) continue;
    if (Math.abs(value - evaluate(result)) > within(result) * slack)
      return `${line}: ${side} is ${value}, not ${result}`;
  }
  return undefined;
}

/** Everything that a reader with a pocket calculator would object to. */
export function objections(story: Story): string[] {
  const { lines, total, closing, value, rounded } = story;
  const found: (string | undefined)[] = [];
  if (lines.length > 0) {
    const results = lines.map((line) => line.split("=").at(-1)?.trim() ?? "");
    const listed = lines.filter((line) => /[\d∞]/.test(line.split("=")[0] ?? "") && !/[a-df-z]/i.test(line));
    for (const line of listed) found.push(complaint(line, rounded ? lines.length : 1));
    const added = results.reduce((sum, result) => sum + evaluate(result), 0);
    const shown = total.replace(/^[=≈]\s*/, "");
    if (!(Math.abs(added - evaluate(shown)) <= within(shown) * (rounded ? lines.length : 1)))
      found.push(`the terms ${results.join(", ")} add up to ${added}, not ${shown}`);
    if (closing === "" && shown !== value) found.push(`the sum is ${shown}, the value ${value}`);
    if (rounded !== total.startsWith("≈")) found.push(`"${total}" and the word "rounded" disagree`);
  }
  if (closing !== "") {
    found.push(complaint(closing, closing.includes("≈") ? 10 : 1));
    if (!closing.split(/[=≈]/).some((side) => side.trim().split(" ")[0] === value))
      found.push(`"${closing}" does not give the value ${value}`);
  }
  if (lines.length === 0 && closing === "") found.push("there is no arithmetic");
  return found.filter((text): text is string => text !== undefined);
}
