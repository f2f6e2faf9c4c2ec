// HTML that came from elsewhere, as a page for a frame without scripts: it may load nothing but the draft's own pictures.

const HEAD = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"><base target="_blank"><style>body{margin:12px;font:14px/1.45 system-ui,sans-serif;color:#1b1c1f;background:#fff;overflow-wrap:anywhere}blockquote{margin:0 0 0 2px;padding-left:12px;border-left:2px solid #c8c9ce}img,table{max-width:100%}</style>`;

/** `imageUrl` finds the picture behind a Content-ID. */
export function framePage(html: string, imageUrl: (contentId: string) => string | null): string {
  return (
    HEAD +
    html.replace(/\bsrc="cid:([^"]+)"/g, (whole, contentId: string) => {
      const url = imageUrl(contentId);
      return url === null ? whole.replace('src=', 'data-src=') : `src="${url}"`;
    })
  );
}
