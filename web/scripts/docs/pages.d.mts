export interface DocsPage {
  file: string;
  slug: string;
  group: string;
}

export function docsPages(): DocsPage[];
export function textOf(file: string): string;
