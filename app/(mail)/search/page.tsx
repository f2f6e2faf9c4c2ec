// /search?q=…&in=FOLDER&open=CONVERSATION
import { MailPage } from '@/app/(mail)/mail-page';
import { readPlace } from '@/lib/client/place-url';

export default async function SearchPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  return <MailPage place={readPlace('/search', `?${new URLSearchParams(await searchParams)}`)} />;
}
