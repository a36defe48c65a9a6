/** Panels, menu, comparisons and what gradients are of, in one file to be fetched. */
export { changeMenu } from "./change_menu";
export { changePanel } from "./change_panel";
export { comparisonHead, comparisonView, presentMark } from "./comparison_view";
export { gradientBar } from "./gradient_bar";
export { modelPanel } from "./model_panel";
