// What the browser keeps for this page. Where it keeps nothing (a private window, a full disk), the page works all the same.
const prefix = 'conversations-gateway:explore:';

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

// keep says whether the browser has kept it.
export function keep(name: string, value: string): boolean {
  try {
    localStorage.setItem(prefix + name, value);
    return true;
  } catch {
    return false;
  }
}
