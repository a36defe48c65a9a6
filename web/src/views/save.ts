/** Pictures and files on the reader's disk. Works on a page opened from a file, without a network. */

/** No browser makes a canvas larger than this on a side. */
const LARGEST_SIDE = 8192;

/** The SVG as a data URL: the same origin everywhere, so that a canvas drawn from it can be read. */
export function svgUrl(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** The SVG as a PNG with `scale` pixels for each of its own; fewer where it would outgrow what a canvas can hold. */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = svgUrl(svg);
  await image.decode();
  const factor = Math.min(scale, LARGEST_SIDE / image.width, LARGEST_SIDE / image.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * factor);
  canvas.height = Math.round(image.height * factor);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("[figure] this browser gives no canvas to draw on");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error(`[figure] a picture of ${canvas.width} x ${canvas.height} could not be encoded`));
    }, "image/png");
  });
}

/** A name that every file system takes. */
export function fileName(text: string, extension: string): string {
  const stem = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return `${stem || "attention"}.${extension}`;
}

/** Hands the reader a file. */
export function download(name: string, content: Blob | string, type = "text/plain"): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Firefox begins to read after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
