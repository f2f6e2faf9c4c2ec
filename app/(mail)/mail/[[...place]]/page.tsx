// /mail, /mail/FOLDER, /mail/FOLDER/CONVERSATION, /mail/all/LIST, /mail/all/LIST/CONVERSATION
import { notFound } from 'next/navigation';
import { MailPage } from '@/app/(mail)/mail-page';
import { readPlace } from '@/lib/client/place-url';

const ID = '[1-9]\\d{0,15}';
const PLACE = new RegExp(`^(${ID}|all/(inbox|starred|sent|drafts|archive))?(/${ID})?$`, 'u');

export default async function FolderPage({ params }: { params: Promise<{ place?: string[] }> }) {
  const path = ((await params).place ?? []).join('/');
  if (!PLACE.test(path)) notFound();
  return <MailPage place={readPlace(`/mail/${path}`, '')} />;
}
