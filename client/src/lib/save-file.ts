/** Gives the reader a file that was made in the browser; the name is cleaned of what file systems refuse. */
export function saveFile(name: string, extension: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'text'}.${extension}`;
  link.click();
  // Where the browser asks first, it reads the file only after the answer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
