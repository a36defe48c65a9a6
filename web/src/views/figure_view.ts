/** `<al-figure>`: the standalone figure as it will be saved, with the buttons that save it. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { describePng } from "../io/png";
import { define } from "./define";
import { type FigureOptions, figureSvg } from "./figure";
import { Follow } from "./follow";
import { measureText } from "./ruler";
import { download, fileName, svgUrl, toPng } from "./save";
import { onStringsChange, viewStrings } from "./strings";

/** What the figure's own font measures, in the font stack of the SVG. */
const measure = (text: string): number =>
  measureText("13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", text);

export class FigureView extends LitElement {
  static override properties = {
    options: { attribute: false },
    pixels: { attribute: false },
  };

  declare options: FigureOptions | undefined;
  /** Pixels of the PNG for each of the figure's. */
  declare pixels: number;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      img {
        display: block;
        max-width: 100%;
        height: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: #ffffff;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        margin-top: var(--space-2);
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.pixels = 2;
  }

  /** The figure as it is shown. */
  svg(): string {
    return this.options ? figureSvg({ measure, ...this.options }) : "";
  }

  override render() {
    const { options } = this;
    if (!options) return nothing;
    const words = viewStrings();
    // As an image the SVG can't touch the page, whatever its labels say.
    return html`<img src=${svgUrl(this.svg())} alt=${options.description ?? options.title} />
      <div class="actions">
        <button class="button primary" data-action="save-svg" @click=${() => this.saveSvg()}>${words.saveSvg}</button>
        <button class="button" data-action="save-png" @click=${() => this.savePng()}>${words.savePng}</button>
        <slot></slot>
      </div>`;
  }

  saveSvg(): void {
    download(fileName(this.options?.title ?? "", "svg"), this.svg(), "image/svg+xml");
  }

  /** The picture with its title and its description inside, for programs that read them out. */
  async png(): Promise<Blob> {
    const { title = "", description = title } = this.options ?? {};
    const plain = await toPng(this.svg(), this.pixels);
    const bytes = describePng(new Uint8Array(await plain.arrayBuffer()), { title, description });
    return new Blob([bytes], { type: "image/png" });
  }

  async savePng(): Promise<void> {
    try {
      download(fileName(this.options?.title ?? "", "png"), await this.png());
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(new CustomEvent("al-error", { detail: { message }, bubbles: true, composed: true }));
    }
  }
}

define("al-figure", FigureView);

declare global {
  interface HTMLElementTagNameMap {
    "al-figure": FigureView;
  }
}
