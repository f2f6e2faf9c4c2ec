// /mail, /mail/FOLDER, /mail/FOLDER/CONVERSATION
import { notFound } from 'next/navigation';
import { MailPage } from '@/app/(mail)/mail-page';
import { readPlace } from '@/lib/client/place-url';

export default async function FolderPage({ params }: { params: Promise<{ place?: string[] }> }) {
  const { place = [] } = await params;
  if (place.length > 2 || place.some((piece) => !/^[1-9]\d{0,15}$/u.test(piece))) notFound();
  return <MailPage place={readPlace(`/mail/${place.join('/')}`, '')} />;
}
