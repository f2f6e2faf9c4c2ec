// 'Delivery' under a message of one's own: its way, loaded when it is asked for.
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { t } from '@/components/messages/en';
import { foldersQuery } from '@/lib/client/queries';
import type { Message } from '@/lib/contract/mail';

const DeliveryView = dynamic(() =>
  import('@/components/outbox/delivery-view').then((module) => module.DeliveryView),
);

/** Nothing for mail of others and for drafts. */
export function DeliveryToggle({ message }: { message: Message }) {
  const { data } = useQuery(foldersQuery);
  const [isOpen, setOpen] = useState(false);
  const from = message.from[0]?.address.toLowerCase();
  const isMine = data?.accounts.some(({ address }) => address.toLowerCase() === from);
  if (!isMine || message.draft) return null;
  return (
    <div data-chrome className="ml-11 max-md:ml-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen((now) => !now)}
        className="text-sm text-accent hover:underline pointer-coarse:min-h-11"
      >
        {isOpen ? t.reader.hideDelivery : t.reader.delivery}
      </button>
      {isOpen && <DeliveryView of={{ messageId: message.id }} />}
    </div>
  );
}
