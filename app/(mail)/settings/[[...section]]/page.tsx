// /settings, /settings/SECTION
import { notFound } from 'next/navigation';
import { MailPage } from '@/app/(mail)/mail-page';
import { readPlace } from '@/lib/client/place-url';

export default async function SettingsPage({ params }: { params: Promise<{ section?: string[] }> }) {
  const { section = [] } = await params;
  if (section.length > 1 || section.some((name) => !/^[a-z][a-z-]{0,40}$/u.test(name))) notFound();
  return <MailPage place={readPlace(`/settings/${section.join('/')}`, '')} />;
}
