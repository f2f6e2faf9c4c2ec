// /compose, /compose?draft=KEY: one message being written, on a page of its own.
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { ComposeApp } from '@/components/composer/compose-app';
import { currentUserId } from '@/lib/auth/session';
import { readViewSettings, VIEW_COOKIE } from '@/lib/client/view-settings';
import { firstView } from '@/lib/services/first-view';

export const metadata = { title: 'New message – Pennypost' };

export default async function ComposePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { draft } = await searchParams;
  const draftKey = typeof draft === 'string' && /^[A-Za-z0-9-]{8,64}$/u.test(draft) ? draft : null;
  const userId = await currentUserId();
  if (userId === null) {
    const here = draftKey === null ? '/compose' : `/compose?draft=${draftKey}`;
    redirect(`/sign-in?to=${encodeURIComponent(here)}`);
  }
  const first = await firstView(userId, () => null);
  if (first.accounts.length === 0) redirect('/sign-in');
  const settings = readViewSettings((await cookies()).get(VIEW_COOKIE)?.value);
  return <ComposeApp draftKey={draftKey} first={first} settings={settings} />;
}
