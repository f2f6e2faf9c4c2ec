// Which uploaded images the text still shows.
import type { Draft, Upload } from '@/lib/contract/compose';

const isOurs = (contentId: string) => contentId.endsWith('@pennypost');

/** Whether the text shows this upload by its Content-ID. */
export function isShownInText({ contentId }: Upload, html: string | null): boolean {
  return contentId !== null && (html ?? '').includes(`cid:${contentId}`);
}

/** The draft as it is sent: without images that were pasted into the text and deleted from it again. */
export function withoutUnusedImages(draft: Draft): Draft {
  const uploads = draft.uploads.filter(
    (upload) =>
      draft.html === null ||
      upload.contentId === null ||
      !isOurs(upload.contentId) ||
      isShownInText(upload, draft.html),
  );
  return uploads.length === draft.uploads.length ? draft : { ...draft, uploads };
}
