/** A picture from a file, the clipboard or a drag, resized in the page: nothing of it leaves the computer. */
import { type Picture, SIDE } from "../../state/picture";
import { t } from "../../strings/benches";

/** Larger files are refused unread: decoding them could take the page's memory. */
const MAX_BYTES = 64 * 2 ** 20;

/** The middle square of the picture, scaled to 224 x 224 x 3. Rejects in words for the reader. */
export async function readPicture(file: Blob): Promise<Picture> {
  if (file.size > MAX_BYTES) throw new Error(t("bench.vision.tooLarge", { max: MAX_BYTES / 2 ** 20 }));
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    const { name = "" } = file as Partial<File>;
    throw new Error(t("bench.vision.notPicture", { name: name.slice(0, 80) || t("bench.vision.thatFile") }));
  }
  try {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [SIDE, SIDE];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const side = Math.min(bitmap.width, bitmap.height);
    if (!context || side < 1) throw new Error(t("bench.vision.notPicture", { name: t("bench.vision.thatFile") }));
    // What is see-through lies on white paper.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const pixels = new Float32Array(SIDE * SIDE * 3);
    for (let at = 0; at < SIDE * SIDE; at++) {
      for (let c = 0; c < 3; c++) pixels[at * 3 + c] = (data[at * 4 + c] ?? 0) / 255;
    }
    return { data: pixels, height: SIDE, width: SIDE };
  } finally {
    bitmap.close();
  }
}

/** The first file of a drop or a paste; null where there is none. */
export function fileOf(transfer: DataTransfer | null): File | null {
  return transfer?.files[0] ?? null;
}
