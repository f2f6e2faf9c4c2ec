// Images inside pasted HTML: those that carry their own octets become files of the message.

const KNOWN = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/;

/** Replaces `data:` images of `html` by Content-IDs that `upload` answers; what cannot be read is taken out. */
export function dataImages(html: string, upload: (file: File) => string | null): string {
  if (!html.includes('data:')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const image of page.querySelectorAll('img[src^="data:"]')) {
    const [, type = '', base64 = ''] = KNOWN.exec(image.getAttribute('src') ?? '') ?? [];
    const contentId = base64 ? upload(imageFile(type, base64)) : null;
    if (contentId) image.setAttribute('src', `cid:${contentId}`);
    else image.remove();
  }
  return page.body.innerHTML;
}

function imageFile(type: string, base64: string): File {
  const octets = Uint8Array.from(atob(base64.replace(/\s/g, '')), (char) => char.charCodeAt(0));
  return new File([octets], `image.${type.slice('image/'.length)}`, { type });
}

/** Whether the mail programs of the world show this type inside a text. */
export function isTextImage({ type }: File): boolean {
  return /^image\/(?:png|jpeg|gif|webp)$/.test(type);
}
