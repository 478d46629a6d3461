// Steps of a path as one writes them: dots lead inside, a dot of a name is \.
export function writePath(path: string[]): string {
  return path.map((step) => step.replaceAll(/[\\.]/g, '\\$&')).join('.');
}

export function readPath(text: string): string[] {
  const steps = [''];
  for (const [part] of text.trim().matchAll(/\\.|[\s\S]/gu)) {
    if (part === '.') steps.push('');
    else steps.push((steps.pop() ?? '') + (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part));
  }
  return steps.filter((step) => step !== '').slice(0, 10);
}
