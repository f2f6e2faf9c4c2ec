// An attached text, table or message, shown in place: as text of ours, never as a document of its sender's.
import { useQuery } from '@tanstack/react-query';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { previewText as text } from '@/components/messages/en-preview';
import { Button } from '@/components/ui/button';
import { sentenceOf } from '@/lib/client/api';
import { previewQuery } from '@/lib/client/preview';
import { fullTime } from '@/lib/client/time-text';
import type { Address, Attachment } from '@/lib/contract/mail';
import type { FilePreview as Preview } from '@/lib/contract/preview';
import { PlainText } from './plain-text';

export function FilePreview({ messageId, file }: { messageId: number; file: Attachment }) {
  const { data, error, refetch } = useQuery(previewQuery(messageId, file.part));
  if (error)
    return (
      <div role="alert" className="mt-3 flex flex-wrap items-center gap-3 text-sm">
        <span>
          {text.failed} {sentenceOf(error)}
        </span>
        <Button onClick={() => void refetch()}>{text.retry}</Button>
      </div>
    );
  if (!data)
    return (
      <div
        role="status"
        aria-label={text.loading}
        className="skeleton mt-3 h-24 rounded-lg bg-surface-sunken"
      />
    );
  return (
    <>
      <section
        aria-label={file.name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-3 max-h-[70vh] overflow-auto rounded-lg border border-line p-3 text-sm"
      >
        <Content preview={data} />
      </section>
      {data.isCut && <p className="mt-1 text-xs text-text-muted">{text.cut}</p>}
    </>
  );
}

function Content({ preview }: { preview: Preview }) {
  if (preview.kind === 'message') return <AttachedMessage message={preview} />;
  if (preview.kind === 'text' ? preview.text === '' : preview.rows.length === 0)
    return <p className="text-text-muted">{text.empty}</p>;
  if (preview.kind === 'text')
    return (
      <pre dir="auto" className="font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere">
        {preview.text}
      </pre>
    );
  return (
    <table className="w-max border-collapse text-xs tabular-nums">
      <tbody>
        {preview.rows.map((row, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows repeat and never change
          <tr key={line} className="first:font-semibold">
            {row.map((field, column) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                key={column}
                dir="auto"
                className="max-w-80 min-w-12 border border-line px-2 py-1 align-top whitespace-pre-wrap wrap-break-word"
              >
                {field}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const whole = (list: Address[]) =>
  list.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ');

function AttachedMessage({ message }: { message: Extract<Preview, { kind: 'message' }> }) {
  const { settings } = useView();
  const lines: [string, string][] = [
    [t.reader.from, whole(message.from)],
    [t.reader.toField, whole(message.to)],
    [t.reader.cc, whole(message.cc)],
    [t.reader.date, message.date === null ? '' : fullTime(message.date, settings)],
    [t.reader.subject, message.subject],
  ];
  return (
    <>
      <dl className="mb-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {lines
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-text-muted">{name}</dt>
              <dd dir="auto" className="max-h-40 min-w-0 overflow-y-auto wrap-anywhere">
                {value}
              </dd>
            </div>
          ))}
      </dl>
      {message.text.trim() === '' ? (
        <p className="text-text-muted">{t.reader.empty}</p>
      ) : (
        <PlainText text={message.text} />
      )}
      {message.files.length > 0 && (
        <p className="mt-3 text-xs text-text-muted wrap-anywhere">{text.files(message.files)}</p>
      )}
    </>
  );
}
