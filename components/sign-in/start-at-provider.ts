// Begins a sign-in at a provider, as next-auth's own client does.
import { domainOf } from '@/lib/contract/mail-domain';

/** Answers where the browser goes; it comes back to `target`, a path of ours. An address goes along as a hint. Throws when offline. */
export async function startAtProvider(id: string, address: string, target: string): Promise<string> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  const hint = domainOf(address) ? `?${new URLSearchParams({ login_hint: address })}` : '';
  const answer = await fetch(`/api/auth/signin/${id}${hint}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl: target, json: 'true' }),
  });
  return ((await answer.json()) as { url: string }).url;
}
