// Pages that were given a name, kept in this browser: each is the fragment of an address.
import { keep, kept } from './storage';

export const mostPages = 50;
export const longestName = 80; // characters

export interface Saved {
  name: string;
  fragment: string;
}

// readSaved leaves out what it does not know, for another version may have written it.
export function readSaved(text = kept('pages')): Saved[] {
  let given: unknown;
  try {
    given = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(given)) return [];
  const pages = given.filter((page): page is Saved => typeof page?.name === 'string' && page.name !== '' && typeof page.fragment === 'string' && page.fragment.startsWith('#'));
  return pages.slice(0, mostPages);
}

// withSaved are the pages with one more, or with another in the place of the one of its name.
export function withSaved(pages: Saved[], page: Saved): Saved[] {
  return [...pages.filter(({ name }) => name !== page.name), page].sort((a, b) => a.name.localeCompare(b.name)).slice(0, mostPages);
}

// store says whether the browser has kept them.
export function store(pages: Saved[]): boolean {
  return keep('pages', JSON.stringify(pages));
}
