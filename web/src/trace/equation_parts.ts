/** The pieces of an equation, built once as text and as TeX side by side. */
import type { Explanation } from "../engine/types";
import { formatNumber, formatTex } from "./format";
import { type Role, roleOf } from "./roles";
import { texText } from "./tex";

export interface EquationPart {
  text: string;
  tex: string;
  kind: "number" | "result" | "operator" | "name" | "note";
  /** Numbers that are operands: whose digits they are ... */
  role?: Role;
  /** ... and which of the explanation's operands. */
  operand?: number;
}

/** Wraps the TeX of an operand, for instance in a colour. */
export type DressTex = (tex: string, role: Role) => string;

export class PartList {
  readonly parts: EquationPart[] = [];

  constructor(readonly dress: DressTex = (tex) => tex) {}

  operator(text: string, tex: string): this {
    this.parts.push({ kind: "operator", text, tex });
    return this;
  }

  number(value: number, digits: number, kind: "number" | "result" = "number"): this {
    this.parts.push({ kind, text: formatNumber(value, digits), tex: formatTex(value, digits) });
    return this;
  }

  /** Operand `at` of `explanation`, without its sign when `magnitude` says that an operator shows it. */
  operand(explanation: Explanation, at: number, digits: number, magnitude = false): this {
    const source = explanation.operands[at];
    const value = source?.value ?? Number.NaN;
    const shown = magnitude ? Math.abs(value) : value;
    const role = roleOf(source?.name ?? "");
    this.parts.push({
      kind: "number",
      text: formatNumber(shown, digits),
      tex: this.dress(formatTex(shown, digits), role),
      role,
      operand: at,
    });
    return this;
  }

  name(text: string): this {
    this.parts.push({ kind: "name", text, tex: texText(text) });
    return this;
  }

  /** A remark behind the equation, in brackets; where there is no room for it, in the text alone. */
  note(text: string, inTex = true): this {
    this.parts.push({ kind: "note", text: ` (${text})`, tex: inTex ? `\\quad ${texText(`(${text})`)}` : "" });
    return this;
  }

  /** What the middle of a long sum is shortened to. */
  more(text: string): this {
    this.parts.push({ kind: "note", text: `… [${text}]`, tex: `\\underbrace{\\cdots}_{${texText(text)}}` });
    return this;
  }
}
