/** What web/vite.element.ts puts into the element's script. */
declare module "virtual:attention-binary" {
  /** attention.wasm as base64; empty where it lies beside the script. */
  const binary: string;
  export default binary;
  /** Its hash, as `fetch` takes it. */
  export const integrity: string;
}

declare module "virtual:attention-place" {
  /** The script's own address; empty where it has none. */
  export const place: string;
}

declare module "virtual:attention-worker" {
  /** The worker's script. */
  const script: string;
  export default script;
}

declare module "virtual:attention-styles" {
  /** Every sheet of the page, for a shadow root. */
  const styles: string;
  export default styles;
}

declare module "virtual:attention-page" {
  /** The page's modules with state of their own, a fresh copy at each call. */
  export function evaluate(): typeof import("./instance");
}
