// Who a conversation is with: 'Ann, me (3)', unread ones in weight.
import { t } from '@/components/messages/en';
import type { ConversationRow } from '@/lib/contract/mail';

const shortName = ({ name, address }: { name: string; address: string }) =>
  name || address.split('@')[0] || address;

export function SenderNames({ row, outgoing }: { row: ConversationRow; outgoing: boolean }) {
  const people = row.senders;
  if (people.length === 0) {
    const nobody = outgoing ? t.list.nobodyYet : t.list.nobody;
    return <span className={row.unread ? 'font-semibold' : ''}>{nobody}</span>;
  }
  return (
    <>
      {outgoing && <span className="text-text-muted">{t.list.to}</span>}
      {people.map((person, index) => (
        <span
          key={person.address}
          className={person.unread || (row.unread && people.length === 1) ? 'font-semibold' : ''}
        >
          {index > 0 && ', '}
          {people.length > 2 ? shortName(person).split(' ')[0] : shortName(person)}
        </span>
      ))}
      {row.count > 1 && !outgoing && <span className="ml-1 text-xs text-text-muted">{row.count}</span>}
    </>
  );
}
