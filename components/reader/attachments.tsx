// Attachments as cards: name, kind, size; pictures, PDF, texts, tables and messages show in place.
import { Download, File, FileImage, FileText, type LucideIcon, Mail } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { urls } from '@/lib/client/api';
import { sizeText } from '@/lib/client/time-text';
import type { Attachment } from '@/lib/contract/mail';
import { previewKind } from '@/lib/contract/preview-kind';

const FilePreview = dynamic(() => import('./file-preview').then((module) => module.FilePreview), {
  ssr: false,
});

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
const MAX_PICTURE = 10_000_000;

export function Attachments({ messageId, attachments }: { messageId: number; attachments: Attachment[] }) {
  const { settings } = useView();
  const [open, setOpen] = useState<string | null>(null);
  if (attachments.length === 0) return null;
  const shown = attachments.find(({ part }) => part === open);
  return (
    <section aria-label={t.reader.attachments(attachments.length)} className="mt-4">
      <h2 className="mb-2 text-xs font-semibold text-text-muted">
        {t.reader.attachments(attachments.length)}
      </h2>
      <ul className="flex flex-wrap gap-2">
        {attachments.map((attachment) => {
          const picture = PICTURES.has(attachment.type) && attachment.size < MAX_PICTURE;
          const canShow =
            picture || previewKind(attachment) !== null || attachment.type === 'application/pdf';
          const Icon = iconOf(attachment, picture);
          const words = (
            <span className="min-w-0">
              <span dir="auto" className="block truncate text-sm">
                {attachment.name}
              </span>
              <span className="block truncate text-xs text-text-muted">
                {sizeText(attachment.size, settings.locale)}
              </span>
            </span>
          );
          return (
            <li
              key={attachment.part}
              className={`flex w-60 max-w-full items-center rounded-lg border bg-surface ${open === attachment.part ? 'border-accent' : 'border-line'}`}
            >
              {canShow ? (
                <button
                  type="button"
                  aria-expanded={open === attachment.part}
                  aria-label={t.reader.preview(attachment.name)}
                  onClick={() => setOpen(open === attachment.part ? null : attachment.part)}
                  className="flex min-w-0 flex-1 items-center gap-2.5 rounded-lg p-2.5 text-left hover:bg-hover"
                >
                  <Icon aria-hidden="true" size={20} strokeWidth={1.5} className="shrink-0 text-text-muted" />
                  {words}
                </button>
              ) : (
                <span className="flex min-w-0 flex-1 items-center gap-2.5 p-2.5">
                  <Icon aria-hidden="true" size={20} strokeWidth={1.5} className="shrink-0 text-text-muted" />
                  {words}
                </span>
              )}
              <a
                href={urls.part(messageId, attachment.part)}
                download={attachment.name}
                aria-label={t.reader.downloadFile(attachment.name)}
                title={t.reader.downloadFile(attachment.name)}
                className="flex size-9 shrink-0 items-center justify-center rounded-lg text-text-muted hover:bg-hover hover:text-text pointer-coarse:size-11"
              >
                <Download aria-hidden="true" size={16} />
              </a>
            </li>
          );
        })}
      </ul>
      {shown && (
        <>
          {/* Below many cards it would be anybody's. */}
          <h3 dir="auto" className="mt-3 truncate text-xs font-semibold text-text-muted">
            {shown.name}
          </h3>
          <Shown messageId={messageId} attachment={shown} />
        </>
      )}
    </section>
  );
}

function iconOf(attachment: Attachment, picture: boolean): LucideIcon {
  const kind = previewKind(attachment);
  if (picture) return FileImage;
  if (kind === 'message') return Mail;
  const isText = kind !== null || /^(?:text\/|application\/pdf$)/u.test(attachment.type);
  return isText ? FileText : File;
}

function Shown({ messageId, attachment }: { messageId: number; attachment: Attachment }) {
  if (previewKind(attachment) !== null)
    return <FilePreview key={attachment.part} messageId={messageId} file={attachment} />;
  const address = urls.part(messageId, attachment.part, true);
  return attachment.type === 'application/pdf' ? (
    <iframe
      title={attachment.name}
      src={address}
      className="mt-3 h-[70vh] w-full rounded-lg border border-line"
    />
  ) : (
    // biome-ignore lint/performance/noImgElement: it comes from the mail server and must not be optimized or kept
    <img
      src={address}
      alt={attachment.name}
      className="mt-3 max-h-[80vh] max-w-full rounded-lg border border-line"
    />
  );
}
