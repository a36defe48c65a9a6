/** Vite hands a style sheet as text when asked for `?inline`; shadow roots adopt it. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}

declare module "*.css" {}
