// Light or dark: as the system has it, or as was chosen in this browser.
import { useSyncExternalStore } from 'react';
import { source } from '../source';
import { useSource } from '../use-source';
import { keep, kept } from './storage';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'theme';
const chosen = source<Theme>(themes.find((one) => one === kept(key)) ?? 'auto');

function apply(theme: Theme) {
  document.documentElement.dataset.theme = theme;
}

export function setTheme(theme: Theme) {
  keep(key, theme);
  apply(theme);
  chosen.set(theme);
}

// useTheme is what is chosen, and whether that is dark now.
export function useTheme(): { theme: Theme; dark: boolean } {
  const theme = useSource(chosen);
  const system = useSyncExternalStore(
    (listener) => {
      const query = matchMedia('(prefers-color-scheme: dark)');
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia('(prefers-color-scheme: dark)').matches,
  );
  return { theme, dark: theme === 'auto' ? system : theme === 'dark' };
}

// Before anything is drawn, so that a page does not flash.
apply(chosen.get());
