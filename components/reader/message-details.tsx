// Who, to whom, when, and every header field.
import { useQuery } from '@tanstack/react-query';
import { useView } from '@/components/frame/view-settings-context';
import { t } from '@/components/messages/en';
import { bodyQuery } from '@/lib/client/queries';
import { fullTime } from '@/lib/client/time-text';
import type { Address, Message } from '@/lib/contract/mail';
import { MOST_PEOPLE } from '@/lib/contract/most-people';

const whole = (list: Address[]) =>
  list
    .slice(0, MOST_PEOPLE)
    .map(({ name, address }) => (name ? `${name} <${address}>` : address))
    .join(', ');

/** Answers go to other addresses than the writer's: worth a line, and a sign of fraud. */
const isElsewhere = ({ from, replyTo }: Message) =>
  replyTo.some(({ address }) => !from.some((one) => one.address.toLowerCase() === address.toLowerCase()));

export function MessageDetails({ message }: { message: Message }) {
  const { settings } = useView();
  const { data } = useQuery(bodyQuery(message.id));
  const cut = [message.to, message.cc, message.bcc].some((list) => list.length > MOST_PEOPLE);
  const lines: [string, string][] = [
    [t.reader.from, whole(message.from)],
    [t.reader.replyTo, isElsewhere(message) ? whole(message.replyTo) : ''],
    [t.reader.toField, whole(message.to)],
    [t.reader.cc, whole(message.cc)],
    [t.reader.bcc, whole(message.bcc)],
    [t.reader.date, fullTime(message.date, settings)],
    [t.reader.subject, message.subject],
  ];
  return (
    <div className="mt-2 ml-11 rounded-lg bg-surface-sunken p-3 text-sm max-md:ml-0">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {lines
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-text-muted">{name}</dt>
              <dd className="max-h-40 min-w-0 overflow-y-auto wrap-anywhere">{value}</dd>
            </div>
          ))}
      </dl>
      {cut && <p className="mt-2 text-text-muted">{t.reader.morePeople(MOST_PEOPLE)}</p>}
      {data && data.headers.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-text-muted">{t.reader.allHeaders}</summary>
          <dl className="mt-2 max-h-80 overflow-auto font-mono text-xs">
            {data.headers.map(({ name, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat and never change
              <div key={index} className="wrap-anywhere">
                <dt className="inline font-semibold">{name}: </dt>
                <dd className="inline">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
