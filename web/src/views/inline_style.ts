/**
 * An element's own style, set through its style object: a strict policy (`style-src 'self'`) refuses the attribute, which
 * is what a template would otherwise set.
 */
import { noChange, type nothing } from "lit";
import { type AttributePart, Directive, directive, type PartInfo, PartType } from "lit/directive.js";

type Declarations = string | typeof nothing | null | undefined;

class InlineStyle extends Directive {
  #set: string | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ATTRIBUTE || part.name !== "style")
      throw new Error("inlineStyle() is the whole value of a style attribute, and of nothing else.");
  }

  render(declarations: Declarations): string {
    return typeof declarations === "string" ? declarations : "";
  }

  /** Only where it differs from what was set last: others may have added to the element's style since. */
  override update({ element }: AttributePart, [declarations]: [Declarations]): typeof noChange {
    const text = this.render(declarations);
    if (text !== (this.#set ?? "")) (element as HTMLElement | SVGElement).style.cssText = text;
    this.#set = text;
    return noChange;
  }
}

/** `style=${inlineStyle(`width:${width}px`)}` */
export const inlineStyle = directive(InlineStyle);
