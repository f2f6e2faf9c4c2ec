// 'Send later', beside Send; the dialog is loaded when it is asked for.
import { CalendarClock } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { scheduleText as text } from '@/components/messages/en-outbox';
import { IconButton } from '@/components/ui/icon-button';

const ScheduleDialog = dynamic(
  () => import('@/components/outbox/schedule-dialog').then((module) => module.ScheduleDialog),
  { ssr: false },
);

/** `onChoose` gets the time, epoch ms. */
export function SendLater({ onChoose }: { onChoose: (sendAt: number) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={CalendarClock} label={text.title} className="mr-1" onClick={() => setOpen(true)} />
      {isOpen ? (
        <ScheduleDialog
          onClose={() => setOpen(false)}
          onChoose={(sendAt) => {
            setOpen(false);
            onChoose(sendAt);
          }}
        />
      ) : null}
    </>
  );
}
