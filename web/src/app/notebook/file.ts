/** One figure as a file by itself, which opens by a double click and needs nothing else. */
import { escapeXml } from "../../views/figure";

export interface FigureFile {
  title: string;
  description: string;
  /** What it was made with, and under which address the whole page shows the same. */
  source: string;
  noScript: string;
  shape: readonly number[];
  data: Float32Array;
  rowLabels: readonly string[];
  colLabels: readonly string[];
  layer: number;
  head: number;
  /** Shares of attention, and not other numbers. */
  weights: boolean;
}

/** As much of an array at a time as a call takes arguments. */
const CHUNK = 8192;

function base64(data: Float32Array): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** `viewer`: the script that shows it, and the hash by which the file's own policy lets it run. */
export function figureFile(figure: FigureFile, viewer: { script: string; hash: string }): string {
  const values = {
    numbers: base64(figure.data.slice()),
    shape: figure.shape,
    tokens: figure.rowLabels,
    key_tokens: figure.colLabels,
    layer: figure.layer,
    head: figure.head,
    weights: figure.weights,
  };
  const data = JSON.stringify(values).replaceAll("<", "\\u003c");
  const policy = `default-src 'none'; script-src '${viewer.hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${escapeXml(figure.description)}" />
    <title>${escapeXml(figure.title)}</title>
  </head>
  <body data-notebook>
    <main class="notebook-page">
      <h1>${escapeXml(figure.title)}</h1>
      <div id="figure"></div>
      <p>${escapeXml(figure.description)}</p>
      <p>${escapeXml(figure.source)}</p>
      <noscript>${escapeXml(figure.noScript)}</noscript>
    </main>
    <script type="application/json" id="data">${data}</script>
    <script>${viewer.script}</script>
  </body>
</html>
`;
}
