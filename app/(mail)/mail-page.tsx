// The first paint of every mail page: who it is, their folders and the first rows are in the HTML.
import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { MailApp } from '@/components/frame/mail-app';
import { currentUserId } from '@/lib/auth/session';
import { type Place, placeUrl } from '@/lib/client/place-url';
import { shownList } from '@/lib/client/shown-list';
import { readViewSettings, VIEW_COOKIE } from '@/lib/client/view-settings';
import { firstView } from '@/lib/services/first-view';

export async function MailPage({ place }: { place: Place }) {
  const userId = await currentUserId();
  if (userId === null) redirect(`/sign-in?to=${encodeURIComponent(placeUrl(place))}`);
  const folderId = place.view === 'folder' ? place.folderId : null;
  const first = await firstView(userId, (known) => shownList(place, known));
  if (first.accounts.length === 0) redirect('/sign-in');
  if (folderId !== null && first.page === null) notFound();
  const settings = readViewSettings((await cookies()).get(VIEW_COOKIE)?.value);
  return <MailApp place={place} settings={settings} first={first} now={Date.now()} />;
}
