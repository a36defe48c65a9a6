/** The training workbench as its tests read and press it. */
import type { Lab } from "./lab";

/** "idle", "running", "paused", "done" or "failed". */
export const status = (lab: Lab): Promise<string | null> =>
  lab.page.locator("[data-training]").getAttribute("data-training");

/** How many steps have been taken. */
export const step = async (lab: Lab): Promise<number> =>
  Number(await lab.page.locator("[data-training]").getAttribute("data-step"));

export const press = (lab: Lab, action: string): Promise<void> =>
  lab.page.locator(`[data-action=${action}]`).last().click();

/** The step that the small maps are of. */
export const shownStep = (lab: Lab): Promise<string | null> =>
  lab.page.locator("al-head-grid").getAttribute("data-step");

/** All heads' weights in the grid of small maps. */
export const heads = (lab: Lab): Promise<string> =>
  lab.page
    .locator("al-head-grid")
    .evaluate((grid) =>
      JSON.stringify(
        (grid as HTMLElementTagNameMap["al-head-grid"]).rows.map((row) => row.heads.map(({ data }) => [...data])),
      ),
    );
