// /outbox
import { MailPage } from '@/app/(mail)/mail-page';

export default function OutboxPage() {
  return <MailPage place={{ view: 'outbox' }} />;
}
