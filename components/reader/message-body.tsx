// A message's content: its HTML in a frame without scripts, or its text; then its attachments.
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, ImageOff, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';
import { sentenceOf, urls } from '@/lib/client/api';
import { bodyQuery } from '@/lib/client/queries';
import type { Message } from '@/lib/contract/mail';
import { Attachments } from './attachments';
import { HtmlFrame } from './html-frame';
import { PlainText } from './plain-text';

export function MessageBody({ message }: { message: Message }) {
  const { data: body, error, refetch } = useQuery(bodyQuery(message.id));
  const [images, setImages] = useState(false);
  const { isDark } = useView();
  const [inDark, setInDark] = useState(false);
  if (error && !body)
    return (
      <div role="alert" className="mt-4 flex items-center gap-3 rounded-lg bg-surface-sunken p-4 text-sm">
        <CircleAlert aria-hidden="true" size={18} className="shrink-0 text-danger" />
        <span>
          {t.reader.failed} {sentenceOf(error)}
        </span>
        <Button onClick={() => void refetch()}>{t.list.retry}</Button>
      </div>
    );
  if (!body)
    return (
      <div className="skeleton mt-4 flex flex-col gap-2" aria-hidden="true">
        <div className="h-3 w-full rounded bg-hover" />
        <div className="h-3 w-5/6 rounded bg-hover" />
        <div className="h-3 w-2/3 rounded bg-hover" />
      </div>
    );
  return (
    <div className="mt-3 pl-11 max-md:pl-0">
      {body.problem && (
        <p role="status" className="mb-3 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
          {body.problem}
        </p>
      )}
      {body.hasRemoteContent && !images && (
        <div
          data-chrome
          className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-surface-sunken px-3 py-2 text-sm text-text-muted"
        >
          <ImageOff aria-hidden="true" size={16} className="shrink-0" />
          <span className="min-w-0 flex-1 basis-60">{t.reader.images}</span>
          <Button onClick={() => setImages(true)}>{t.reader.showImages}</Button>
        </div>
      )}
      {body.kind === 'html' ? (
        <>
          {isDark && <PaperSwitch inDark={inDark} onChange={setInDark} />}
          <HtmlFrame
            messageId={message.id}
            subject={message.subject}
            images={images}
            dark={isDark && inDark}
          />
        </>
      ) : body.kind === 'text' ? (
        <PlainText text={body.text} />
      ) : (
        <p data-body="shown" className="text-sm text-text-muted">
          {t.reader.empty}{' '}
          {body.attachments.length === 0 && (
            <a
              href={urls.source(message.id)}
              target="_blank"
              rel="noreferrer"
              className="text-accent underline"
            >
              {t.reader.emptySource}
            </a>
          )}
        </p>
      )}
      <Attachments messageId={message.id} attachments={body.attachments.filter(({ inline }) => !inline)} />
    </div>
  );
}

/** On white paper, as it was sent, or on the dark surface: for this message, while it is open. */
function PaperSwitch({ inDark, onChange }: { inDark: boolean; onChange: (inDark: boolean) => void }) {
  const Icon = inDark ? Sun : Moon;
  return (
    <div data-chrome className="mb-1 flex justify-end">
      <button
        type="button"
        onClick={() => onChange(!inDark)}
        className="flex items-center gap-1.5 rounded-md px-2 py-1 text-xs text-text-muted hover:bg-hover hover:text-text pointer-coarse:min-h-11"
      >
        <Icon aria-hidden="true" size={14} />
        {inDark ? t.reader.asSent : t.reader.inDark}
      </button>
    </div>
  );
}
