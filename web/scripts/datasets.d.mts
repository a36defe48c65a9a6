interface Picture {
  /** Rows of columns of one number from 0 to 1. */
  image: number[][][];
  label: number;
}
export function packDigits(sides: { train: Picture[]; heldOut: Picture[] }): Uint8Array;
/** What lies in the folder `data` beside the page; `inline`: small enough for every offline page. */
export function datasets(): { name: string; inline: boolean; bytes: Buffer }[];
export function writeDatasets(folder: string): void;
