// Gives a file to the reader. Nothing leaves the page: the file is made here.
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// fileName is a name for a file of what words say.
export function fileName(...words: string[]): string {
  const name = words.join(' ').replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return name.slice(0, 100) || 'chart';
}

// svg is a picture that stands by itself: with its own colours instead of the page's.
export function svg(picture: SVGSVGElement, color: string, background: string): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.style.color = color;
  copy.style.background = background;
  copy.setAttribute('color', color);
  return new XMLSerializer().serializeToString(copy);
}

// png draws the svg at twice its size, for sharp screens.
export async function png(source: string, width: number, height: number, background: string): Promise<Blob> {
  const image = new Image();
  // As data, for the page's policy lets images come from nowhere else.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser has no canvas');
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no PNG'))), 'image/png');
  });
}
