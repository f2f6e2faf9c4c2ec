// A version of a draft to look at: people, subject, files, and its text in a frame that runs and loads nothing.
import { useMemo } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { uploadUrl } from '@/lib/client/uploads';
import type { Draft } from '@/lib/contract/compose';
import { isShownInText } from './inline-images';
import { framePage } from './frame-page';

/** A paragraph is a line, as in the editor. */
const LINES = '<style>p{margin:0;min-height:1.45em}</style>';

/** Nothing in it can be changed. */
export function DraftPreview({ draft }: { draft: Draft }) {
  const page = useMemo(
    () =>
      draft.html === null
        ? null
        : framePage(LINES + draft.html, (contentId) => {
            const upload = draft.uploads.find((one) => one.contentId === contentId);
            return upload ? uploadUrl(upload.id) : null;
          }),
    [draft],
  );
  const people = [...draft.to, ...draft.cc, ...draft.bcc];
  const files = draft.uploads.filter((upload) => !isShownInText(upload, draft.html));
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <p dir="auto" className="truncate text-sm text-text-muted">
        {text.to}: {people.map(({ name, address }) => name || address).join(', ') || text.nobodyYet}
      </p>
      <p dir="auto" className="font-semibold [overflow-wrap:anywhere]">
        {draft.subject || text.noSubject}
      </p>
      {page === null ? (
        <pre
          dir="auto"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must scroll by keyboard
          tabIndex={0}
          className="h-[32vh] overflow-y-auto rounded-md border border-line p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {draft.text}
        </pre>
      ) : (
        <iframe
          title={text.versionText}
          sandbox="allow-same-origin"
          srcDoc={page}
          className="h-[32vh] w-full rounded-md border border-line bg-white"
        />
      )}
      {files.length > 0 ? (
        <p className="truncate text-sm text-text-muted">
          {text.attachments}: {files.map(({ name }) => name).join(', ')}
        </p>
      ) : null}
    </div>
  );
}
