/** What web/vite.anywidget.ts puts into scripts. */
declare module "virtual:attention-notebook-styles" {
  /** The sheets of the widget, for a shadow root. */
  const styles: string;
  export default styles;
}

declare module "virtual:attention-viewer" {
  /** Fetches the script of a page that shows arrays by itself, and its hash as a policy has it; none where no such page can be written. */
  export const viewer: (() => Promise<{ script: string; hash: string }>) | undefined;
}
